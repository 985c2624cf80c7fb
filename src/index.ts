/**
 * The library: load a scenario, run it, read what came of it; or load a DAG and decide it. `loadScenario` and `run` are all that
 * `schism run` uses, `loadDag` and `decideDag` all that `schism resolve` does.
 *
 *     const loaded = loadScenario({ file: 'room.yaml', text });
 *     if (loaded.ok) console.log((await run(loaded.scenario))?.metrics.messages);
 */
export type { ActorFact, Fact, StampedFact } from './facts/index.js';
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
