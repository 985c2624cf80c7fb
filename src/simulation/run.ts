/**
 * One run of a scenario: a world is built and set up, lives through workload and faults, and comes to rest. What it tells is
 * its facts, which go to whoever watches and to the folds that make the outcome.
 */

import type { DeviceCommand } from '../client/intents.js';
import type { StampedFact } from '../facts/index.js';
import { faultOf } from '../faults/index.js';
import type { ServerCommand } from '../homeserver/homeserver.js';
import { Draws } from '../kernel/draws.js';
import { type Instant, inMilliseconds, instant, plus } from '../kernel/time.js';
import type { RoomId, ServerName } from '../names.js';
import { observer, type RunOutcome } from '../observe/run-result.js';
import type { RoomState } from '../room/room-version.js';
import type { Scenario } from '../scenario/scenario.js';
import { processesOf, theftsOf } from '../workload/index.js';
import { type BuiltWorld, buildWorld, scenarioNetwork } from './build.js';
import { engineOf } from './engine.js';
import { finalCommit } from './final-commit.js';
import { ManualCommunication } from './manual-communication.js';
import { SETTING_UP_AT, settingUpNetwork, setUp } from './setting-up.js';
import type { Watcher, World } from './world.js';

/** How far a run is, in simulated time; the drain comes on top. */
export interface RunProgress {
  readonly simulated_ms: number;
  readonly of_ms: number;
}

type Go = 'go_on' | 'stop';

export interface RunOptions {
  /** Gets the world before anything has happened in it, to look into its actors later. */
  readonly onBuilt?: (world: BuiltWorld) => void;
  /** Sees every fact as it comes. Cannot change what the run does. */
  readonly onFact?: (fact: StampedFact) => void;
  /** The same, but for transmissions, which are most of all facts: for who has no need of them. */
  readonly onStated?: (fact: StampedFact) => void;
  /** Has the outcome say what decided of each message that was not read. */
  readonly blame?: boolean;
  /** Called every so often. A promise is awaited, so that the process can attend to other things. */
  readonly onProgress?: (progress: RunProgress) => Go | Promise<Go>;
}

/** How many events lie between two calls of `onProgress`. */
const EVENTS_BETWEEN_PROGRESS = 2_000;

const TIME_ZERO = instant(0);

/** Undefined: `onProgress` stopped the run. */
export async function run(scenario: Scenario, options: RunOptions = {}): Promise<RunOutcome | undefined> {
  const observing = observer({ ...scenario, ...(options.blame !== undefined && { blame: options.blame }) });
  let people: ManualCommunication | undefined;
  const watcher: Watcher = {
    fact(fact) {
      observing.fact(fact);
      options.onFact?.(fact);
      options.onStated?.(fact);
      if (fact.fact.kind !== 'message_decrypted') people?.fact(fact);
    },
    transmission(at, fact) {
      observing.transmission(at, fact);
      options.onFact?.({ at, node: undefined, local: undefined, room: undefined, fact });
    },
  };
  const draws = new Draws(scenario.seed);
  const engine = await engineOf(scenario, draws);
  const built = await buildWorld(scenario, draws, engine, SETTING_UP_AT, settingUpNetwork(draws), watcher);
  options.onBuilt?.(built);
  const { world, servers } = built;
  await setUp(scenario, built);
  await world.loop.runUntil(TIME_ZERO);

  const tellServers = async (command: ServerCommand): Promise<void> => {
    for (const name of servers.keys()) await world.configure(name, command);
  };
  await tellServers({ kind: 'begin' });
  await tellOfVerifications(world, scenario);
  world.startClocks();
  world.connect(scenarioNetwork(scenario, draws));
  world.state({ kind: 'workload_started' });
  const end = plus(TIME_ZERO, scenario.duration);
  people = new ManualCommunication(world, built.devices, draws, scenario.recovery, end);
  scheduleFaults(world, scenario, end);
  for (const wants of processesOf(scenario, draws)) scheduleNext(world, wants, end, ({ device, command }) => world.tell(device, command));
  for (const thefts of theftsOf(scenario, draws)) scheduleNext(world, thefts, end, ({ device }) => world.compromise(device));
  const checkpoint = {
    every: EVENTS_BETWEEN_PROGRESS,
    goOn: async () => {
      const progress = { simulated_ms: inMilliseconds(world.loop.now), of_ms: inMilliseconds(scenario.duration) };
      return (await options.onProgress?.(progress)) !== 'stop';
    },
  };
  if ((await world.loop.runUntil(end, { checkpoint })) === 'interrupted') return undefined;

  world.state({ kind: 'workload_ended' });
  await tellServers({ kind: 'stop_converting' });
  const settled = () => world.isIdle;
  if ((await world.loop.runUntil(plus(end, scenario.drain), { checkpoint, until: settled })) === 'interrupted') return undefined;

  for (const entry of scenario.timeline) if (entry.kind === 'upgrade') stateEnd(entry.room, entry.room, built);
  stateEnd(scenario.room.id, undefined, built);
  return observing.outcome(built.coverage.counts());
}

/** From time zero on users have verified each other as the scenario says; the members of the setting up needed nobody's word. */
async function tellOfVerifications(world: World, { users, verification }: Scenario): Promise<void> {
  for (const { id, devices } of users) {
    const levels = new Map(verification.pairs.filter(({ by }) => by === id).map(({ of, level }) => [of, level]));
    const command: DeviceCommand = { kind: 'verified', levels, others: verification.default };
    for (const device of devices) await world.tell(device, command);
  }
}

/** A fault that began before the end may end after it. */
function scheduleFaults(world: World, { timeline }: Scenario, end: Instant): void {
  for (const [place, entry] of timeline.entries()) {
    const fault = faultOf(entry, place);
    if (fault === undefined || fault.at >= end) continue;
    world.at(fault.at, () => fault.begin(world));
    if (fault.length !== undefined) world.at(plus(fault.at, fault.length), () => fault.end(world));
  }
}

/** Each process has one event in the loop, so that endless ones take no room. */
function scheduleNext<Happening extends { readonly at: Instant }>(
  world: World,
  happenings: Iterator<Happening>,
  end: Instant,
  happen: (happening: Happening) => void | Promise<void>,
): void {
  const next = happenings.next();
  if (next.done === true || next.value.at >= end) return;
  world.at(next.value.at, () => {
    scheduleNext(world, happenings, end, happen);
    return happen(next.value);
  });
}

/** @param name what facts call the room */
function stateEnd(room: RoomId, name: RoomId | undefined, { world, version, servers }: BuiltWorld): void {
  const states = new Map<ServerName, RoomState>();
  for (const [server, homeserver] of servers) {
    const hosted = homeserver.room(room);
    if (hosted !== undefined) states.set(server, hosted.graph.currentState());
  }
  // An upgrade that never came about made no room.
  if (states.size === 0 && name !== undefined) return;
  const { commit, servers: listed } = finalCommit(version, states);
  const current = [...states].map(([server, state]) => ({ server, commit: state.commit?.label }));
  world.state({ kind: 'run_ended', final: commit?.label, servers: listed, current }, name);
}
