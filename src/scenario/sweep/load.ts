/** The way in for a sweep: a scenario and what is varied become points, each a scenario of its own, or every problem that there is. */
import { loadScenario, type ScenarioSource } from '../load.js';
import { type OptionProblem, type Problem, quoted } from '../problem.js';
import type { Scenario } from '../scenario.js';
import { readSettings, withSettings } from '../set-paths.js';
import { readYaml } from '../yaml-source.js';
import { holds, parseConstraint } from './constraints.js';
import { sweepSection, type VariedValues } from './document.js';
import { type Measure, parseMeasure } from './measure.js';
import { type Amount, amountOf, valuesOf, variedOf } from './values.js';

export interface SweepSource extends ScenarioSource {
  /** Each `path=values`; of a path that the file varies too, these count. */
  readonly vary: readonly string[];
  /** Further constraints. */
  readonly where: readonly string[];
  /** Beats the file's. */
  readonly replications?: number;
}

/** One value as `--set` takes it. */
export interface PointValue {
  readonly path: string;
  readonly value: string;
}

export interface SweepPoint {
  readonly values: readonly PointValue[];
  readonly scenario: Scenario;
}

/** What one path takes. */
export interface VariedPath {
  readonly path: string;
  readonly values: readonly VariedValue[];
}

/** A value as `--set` takes it, and, where it is a number or a length of time, how much that is. */
export interface VariedValue {
  readonly value: string;
  readonly amount: Amount | undefined;
}

export interface LoadedSweep {
  /** In the order in which they are named. */
  readonly varied: readonly VariedPath[];
  /** In the order in which the paths are named, the last varying fastest. */
  readonly points: readonly SweepPoint[];
  /** Combinations that a constraint left out. */
  readonly leftOut: number;
  readonly replications: number;
  /** What the file asks of the runs, if anything. */
  readonly measures: readonly Measure[];
  /** One of them. */
  readonly against: string | undefined;
}

export type SweepResult =
  | { readonly ok: true; readonly sweep: LoadedSweep }
  | { readonly ok: false; readonly problems: readonly Problem[] };

/** More runs than this are a mistake. */
const POINTS_MOST = 100_000;

export function loadSweep(source: SweepSource): SweepResult {
  const failed = (...problems: readonly Problem[]): SweepResult => ({ ok: false, problems });
  const base = loadScenario(source);
  if (!base.ok) return failed(...base.problems);
  const yaml = readYaml(source.file, source.text);
  if (!yaml.ok) return failed(...yaml.problems);
  const { settings } = readSettings(source.set ?? []);
  const { data } = withSettings(yaml.source.data, settings);
  const section = sweepSection.partial().safeParse((data as { readonly sweep?: unknown }).sweep ?? {});
  if (!section.success) return failed({ option: 'sweep', message: 'this is no sweep' }); // the scenario was loaded, so it is one

  const varied = new Map<string, VariedValues>(Object.entries(section.data.vary ?? {}));
  const problems: OptionProblem[] = [];
  for (const argument of source.vary) {
    const [, path, values] = /^([^=]+)=(.+)$/.exec(argument) ?? [];
    if (path === undefined || values === undefined) {
      problems.push({ option: `--vary ${argument}`, message: 'expected path=values, such as room.security.window=0s,5m or …=0s..30m:5m' });
      continue;
    }
    varied.set(
      path,
      variedOf(values, (text) => dataOf(text)),
    );
  }
  const lists = [...varied].map(([path, values]) => {
    const read = valuesOf(values);
    if ('message' in read) problems.push({ option: `vary ${path}`, message: read.message });
    return { path, values: 'message' in read ? [] : read.values.map(asText) };
  });
  const constraints = [...(section.data.where ?? []), ...source.where].flatMap((text) => {
    const parsed = parseConstraint(text);
    if (!('message' in parsed)) return [parsed];
    problems.push({ option: 'where', message: parsed.message });
    return [];
  });
  const measures = (section.data.measure ?? []).flatMap((text) => {
    const parsed = parseMeasure(text);
    if (!('message' in parsed)) return [parsed];
    problems.push({ option: 'measure', message: parsed.message });
    return [];
  });
  if (problems.length > 0) return failed(...problems);
  if (lists.length === 0)
    return failed({ option: source.file, message: 'there is nothing to vary: give it a sweep section, or --vary path=values' });
  const count = lists.reduce((product, { values }) => product * values.length, 1);
  if (count > POINTS_MOST) return failed({ option: source.file, message: `a sweep has at most ${POINTS_MOST} points, not ${count}` });

  const points: SweepPoint[] = [];
  let leftOut = 0;
  for (const values of combinations(lists)) {
    const set = values.map(({ path, value }) => `${path}=${value}`);
    const { data: at, problems: unset } = withSettings(data, readSettings(set).settings);
    const verdicts = constraints.map((constraint) => holds(constraint, at));
    const unclear = verdicts.find((verdict) => typeof verdict === 'object');
    if (unclear !== undefined) return failed({ option: 'where', message: unclear.message });
    if (verdicts.includes(false)) {
      leftOut += 1;
      continue;
    }
    const loaded = loadScenario({ ...source, set: [...(source.set ?? []), ...set] });
    if (unset.length > 0 || !loaded.ok) return failed(...(loaded.ok ? unset : loaded.problems).map((problem) => asVaried(problem, set)));
    points.push({ values, scenario: loaded.scenario });
  }
  if (points.length === 0) return failed({ option: 'where', message: 'no point is left: the constraints leave out all of them' });
  return {
    ok: true,
    sweep: {
      varied: lists.map(variedPath),
      points,
      leftOut,
      replications: source.replications ?? section.data.replications ?? 1,
      measures,
      against: section.data.against,
    },
  };
}

const variedPath = ({ path, values }: { readonly path: string; readonly values: readonly string[] }): VariedPath => ({
  path,
  values: values.map((value) => ({ value, amount: amountOf(value) })),
});

/** What the sweep sets, nobody has typed as `--set`. */
const asVaried = (problem: Problem, set: readonly string[]): Problem =>
  'option' in problem && set.some((each) => problem.option === `--set ${each}`)
    ? { ...problem, option: problem.option.replace('--set', 'vary') }
    : problem;

/** A value as YAML that reads back as the same. */
function asText(value: unknown): string {
  if (typeof value !== 'string') return JSON.stringify(value);
  return dataOf(value) === value ? value : JSON.stringify(value);
}

const dataOf = (text: string): unknown => {
  const yaml = readYaml(quoted(text), text);
  return yaml.ok ? yaml.source.data : text;
};

function* combinations(lists: readonly { readonly path: string; readonly values: readonly string[] }[]): Generator<readonly PointValue[]> {
  const [first, ...rest] = lists;
  if (first === undefined) return yield [];
  for (const value of first.values) for (const others of combinations(rest)) yield [{ path: first.path, value }, ...others];
}
