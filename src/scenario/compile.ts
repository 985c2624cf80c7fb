/** A document without problems becomes a scenario: names instead of patterns, microseconds instead of text. */
import { InvariantError } from '../kernel/invariant-error.js';
import { type DeviceId, roomId, serverName, serverOfUser, userId } from '../names.js';
import type { Expectation } from '../observe/expectations.js';
import { STABLE_NAMES } from '../room/msc4256/names.js';
import { parseExpectation } from './check-expect.js';
import { clockOf, durationOf, oneDevice, rateOf, securityOf } from './checked-values.js';
import { compileEntry } from './compile-timeline.js';
import type { ScenarioDocument } from './document/document.js';
import type { LatencySection, LinkEntry } from './document/network.js';
import type { RoomSection } from './document/room.js';
import { allDevices, devicesOfUser, type NameTable, namesOf } from './name-table.js';
import { EVERY_DEVICE } from './references.js';
import type { LatencyLaw, LinkSpec, NetworkSpec, Pace, RoomSpec, Scenario, WorkloadSpec } from './scenario.js';
import { many, selected } from './selections.js';

/** What a checked document says of a run. */
export const compile = (document: ScenarioDocument, names: NameTable): Scenario => ({
  name: document.name,
  about: document.about,
  seed: String(document.seed),
  duration: durationOf(document.duration),
  drain: durationOf(document.drain),
  mls: document.mls,
  rules: document.rules,
  servers: document.servers.flatMap(({ name, count, clock }) =>
    namesOf(name, count).map((one) => ({ name: serverName(one), clock: clockOf(clock) })),
  ),
  users: document.users.flatMap(({ id, count, devices, clock }) =>
    namesOf(id, count).map((one) => ({
      id: userId(one),
      server: serverOfUser(userId(one)),
      devices: devicesOfUser(one, devices),
      clock: clockOf(clock),
    })),
  ),
  room: compileRoom(document.room, names),
  verification: {
    default: document.verification.default,
    pairs: document.verification.pairs.map(({ by, of, level }) => ({ by: userId(by), of: userId(of), level })),
  },
  recovery: { readd: document.recovery.readd, delay: latencyLaw(document.recovery.delay) },
  network: compileNetwork(document.network),
  workload: compileWorkload(document.workload, names),
  timeline: document.timeline.map((entry, place) => compileEntry(entry, names, place)),
  expect: document.expect.map(compileExpectation),
});

/** `can_propose: all` means the servers of the room, `members: all` their users. Members are in the file's order of users. */
const compileRoom = (room: RoomSection, names: NameTable): RoomSpec => {
  const servers = selected(room.servers, [...names.servers]);
  const usersOfRoom = [...names.users.keys()].filter((user) => servers.includes(serverOfUser(userId(user))));
  const members = new Set([room.creator, ...selected(room.members, usersOfRoom)]);
  return {
    id: roomId(`!room:${serverOfUser(userId(room.creator))}`),
    creator: userId(room.creator),
    powers: many(room.powers).map(serverName),
    servers: servers.map(serverName),
    canPropose: selected(room.can_propose, servers).map(serverName),
    security: securityOf(room.security),
    members: usersOfRoom.filter((user) => members.has(user)).map(userId),
    cipherSuite: room.encryption_algorithm.slice(STABLE_NAMES.algorithmPrefix.length),
    version: room.room_version,
  };
};

const compileNetwork = (network: ScenarioDocument['network']): NetworkSpec => {
  const latency = latencyLaw(network.latency);
  const oneWay = ({ from, to, latency: own, loss }: Omit<LinkEntry, 'both'>): LinkSpec => ({
    from: serverName(from),
    to: serverName(to),
    latency: own === undefined ? latency : latencyLaw(own),
    loss: loss ?? network.loss,
  });
  return {
    latency,
    clientLatency: latencyLaw(network.client_latency),
    loss: network.loss,
    links: network.links.flatMap((link) =>
      link.both ? [oneWay(link), oneWay({ ...link, from: link.to, to: link.from })] : [oneWay(link)],
    ),
  };
};

const latencyLaw = (latency: LatencySection): LatencyLaw => {
  if ('constant' in latency) return { kind: 'constant', value: durationOf(latency.constant) };
  if ('uniform' in latency) {
    const [from, to] = latency.uniform;
    return { kind: 'uniform', min: durationOf(from), max: durationOf(to) };
  }
  if ('exponential' in latency) {
    const { min, mean } = latency.exponential;
    return { kind: 'exponential', min: durationOf(min), mean: durationOf(mean) };
  }
  return { kind: 'lognormal', median: durationOf(latency.median), p99: durationOf(latency.p99) };
};

const compileWorkload = (workload: ScenarioDocument['workload'], names: NameTable): WorkloadSpec => {
  const devices = (by: string | readonly string[]): readonly DeviceId[] =>
    by === EVERY_DEVICE ? allDevices(names) : [...new Set(many(by).map((name) => oneDevice(name, names)))];
  return {
    messages: [workload.messages].flat().map((one) => ({ pace: paceOf(one), devices: devices(one.by) })),
    commits: [workload.commits].flat().map((one) => ({ pace: paceOf(one), devices: devices(one.by), kind: one.kind })),
    compromises: [workload.compromises].flat().map((one) => ({ pace: paceOf(one), devices: devices(one.of) })),
  };
};

const paceOf = (pace: { readonly rate: string } | { readonly every: string }): Pace =>
  'rate' in pace ? { kind: 'poisson', perSecond: rateOf(pace.rate) } : { kind: 'regular', every: durationOf(pace.every) };

const compileExpectation = (text: string): Expectation => {
  const parsed = parseExpectation(text);
  if ('message' in parsed) throw new InvariantError(`a checked scenario expects ${JSON.stringify(text)}`);
  return parsed;
};
