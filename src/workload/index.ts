/**
 * What users want, and when: the processes of a scenario's workload and the sends, commits and departures of its timeline, as commands to
 * devices. And when thieves come, who want all that a device holds.
 */
import type { Change, DeviceCommand } from '../client/intents.js';
import type { Draws } from '../kernel/draws.js';
import type { Instant } from '../kernel/time.js';
import type { DeviceId, UserId } from '../names.js';
import type { ChangeSpec, Scenario, TimelineEntry } from '../scenario/scenario.js';
import { drawnChange } from './changes.js';
import { timesOf } from './pace.js';

export interface Wanted {
  readonly at: Instant;
  readonly device: DeviceId;
  readonly command: DeviceCommand;
}

/** One process: what one device's user wants, in order of time. May be endless. */
export type Process = Iterator<Wanted>;

/** Somebody copies all that the device holds, without its user's doing. */
export type Theft = Omit<Wanted, 'command'>;

export function processesOf(scenario: Scenario, draws: Draws): Process[] {
  const { messages, commits } = scenario.workload;
  return [
    ...messages.flatMap(({ pace, devices }, process) =>
      devices.map((device) => messagesOf(device, timesOf(pace, draws, 'messages', process, device))),
    ),
    ...commits.flatMap(({ pace, devices, kind }, process) =>
      devices.map((device) =>
        commitsOf(device, timesOf(pace, draws, 'commits', process, device), (turn) =>
          drawnChange(scenario, draws, kind, process, device, turn),
        ),
      ),
    ),
    timelineOf(scenario),
  ];
}

/** One for each device and process of the workload, likewise. */
export function theftsOf({ workload: { compromises } }: Scenario, draws: Draws): Iterator<Theft>[] {
  return compromises.flatMap(({ pace, devices }, process) =>
    devices.map((device) => copiesOf(device, timesOf(pace, draws, 'compromises', process, device))),
  );
}

function* copiesOf(device: DeviceId, times: Iterable<Instant>): Generator<Theft> {
  for (const at of times) yield { at, device };
}

function* messagesOf(device: DeviceId, times: Iterable<Instant>): Generator<Wanted> {
  let count = 0;
  for (const at of times) {
    count += 1;
    yield { at, device, command: { kind: 'send', text: `message ${count} of ${device}` } };
  }
}

function* commitsOf(device: DeviceId, times: Iterable<Instant>, change: (turn: number) => DeviceCommand): Generator<Wanted> {
  let turn = 0;
  for (const at of times) {
    turn += 1;
    yield { at, device, command: change(turn) };
  }
}

/** Entries at the same time in the order of the file. */
function* timelineOf(scenario: Scenario): Generator<Wanted> {
  for (const entry of [...scenario.timeline].sort((a, b) => a.at - b.at)) yield* wantedBy(entry, scenario);
}

function wantedBy(entry: TimelineEntry, { users }: Scenario): readonly Wanted[] {
  const { at } = entry;
  switch (entry.kind) {
    case 'send':
      return [{ at, device: entry.by, command: { kind: 'send', text: entry.text } }];
    case 'commit':
      return [{ at, device: entry.by, command: { kind: 'change', change: changeOf(entry.change) } }];
    case 'verify':
      return users
        .filter(({ id }) => id === entry.by)
        .flatMap(({ devices }) => devices)
        .map((device) => ({ at, device, command: { kind: 'verified', levels: new Map([[entry.of, entry.level]]), others: undefined } }));
    case 'upgrade': {
      const { by, room: id, powers, members, except } = entry;
      const devicesOf = (some: readonly UserId[]) => users.filter((user) => some.includes(user.id)).flatMap(({ devices }) => devices);
      const plan = { id, powers, members: members && devicesOf(members), except: devicesOf(except) };
      return [{ at, device: by, command: { kind: 'upgrade', plan } }];
    }
    case 'leave':
      // One device of a user speaks for all of them.
      return users
        .filter(({ id }) => entry.users.includes(id))
        .flatMap(({ devices }) => devices.slice(0, 1))
        .map((device) => ({ at, device, command: { kind: 'leave' } }));
    default:
      return [];
  }
}

/** A scenario names the fields of `security` as the MSC does in words; what a client sends has seconds. */
function changeOf(spec: ChangeSpec): Change {
  if (spec.kind !== 'security') return spec;
  const { window, requiredVerification } = spec.security;
  return {
    kind: 'security',
    security: {
      ...(window !== undefined && { windowSeconds: window }),
      ...(requiredVerification !== undefined && { requiredVerification }),
    },
  };
}
