/**
 * The names that a scenario gives to servers, users and devices. An entry with a count makes several: `{n}` in its name
 * counts from 1. The devices of a user are `@user:server/1`, `/2` … in order.
 */
import { type DeviceId, deviceId, serverOfUser, userId } from '../names.js';
import { isServerName } from '../room/msc4256/server-name.js';
import { serverEntry, userEntry } from './document/nodes.js';
import { type Draft, EACH } from './draft.js';
import { type Finding, finding, type Path } from './problem.js';
import { didYouMean } from './suggestions.js';

export interface NameTable {
  /** In the file's order. */
  readonly servers: ReadonlySet<string>;
  /** How many devices each user has, in the file's order; no end of them where that is malformed. */
  readonly users: ReadonlyMap<string, number>;
  /** Whether these are all: a malformed entry may have named more. */
  readonly completeServers: boolean;
  readonly completeUsers: boolean;
}

/** The names that one entry stands for. */
export const namesOf = (pattern: string, count: number | undefined): readonly string[] =>
  count === undefined ? [pattern] : Array.from({ length: count }, (_, index) => pattern.replaceAll('{n}', String(index + 1)));

export const devicesOfUser = (user: string, devices: number): readonly DeviceId[] =>
  Array.from({ length: devices }, (_, index) => deviceId(`${user}/${index + 1}`));

/** Every device of the scenario, in order. */
export const allDevices = (names: Pick<NameTable, 'users'>): readonly DeviceId[] =>
  [...names.users].flatMap(([user, devices]) => devicesOfUser(user, devices));

/** The names in a document, and what is wrong with them. */
export const nameTable = (draft: Draft): { readonly names: NameTable; readonly findings: readonly Finding[] } => {
  const findings: Finding[] = [];
  const servers = new Set<string>();
  const serverEntries = entriesOf(draft, 'servers', 'name');
  for (const { path, pattern, count } of serverEntries.sound) findings.push(...enter(servers, pattern, count, path, serverNameFault));

  const users = new Map<string, number>();
  const ids = new Set<string>();
  const userEntries = entriesOf(draft, 'users', 'id');
  for (const { path, pattern, count, entry } of userEntries.sound) {
    const fault = (id: string) => userIdFault(id) ?? (serverEntries.complete ? homeFault(id, servers) : undefined);
    findings.push(...enter(ids, pattern, count, path, fault));
    const devices = draft.part(userEntry.shape.devices, [...entry, 'devices'])?.value ?? Number.POSITIVE_INFINITY;
    for (const id of namesOf(pattern, count)) users.set(id, devices);
  }
  return { names: { servers, users, completeServers: serverEntries.complete, completeUsers: userEntries.complete }, findings };
};

/** Entries whose names can be told, whatever else is wrong with them. */
const entriesOf = (draft: Draft, list: 'servers' | 'users', nameKey: string) => {
  const { name, count } = serverEntry.shape;
  const paths = draft.paths([list, EACH]);
  const sound = paths.flatMap((entry) => {
    const pattern = draft.part(name, [...entry, nameKey]);
    const counted = draft.part(count, [...entry, 'count']);
    return pattern === undefined || counted === undefined
      ? []
      : [{ entry, path: pattern.path, pattern: pattern.value, count: counted.value }];
  });
  return { sound, complete: sound.length > 0 && sound.length === paths.length };
};

/** Enters the names of one entry, and tells the first thing that is wrong with them. */
const enter = (
  taken: Set<string>,
  pattern: string,
  count: number | undefined,
  path: Path,
  faultOf: (name: string) => string | undefined,
): readonly Finding[] => {
  const counts = pattern.includes('{n}');
  let fault: string | undefined;
  if (counts && count === undefined) fault = `"${pattern}" needs a count beside it`;
  if (!counts && count !== undefined) fault = `with a count, "${pattern}" needs {n} in it, where the number goes`;
  for (const name of namesOf(pattern, count)) {
    fault ??= faultOf(name) ?? (taken.has(name) ? `the name "${name}" is used twice` : undefined);
    taken.add(name);
  }
  return fault === undefined ? [] : [finding(path, fault)];
};

const serverNameFault = (name: string): string | undefined =>
  isServerName(name) ? undefined : `"${name}" is no server name: expected letters, digits, dots and dashes, such as a.example`;

/** Matrix spec appendices, "User Identifiers". */
const userIdFault = (id: string): string | undefined =>
  /^@[a-z0-9._=/+-]+:/.test(id) && isServerName(id.slice(id.indexOf(':') + 1)) && id.length <= 255
    ? undefined
    : `"${id}" is no user id: expected such as @alice:a.example`;

const homeFault = (id: string, servers: ReadonlySet<string>): string | undefined => {
  const home = serverOfUser(userId(id));
  return servers.has(home) ? undefined : `"${id}" is on an unknown server, "${home}"${didYouMean(home, servers)}`;
};
