/**
 * Entries of the timeline that ask for what cannot be: adding who is in the group and the room, removing or leaving who is not, what somebody who is
 * not is to send or commit, and leaving twice. Only where nothing before could have changed it; what is not certain here is a fact of
 * the run. Members are those of `room.members` until something adds or removes them.
 */
import { serverOfUser, userId } from '../names.js';
import { room } from './document/room.js';
import { type Draft, EACH, type Part } from './draft.js';
import { parseDuration } from './durations.js';
import type { NameTable } from './name-table.js';
import { type Finding, finding, type Path } from './problem.js';
import { selected } from './selections.js';

export const checkMembership = (draft: Draft, names: NameTable): readonly Finding[] => {
  const members = membersAtStart(draft, names);
  if (members === undefined) return [];
  // Of a name that nobody has, that is what is told.
  const known = ({ value }: Part<string>) => {
    const number = names.users.has(value) ? 1 : Number(value.slice(value.lastIndexOf('/') + 1));
    const owner = ownerOf(value, names);
    return number <= (names.users.get(owner) ?? 0) && names.servers.has(serverOfUser(userId(owner)));
  };
  const named = (what: 'add' | 'remove' | 'readd') =>
    draft.paths(['timeline', EACH, 'commit', what]).flatMap((path) => draft.texts(path).filter(known));
  const [added, removed, readded] = [named('add'), named('remove'), named('readd')];
  // Who is outside can add nobody, itself least of all.
  const addedByOthers = [...added, ...readded].filter((part) => {
    const [by] = draft.texts([...part.path.slice(0, 2), 'commit', 'by']);
    return by === undefined || ownerOf(by.value, names) !== ownerOf(part.value, names);
  });
  const left = draft.texts(['timeline', EACH, 'leave']).filter(known);
  const authors = (['send', 'commit', 'upgrade'] as const).flatMap((what) => draft.texts(['timeline', EACH, what, 'by'])).filter(known);
  const processes = new Set(draft.texts(['workload', 'commits', EACH, 'kind']).map(({ value }) => value));

  /** Those that are about the same user as `part`, and may come before it. */
  const before = (others: readonly Part<string>[], part: Part<string>) =>
    others.filter((other) => ownerOf(other.value, names) === ownerOf(part.value, names) && timeOf(draft, other) <= timeOf(draft, part));
  const mayComeBefore = (others: readonly Part<string>[], part: Part<string>) => before(others, part).length > 0;
  const isMember = (part: Part<string>) => members.has(ownerOf(part.value, names));
  const strangers = (parts: readonly Part<string>[]) =>
    processes.has('add') ? [] : parts.filter((part) => !isMember(part) && !mayComeBefore(addedByOthers, part));
  // Who has left, or whose server is not listed any more, may be added to come back.
  const lists = draft.paths(['timeline', EACH, 'commit', 'servers']).map((path) => ({ path }));
  const isSettled = (part: Part<string>) =>
    isMember(part) && !mayComeBefore([...removed, ...left], part) && lists.every((other) => timeOf(draft, other) > timeOf(draft, part));
  const settled = processes.has('remove') || processes.has('servers') ? [] : added.filter(isSettled);
  /** At the same time, the file's order counts. */
  const hasLeft = (part: Part<string>) =>
    before(left, part).some((other) => {
      const [since, until] = [timeOf(draft, other), timeOf(draft, part)];
      const mayBeBack = before(addedByOthers, part).some((add) => timeOf(draft, add) >= since);
      return !mayBeBack && (since < until || entryOf(other) < entryOf(part));
    });
  // Who goes on in another room may leave that one.
  const leftTwice = processes.has('add') || draft.paths(['timeline', EACH, 'upgrade']).length > 0 ? [] : left.filter(hasLeft);
  return [
    ...settled.map(({ path, value }) => finding(path, `"${value}" is in the group already: nothing removes it before, nor does it leave`)),
    ...strangers([...removed, ...left, ...authors]).map(({ path, value }) =>
      finding(path, `"${value}" is not in the room: nothing adds it before`),
    ),
    ...leftTwice.map(({ path, value }) => finding(path, `"${value}" has left already: nothing adds it since`)),
  ];
};

/** Undefined where the document does not tell. */
const membersAtStart = (draft: Draft, names: NameTable): ReadonlySet<string> | undefined => {
  const [creator] = draft.texts(['room', 'creator']);
  const servers = draft.part(room.shape.servers, ['room', 'servers']);
  const members = draft.part(room.shape.members, ['room', 'members']);
  if (creator === undefined || servers === undefined || members === undefined || !names.completeUsers) return undefined;
  const ofRoom = new Set(selected(servers.value, [...names.servers]));
  const usersOfRoom = [...names.users.keys()].filter((user) => ofRoom.has(serverOfUser(userId(user))));
  return new Set([creator.value, ...selected(members.value, usersOfRoom)]);
};

/** The user that a user's or a device's name is about. */
const ownerOf = (name: string, names: NameTable): string => (names.users.has(name) ? name : name.slice(0, name.lastIndexOf('/')));

/** The place in the timeline of the entry that a part of it is from. */
const entryOf = ({ path }: Part<string>): number => Number(path[1]);

/** When the entry of the timeline happens that a part of it is from; never, where that is malformed. */
const timeOf = (draft: Draft, { path }: Pick<Part<string>, 'path'>): number => {
  const entry: Path = path.slice(0, 2);
  const [at] = draft.texts([...entry, 'at']);
  return (at && parseDuration(at.value)) ?? Number.NEGATIVE_INFINITY;
};
