/** The timeline of a checked document: every entry at its instant, every name a node's. */
import { instant } from '../kernel/time.js';
import { deviceId, roomId, serverName, serverOfDevice, userId } from '../names.js';
import { devicesOf, driftOf, durationOf, oneDevice, optionalDuration, windowSecondsOf } from './checked-values.js';
import type { CommitSection } from './document/change.js';
import type { TimelineSection } from './document/timeline.js';
import type { NameTable } from './name-table.js';
import type { ChangeSpec, Target, TimelineEntry } from './scenario.js';
import { many } from './selections.js';

/** @param place in the file's timeline, from 0 */
export const compileEntry = (entry: TimelineSection, names: NameTable, place: number): TimelineEntry => {
  const at = instant(durationOf(entry.at));
  if ('partition' in entry) {
    const groups = entry.partition.map((group) => many(group).map(serverName));
    return { kind: 'partition', at, groups, length: optionalDuration(entry.for) };
  }
  if ('send' in entry) return { kind: 'send', at, by: oneDevice(entry.send.by, names), text: entry.send.text };
  if ('commit' in entry) {
    return { kind: 'commit', at, by: oneDevice(entry.commit.by, names), change: changeOf(entry.commit, names) };
  }
  if ('upgrade' in entry) {
    const { members, powers } = entry.upgrade;
    const by = oneDevice(entry.upgrade.by, names);
    const isExcept = typeof members === 'object' && 'except' in members;
    return {
      kind: 'upgrade',
      at,
      by,
      room: roomId(`!upgrade${place}:${serverOfDevice(by)}`),
      powers: powers === undefined ? undefined : many(powers).map(serverName),
      members: members === 'all' || isExcept ? undefined : many(members).map(userId),
      except: isExcept ? many(members.except).map(userId) : [],
    };
  }
  if ('verify' in entry) {
    const { by, of, level } = entry.verify;
    return { kind: 'verify', at, by: userId(by), of: userId(of), level };
  }
  if ('leave' in entry) return { kind: 'leave', at, users: [...new Set(many(entry.leave))].map(userId) };
  if ('crash' in entry) return { kind: 'crash', at, target: crashed(entry.crash), length: optionalDuration(entry.for) };
  if ('offline' in entry) return { kind: 'offline', at, devices: devicesOf(entry.offline, names), length: optionalDuration(entry.for) };
  if ('compromise' in entry) return { kind: 'compromise', at, devices: devicesOf(entry.compromise, names) };
  const { step, drift } = entry.clock;
  return {
    kind: 'clock',
    at,
    target: targetOf(entry.clock),
    step: optionalDuration(step),
    driftPpm: drift === undefined ? undefined : driftOf(drift),
  };
};

const targetOf = (node: { readonly server: string } | { readonly device: string }): Target =>
  'server' in node ? { kind: 'server', server: serverName(node.server) } : { kind: 'device', device: deviceId(node.device) };

const crashed = (node: string | { readonly server: string } | { readonly device: string }): Target =>
  typeof node === 'string' ? targetOf(node.startsWith('@') ? { device: node } : { server: node }) : targetOf(node);

const changeOf = (commit: CommitSection, names: NameTable): ChangeSpec => {
  if ('update' in commit) return { kind: 'update' };
  if ('add' in commit) return { kind: 'add', devices: devicesOf(commit.add, names) };
  if ('remove' in commit) return { kind: 'remove', devices: devicesOf(commit.remove, names) };
  if ('readd' in commit) return { kind: 'readd', devices: devicesOf(commit.readd, names) };
  if ('garbage' in commit) return { kind: 'garbage' };
  if ('state' in commit) return { kind: 'state', state: commit.state };
  if ('powers' in commit) return { kind: 'powers', servers: many(commit.powers).map(serverName) };
  if ('servers' in commit) return { kind: 'servers', servers: many(commit.servers).map(serverName) };
  if ('can_propose' in commit) return { kind: 'can_propose', servers: many(commit.can_propose).map(serverName) };
  const { window, required_verification: requiredVerification } = commit.security;
  return {
    kind: 'security',
    security: {
      ...(window !== undefined && { window: windowSecondsOf(window) }),
      ...(requiredVerification !== undefined && { requiredVerification }),
    },
  };
};
