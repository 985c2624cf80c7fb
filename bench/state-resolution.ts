/**
 * Resolving two branches of 100 commits each upon a long history of commits. Nothing is remembered from one time to the next but
 * what there is of a room before its first resolution: the events, each read, and the auth graph. Every auth rule is applied
 * anew to every commit.
 */
import { AuthGraph } from '../src/room/auth-graph.js';
import { applyRules } from '../src/room/msc4256/auth-rule.js';
import { AUTH_RULES } from '../src/room/msc4256/auth-rules.js';
import { STABLE_NAMES } from '../src/room/msc4256/names.js';
import { BASELINE } from '../src/room/msc4256/reading.js';
import { resolutionRules } from '../src/room/msc4256/resolution-rules.js';
import { roomVersion } from '../src/room/msc4256/room-version.js';
import { resolveStates } from '../src/room/state-resolution.js';
import { StateTable } from '../src/room/state-table.js';
import { RoomDag } from '../test/room/room-dag.js';
import { type Benchmark, median } from './benchmark.js';

const BRANCH = 100;
const RESOLUTIONS = 200;
const CREATE = 'cr';

/** Milliseconds for a resolution, each time that it is called. */
type Resolving = () => number;

function forkedRoom(history: number): Resolving {
  const { contents } = roomVersion(BASELINE);
  const dag = new RoomDag(roomVersion(BASELINE), { powers: ['a', 'b'], servers: ['a', 'b', 'x'] });
  const authGraph = new AuthGraph();
  authGraph.add(dag.create(CREATE));
  let commits = 0;
  /** Commits in a row upon a parent; gives the label of the last. */
  const extend = (parent: string, origin: string, from: number, count: number): string => {
    let tip = parent;
    for (let epoch = from; epoch < from + count; epoch++) {
      const label = `${origin}-${commits++}`;
      const auth = tip === CREATE ? [CREATE] : [CREATE, tip];
      authGraph.add(dag.commit(label, epoch, { origin, prev: [tip], auth, ts: epoch }));
      tip = label;
    }
    return tip;
  };
  const fork = extend(CREATE, 'a', 0, history);
  const tips = ['b', 'a'].map((origin) => extend(fork, origin, history, BRANCH));

  return () => {
    const states = new StateTable();
    const stateSets = tips.map((tip) => states.intern(dag.get(CREATE), dag.get(tip)));
    const { mlsHeader, commitContent } = contents;
    const tables = {
      authGraph,
      contents,
      names: STABLE_NAMES,
      state: states.intern.bind(states),
      authorise: (event, state, authEvents) =>
        applyRules(AUTH_RULES, {
          event,
          state,
          authEvents,
          check: 'resolution',
          reading: BASELINE,
          names: STABLE_NAMES,
          mlsHeader,
          commitContent,
        }),
    } satisfies Parameters<typeof resolutionRules>[1];
    const rules = resolutionRules(BASELINE, tables, () => false);
    const started = performance.now();
    const { state, steps } = resolveStates(stateSets, rules);
    const took = performance.now() - started;
    if (steps.length !== 2 * BRANCH || state.commit?.label !== tips[1]) throw new Error('the resolution is not that of the two branches');
    return took;
  };
}

/** Made when first asked for, so that other benchmarks do not share the memory with it. */
const rooms = new Map<number, Resolving>();
function resolving(history: number): Resolving {
  const made = rooms.get(history) ?? forkedRoom(history);
  rooms.set(history, made);
  return made;
}

/** The median of many resolutions upon each history, taken in turn so that the machine treats them alike. */
function medians(histories: readonly number[]): readonly number[] {
  const took = histories.map((): number[] => []);
  for (let i = 0; i < RESOLUTIONS; i++) for (const [at, history] of histories.entries()) took[at]?.push(resolving(history)());
  return took.map(median);
}

export const stateResolution: readonly Benchmark[] = [
  {
    name: 'state resolution, 2 × 100 commits upon 10,000, median of 200',
    unit: 'ms',
    demand: { atMost: 1 },
    run: () => medians([10_000])[0] ?? Number.NaN,
  },
  {
    name: '  the same upon 100,000, times that upon 10,000',
    unit: '×',
    demand: { atMost: 1.5 },
    run: () => {
      const [short = Number.NaN, long = Number.NaN] = medians([10_000, 100_000]);
      return long / short;
    },
  },
];
