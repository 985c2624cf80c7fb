/** What the room's section says that contradicts itself (MSC4256, auth rules 9.5-9.10: powers and proposers are among the servers). */
import { serverOfUser, userId } from '../names.js';
import { SYMBOLIC_CIPHER_SUITES } from '../room/msc4256/cipher-suites.js';
import { algorithmOf } from '../room/msc4256/names.js';
import { scenarioDocument } from './document/document.js';
import { room } from './document/room.js';
import type { Draft, Part } from './draft.js';
import type { NameTable } from './name-table.js';
import { type Finding, finding } from './problem.js';
import { repeated } from './repeated.js';
import { selected } from './selections.js';

export const checkRoom = (draft: Draft, names: NameTable): readonly Finding[] => {
  const creator = draft.texts(['room', 'creator']);
  const powers = draft.texts(['room', 'powers']);
  const proposers = draft.texts(['room', 'can_propose']);
  const members = draft.texts(['room', 'members']);
  const repeats = [powers, proposers, members, draft.texts(['room', 'servers'])].flatMap(repeated);
  const creatorExcepted = draft
    .texts(['room', 'members', 'except'])
    .filter(({ value }) => value === creator[0]?.value)
    .map(({ path }) => finding(path, 'the creator is always a member'));

  const servers = draft.part(room.shape.servers, ['room', 'servers']);
  const inRoom = new Set(servers === undefined ? names.servers : selected(servers.value, [...names.servers]));
  // Of a name that nobody has, that is what is told.
  const isOutside = (server: string) => names.servers.has(server) && !inRoom.has(server);
  const homeOf = (user: string) => serverOfUser(userId(user));
  const outsideServers = (parts: readonly Part<string>[], what: string) =>
    parts.filter(({ value }) => isOutside(value)).map(({ path, value }) => finding(path, `the ${what} "${value}" is not in room.servers`));
  const outsideUsers = (parts: readonly Part<string>[], what: string) =>
    parts
      .filter(({ value }) => names.users.has(value) && isOutside(homeOf(value)))
      .map(({ path, value }) => finding(path, `the ${what}'s server, "${homeOf(value)}", is not in room.servers`));

  return [
    ...unspokenSuite(draft),
    ...repeats,
    ...creatorExcepted,
    ...(inRoom.size === 0 && names.servers.size > 0 ? [finding(['room', 'servers'], 'no server is left in the room')] : []),
    ...outsideServers(powers, 'power'),
    ...outsideServers(proposers, 'server'),
    ...outsideUsers(creator, 'creator'),
    ...outsideUsers(members, 'member'),
  ];
};

/** The symbolic engine knows the lengths of some cipher suites only. */
const unspokenSuite = (draft: Draft): readonly Finding[] => {
  if (draft.part(scenarioDocument.shape.mls, ['mls'])?.value !== 'symbolic') return [];
  const algorithm = draft.part(room.shape.encryption_algorithm, ['room', 'encryption_algorithm'])?.value;
  const spoken = SYMBOLIC_CIPHER_SUITES.map((suite) => algorithmOf(suite));
  return algorithm === undefined || spoken.some((suite) => suite === algorithm)
    ? []
    : [finding(['room', 'encryption_algorithm'], `the symbolic MLS engine speaks only ${spoken.join(', ')}: use mls: real`)];
};
