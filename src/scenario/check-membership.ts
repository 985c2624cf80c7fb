/**
 * Entries of the timeline that ask for what cannot be: adding who is in the group, removing or leaving who is not. Only where
 * nothing before could have changed it; what is not certain here is a fact of the run. Members are those of `room.members`
 * until something adds or removes them.
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
    return number <= (names.users.get(ownerOf(value, names)) ?? 0);
  };
  const named = (what: 'add' | 'remove' | 'readd') =>
    draft.paths(['timeline', EACH, 'commit', what]).flatMap((path) => draft.texts(path).filter(known));
  const [added, removed, readded] = [named('add'), named('remove'), named('readd')];
  const left = [...draft.texts(['timeline', EACH, 'leave']), ...draft.texts(['timeline', EACH, 'upgrade', 'by'])].filter(known);
  const processes = new Set(draft.texts(['workload', 'commits', EACH, 'kind']).map(({ value }) => value));

  /** Whether one of these may be about the same user as `part`, and not come after it. */
  const mayComeBefore = (others: readonly Part<string>[], part: Part<string>) =>
    others.some((other) => ownerOf(other.value, names) === ownerOf(part.value, names) && timeOf(draft, other) <= timeOf(draft, part));
  const isMember = (part: Part<string>) => members.has(ownerOf(part.value, names));
  const strangers = (parts: readonly Part<string>[]) =>
    processes.has('add') ? [] : parts.filter((part) => !isMember(part) && !mayComeBefore([...added, ...readded], part));
  const settled = processes.has('remove') ? [] : added.filter((part) => isMember(part) && !mayComeBefore(removed, part));
  return [
    ...settled.map(({ path, value }) => finding(path, `"${value}" is in the group already: nothing removes it before`)),
    ...strangers([...removed, ...left]).map(({ path, value }) => finding(path, `"${value}" is not in the room: nothing adds it before`)),
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

/** When the entry of the timeline happens that a part of it is from; never, where that is malformed. */
const timeOf = (draft: Draft, { path }: Part<string>): number => {
  const entry: Path = path.slice(0, 2);
  const [at] = draft.texts([...entry, 'at']);
  return (at && parseDuration(at.value)) ?? Number.NEGATIVE_INFINITY;
};
