/** Random small scenarios: a few servers, users and faults, within one or two hours. */
import fc from 'fast-check';
import type { ChangeKind } from '../../facts/group-facts.js';
import type { Reading } from '../../room/msc4256/reading.js';

const SERVERS = ['a.example', 'b.example', 'c.example'] as const;
const DURATION_MINUTES = 60;

/** When a fault begins and how long it lasts, in minutes: over before the workload ends. */
const span = fc
  .tuple(fc.integer({ min: 1, max: DURATION_MINUTES - 10 }), fc.integer({ min: 1, max: 25 }))
  .map(([at, length]) => ({ at, length: Math.min(length, DURATION_MINUTES - 5 - at) }))
  .filter(({ length }) => length > 0);

const fault = (servers: readonly string[], devices: readonly string[]) =>
  fc.oneof(
    fc.tuple(span, fc.constantFrom(...servers)).map(([{ at, length }, alone]) => ({
      at: `${at}m`,
      for: `${length}m`,
      partition: [[alone], servers.filter((server) => server !== alone)],
    })),
    fc.tuple(span, fc.constantFrom(...servers, ...devices)).map(([{ at, length }, crash]) => ({ at: `${at}m`, for: `${length}m`, crash })),
    fc.tuple(span, fc.constantFrom(...devices)).map(([{ at, length }, offline]) => ({ at: `${at}m`, for: `${length}m`, offline })),
    span.map(({ at }) => ({ at: `${at}m`, upgrade: { by: '@user:a.example' } })),
    // The first user stays, so that there is a room, and the last may be outside.
    ...servers.slice(1, -1).map((server) => span.map(({ at }) => ({ at: `${at}m`, leave: `@user:${server}` }))),
    fc
      .tuple(span, fc.constantFrom(...servers), fc.integer({ min: -400, max: 400 }))
      .map(([{ at }, server, step]) => ({ at: `${at}m`, clock: { server, step: `${step}s` } })),
  );

const latency = fc.oneof(
  fc.integer({ min: 1, max: 3_000 }).map((ms) => ({ constant: `${ms}ms` })),
  fc.constant({ median: '60ms', p99: '900ms' }),
  fc.constant({ uniform: ['10ms', '2s'] }),
);

export interface ScenarioShape {
  /** How many of the servers are powers: one of these numbers, and at most as many as there are servers. */
  readonly powers: readonly number[];
  /** The kinds of commits that there may be; by default all with which a group works on. */
  readonly kinds?: readonly ChangeKind[];
}

export interface ScenarioConstraints extends Partial<ScenarioShape> {
  /** How many faults and events there are on the timeline at most: partitions, crashes, devices offline, steps of clocks, who leaves, upgrades. Default: 3. */
  readonly faults?: number;
  /** Readings that all of them have. */
  readonly rules?: Partial<Reading>;
}

const FAULTS_MOST = 3;

const CHANGES_OF_THE_GROUP: readonly ChangeKind[] = ['update', 'add', 'remove', 'readd', 'state'];

/** Without what every file says first. Two or three servers with one user each, the last of whom may be outside the group to be added and removed. */
export const randomScenario = ({ powers, kinds = CHANGES_OF_THE_GROUP }: ScenarioShape, most: number = FAULTS_MOST) =>
  fc
    .record({
      count: fc.integer({ min: 2, max: 3 }),
      power: fc.constantFrom(...powers),
      seed: fc.integer({ min: 0, max: 1_000_000 }),
      window: fc.constantFrom('0s', '2m', '30m', '7d'),
      outsider: fc.boolean(),
      latency,
      loss: fc.constantFrom(0, 0, 0.1),
      clocks: fc.array(fc.integer({ min: -300, max: 300 }), { minLength: 3, maxLength: 3 }),
      kinds: fc.subarray([...kinds], { minLength: 1 }),
      rate: fc.constantFrom(2, 6, 20),
      readd: fc.constantFrom('inviter', 'never', 'oracle'),
      canPropose: fc.constantFrom<'all' | 'nobody' | 'the last'>('all', 'all', 'nobody', 'the last'),
    })
    .chain((base) => {
      const servers = SERVERS.slice(0, base.count);
      const devices = servers.map((server) => `@user:${server}/1`);
      // Two at one time may be two steps of one clock, which is no scenario.
      return fc.uniqueArray(fault(servers, devices), { selector: ({ at }) => at, maxLength: most }).map((faults) => ({
        seed: base.seed,
        duration: `${DURATION_MINUTES}m`,
        drain: '60m',
        servers: servers.map((name, at) => ({ name, clock: { offset: `${base.clocks[at] ?? 0}s`, drift: '40ppm' } })),
        users: servers.map((server) => ({ id: `@user:${server}` })),
        room: {
          creator: '@user:a.example',
          powers: servers.slice(0, Math.min(base.power, base.count)),
          can_propose: { all: 'all', nobody: [], 'the last': servers.slice(-1) }[base.canPropose],
          security: { window: base.window },
          members: base.outsider ? { except: [`@user:${servers.at(-1) ?? ''}`] } : 'all',
        },
        recovery: { readd: base.readd, delay: { uniform: ['10s', '10m'] } },
        network: { latency: base.latency, loss: base.loss },
        workload: {
          messages: { every: '4m', by: 'device' },
          commits: base.kinds.map((kind) => ({ kind, rate: `${base.rate}/h`, by: 'device' })),
        },
        // Nobody leaves twice.
        timeline: faults.filter((each) => !('leave' in each) || each === faults.find((other) => 'leave' in other)),
      }));
    });

/**
 * Scenarios as documents of the file format, small enough to run within some tens of milliseconds: two or three servers with a user each,
 * skewed clocks, latency and loss, commits and messages, and faults that end before the workload does. All of them load.
 */
export const scenario = ({
  powers = [1, 2, 3],
  kinds = CHANGES_OF_THE_GROUP,
  faults = FAULTS_MOST,
  rules = {},
}: ScenarioConstraints = {}) =>
  randomScenario({ powers, kinds }, faults).map((document) => ({ schism: 1, name: 'random', mls: 'symbolic', ...document, rules }));
