/** Every place of a scenario that refers to a server, a user or a device by name, and what is wrong with such a name. */
import { type Draft, EACH, type Pattern } from './draft.js';
import type { NameTable } from './name-table.js';
import { type Finding, finding } from './problem.js';
import { didYouMean } from './suggestions.js';

/** As `by` of a workload: every device. */
export const EVERY_DEVICE = 'device';

/** What is wrong with the names that a document refers to. */
export const checkReferences = (draft: Draft, names: NameTable): readonly Finding[] =>
  REFERENCES.flatMap(([pattern, faultOf, word]) =>
    draft.texts(pattern).flatMap(({ path, value }) => {
      // The word stands alone, not in a list.
      const words = word !== undefined && typeof path.at(-1) === 'string' ? [word] : [];
      const fault = words.includes(value) ? undefined : faultOf(value, names, words);
      return fault === undefined ? [] : [finding(path, fault)];
    }),
  );

/** `words`: what else may stand there. */
type FaultOf = (name: string, names: NameTable, words: readonly string[]) => string | undefined;

const serverFault: FaultOf = (name, { servers, completeServers }, words) => {
  if (servers.has(name)) return undefined;
  if (name.startsWith('@')) return `"${name}" is not a server: expected such as a.example`;
  return completeServers ? `no server is called "${name}"${didYouMean(name, [...words, ...servers])}` : undefined;
};

const userFault: FaultOf = (name, { users, completeUsers }, words) => {
  if (users.has(name)) return undefined;
  const owner = deviceParts(name)?.user;
  if (owner !== undefined && users.has(owner)) return `"${name}" is a device: expected a user, such as "${owner}"`;
  return completeUsers ? `no user is called "${name}"${didYouMean(name, [...words, ...users.keys()])}` : undefined;
};

const userOrDeviceFault: FaultOf = (name, names, words) => {
  const parts = deviceParts(name);
  // A user's own name may end like a device's.
  if (parts === undefined || names.users.has(name)) return userFault(name, names, words);
  const devices = names.users.get(parts.user);
  if (devices === undefined) return userFault(parts.user, names, words);
  return parts.number <= devices ? undefined : `no device is called "${name}": ${parts.user} has ${devices === 1 ? 'one' : devices}`;
};

const deviceFault: FaultOf = (name, names, words) =>
  names.users.has(name) ? `"${name}" is a user: expected one of its devices, such as "${name}/1"` : userOrDeviceFault(name, names, words);

const nodeFault: FaultOf = (name, names, words) => (name.startsWith('@') ? deviceFault : serverFault)(name, names, words);

/** The user and the number in a device's name; undefined if it is none. */
const deviceParts = (name: string): { readonly user: string; readonly number: number } | undefined => {
  const match = /^(@.*)\/([1-9]\d*)$/.exec(name);
  return match?.[1] === undefined ? undefined : { user: match[1], number: Number(match[2]) };
};

/** Where names are, what they must be, and the word that may stand there instead. */
const REFERENCES: readonly (readonly [Pattern, FaultOf, word?: string])[] = [
  [['room', 'creator'], userFault],
  [['room', 'powers'], serverFault],
  [['room', 'servers'], serverFault, 'all'],
  [['room', 'servers', 'except'], serverFault],
  [['room', 'can_propose'], serverFault, 'all'],
  [['room', 'can_propose', 'except'], serverFault],
  [['room', 'members'], userFault, 'all'],
  [['room', 'members', 'except'], userFault],
  [['verification', 'pairs', EACH, 'by'], userFault],
  [['verification', 'pairs', EACH, 'of'], userFault],
  [['network', 'links', EACH, 'from'], serverFault],
  [['network', 'links', EACH, 'to'], serverFault],
  [['workload', 'messages', EACH, 'by'], userOrDeviceFault, EVERY_DEVICE],
  [['workload', 'commits', EACH, 'by'], userOrDeviceFault, EVERY_DEVICE],
  [['workload', 'compromises', EACH, 'of'], userOrDeviceFault, EVERY_DEVICE],
  [['timeline', EACH, 'partition'], serverFault],
  [['timeline', EACH, 'send', 'by'], userOrDeviceFault],
  [['timeline', EACH, 'commit', 'by'], userOrDeviceFault],
  [['timeline', EACH, 'commit', 'add'], userOrDeviceFault],
  [['timeline', EACH, 'commit', 'remove'], userOrDeviceFault],
  [['timeline', EACH, 'commit', 'readd'], userOrDeviceFault],
  [['timeline', EACH, 'commit', 'powers'], serverFault],
  [['timeline', EACH, 'commit', 'servers'], serverFault],
  [['timeline', EACH, 'commit', 'can_propose'], serverFault],
  [['timeline', EACH, 'upgrade', 'by'], userOrDeviceFault],
  [['timeline', EACH, 'upgrade', 'members'], userFault, 'all'],
  [['timeline', EACH, 'upgrade', 'members', 'except'], userFault],
  [['timeline', EACH, 'upgrade', 'powers'], serverFault],
  [['timeline', EACH, 'leave'], userFault],
  [['timeline', EACH, 'verify', 'by'], userFault],
  [['timeline', EACH, 'verify', 'of'], userFault],
  [['timeline', EACH, 'offline'], userOrDeviceFault],
  [['timeline', EACH, 'compromise'], userOrDeviceFault],
  [['timeline', EACH, 'crash'], nodeFault],
  [['timeline', EACH, 'crash', 'server'], serverFault],
  [['timeline', EACH, 'crash', 'device'], deviceFault],
  [['timeline', EACH, 'clock', 'server'], serverFault],
  [['timeline', EACH, 'clock', 'device'], deviceFault],
];
