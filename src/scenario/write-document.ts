/**
 * A scenario in the file format, with nothing left to default and every name written out. Loading it again gives the same
 * scenario.
 */
import { seconds } from '../kernel/time.js';
import { algorithmOf } from '../room/msc4256/names.js';
import { formatDrift } from './drifts.js';
import { formatDuration } from './durations.js';
import { formatRate } from './rates.js';
import { EVERY_DEVICE } from './references.js';
import type { ClockSpec, LatencyLaw, NetworkSpec, Pace, RoomSpec, Scenario } from './scenario.js';
import { writeEntry } from './write-timeline.js';

export const writeDocument = (scenario: Scenario): object => {
  const everyDevice = scenario.users.flatMap(({ devices }) => devices).join();
  const by = (devices: readonly string[]) => (devices.join() === everyDevice ? EVERY_DEVICE : devices);
  const { messages, commits, compromises } = scenario.workload;
  return {
    schism: 1,
    name: scenario.name,
    ...(scenario.about !== undefined && { about: scenario.about }),
    seed: scenario.seed,
    duration: formatDuration(scenario.duration),
    drain: formatDuration(scenario.drain),
    mls: scenario.mls,
    rules: scenario.rules,
    servers: scenario.servers.map(({ name, clock }) => ({ name, clock: writeClock(clock) })),
    users: scenario.users.map(({ id, devices, clock }) => ({ id, devices: devices.length, clock: writeClock(clock) })),
    room: writeRoom(scenario.room),
    verification: scenario.verification,
    recovery: { readd: scenario.recovery.readd, delay: writeLatency(scenario.recovery.delay) },
    network: writeNetwork(scenario.network),
    workload: {
      messages: messages.map(({ pace, devices }) => ({ ...writePace(pace), by: by(devices) })),
      commits: commits.map(({ pace, devices, kind }) => ({ kind, ...writePace(pace), by: by(devices) })),
      compromises: compromises.map(({ pace, devices }) => ({ ...writePace(pace), of: by(devices) })),
    },
    timeline: scenario.timeline.map(writeEntry),
    expect: scenario.expect.map(({ text }) => text),
  };
};

const writeClock = ({ offset, driftPpm }: ClockSpec) => ({ offset: formatDuration(offset), drift: formatDrift(driftPpm) });

const writeRoom = (room: RoomSpec) => ({
  creator: room.creator,
  powers: room.powers,
  servers: room.servers,
  can_propose: room.canPropose,
  security: { window: formatDuration(seconds(room.security.window)), required_verification: room.security.requiredVerification },
  members: room.members,
  encryption_algorithm: algorithmOf(room.cipherSuite),
  room_version: room.version,
});

const writeNetwork = (network: NetworkSpec) => ({
  latency: writeLatency(network.latency),
  client_latency: writeLatency(network.clientLatency),
  loss: network.loss,
  links: network.links.map(({ from, to, latency, loss }) => ({
    from,
    to,
    latency: writeLatency(latency ?? network.latency),
    loss,
  })),
});

const writeLatency = (law: LatencyLaw) => {
  switch (law.kind) {
    case 'constant':
      return { constant: formatDuration(law.value) };
    case 'uniform':
      return { uniform: [formatDuration(law.min), formatDuration(law.max)] };
    case 'exponential':
      return { exponential: { min: formatDuration(law.min), mean: formatDuration(law.mean) } };
    case 'lognormal':
      return { median: formatDuration(law.median), p99: formatDuration(law.p99) };
  }
};

const writePace = (pace: Pace) => (pace.kind === 'poisson' ? { rate: formatRate(pace.perSecond) } : { every: formatDuration(pace.every) });
