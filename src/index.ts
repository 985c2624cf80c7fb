/**
 * The library: run a scenario and read what came of it, decide a DAG, and draw random ones of both for property tests.
 *
 *     const { metrics } = await simulate(readFileSync('room.yaml', 'utf8'), { seed: '7' });
 *     const { tip } = resolve(readFileSync('fork.yaml', 'utf8'));
 *     fc.assert(fc.asyncProperty(arbitraries.scenario({ powers: [1] }), async (scenario) => …));
 *
 * `loadScenario` and `run`, `loadDag` and `decideDag` are the steps of the first two, which give problems as data and let a run be
 * stopped: all that `schism run` and `schism resolve` use.
 */
export type { ActorFact, Fact, StampedFact } from './facts/index.js';
export type { DagConstraints, DagDocument, DagEventDocument } from './library/arbitraries/dag.js';
export { arbitraries } from './library/arbitraries/index.js';
export type { ScenarioConstraints } from './library/arbitraries/scenario.js';
export { BadDocument } from './library/bad-document.js';
export { type ResolveOptions, resolve } from './library/resolve.js';
export { type SimulateOptions, simulate } from './library/simulate.js';
export type { Decision } from './observe/blame/decision.js';
export type { Blame, BlamedFor } from './observe/blame.js';
export { CATALOGUE, type MetricDescription } from './observe/catalogue.js';
export type { ExpectationResult } from './observe/expectations.js';
export type { Violation } from './observe/invariants.js';
export { isMetricPath, metricAt } from './observe/metric-path.js';
export type { Metrics, MetricValue } from './observe/metrics.js';
export type { RunOutcome } from './observe/run-result.js';
export { type DagResult, decideDag } from './resolve/decide.js';
export type { RoomEvent } from './room/event.js';
export { mainlineOrder } from './room/mainline-ordering.js';
export { BASELINE, READING_VALUES, type Reading } from './room/msc4256/reading.js';
export { type DagLoadResult, type DagSource, loadDag } from './scenario/dag/load.js';
export { dagJsonSchema, scenarioJsonSchema } from './scenario/json-schema.js';
export { type LoadResult, loadScenario, type ScenarioSource } from './scenario/load.js';
export { type FileProblem, formatProblem, type OptionProblem, type Problem } from './scenario/problem.js';
export type { Scenario } from './scenario/scenario.js';
export { type RunOptions, run } from './simulation/run.js';
export { SettingUpError } from './simulation/setting-up.js';
