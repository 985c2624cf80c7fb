/** The paths of the catalogue, and what stands at them in a run's metrics. */
import { CATALOGUE, type MetricDescription } from './catalogue.js';
import { type FamilyNames, isName, namesOf } from './metric-names.js';
import type { Metrics, MetricValue } from './metrics.js';

const PATTERN = /^(.*)\.\{\w+\}$/;
const PATHS = new Map(CATALOGUE.filter(({ path }) => !PATTERN.test(path)).map((metric) => [metric.path, metric]));

/** Metrics of one pattern: what goes before the braces. */
interface Family {
  readonly metric: MetricDescription;
  readonly stem: string;
  readonly names: FamilyNames;
}

const FAMILIES: readonly Family[] = CATALOGUE.flatMap((metric) => {
  const stem = PATTERN.exec(metric.path)?.[1];
  return stem === undefined ? [] : [{ metric, stem, names: namesOf(metric.path) }];
});

const familyOf = (path: string): Family | undefined =>
  FAMILIES.find(({ stem, names }) => path.startsWith(`${stem}.`) && isName(path.slice(stem.length + 1), names));

/** The metric that a path names, be it one of a pattern; undefined if there is none. */
export const metricOf = (path: string): MetricDescription | undefined => PATHS.get(path) ?? familyOf(path)?.metric;

/** Whether one metric can be a part of the other: whether they count the same things. */
export const haveOneUnit = (path: string, other: string): boolean => metricOf(path)?.unit === metricOf(other)?.unit;

/** Whether the path names a metric. */
export const isMetricPath = (path: string): boolean => metricOf(path) !== undefined;

/** Every path with a name for the braces where the names can be listed, for suggestions. */
export const metricPaths = (): readonly string[] => [
  ...PATHS.keys(),
  ...FAMILIES.flatMap(({ stem, names }) => (names instanceof RegExp ? [] : names.map((name) => `${stem}.${name}`))),
];

type MetricTree = { readonly [key: string]: MetricValue | MetricTree };

/** The value at a path of the catalogue; 0 for a name that a pattern allows and nothing was counted under. */
export function metricAt(metrics: Metrics, path: string): MetricValue | undefined {
  if (PATHS.has(path)) return leaf(walk(metrics, path.split('.')));
  const stem = familyOf(path)?.stem;
  if (stem === undefined) return undefined;
  return leaf(walk(metrics, [...stem.split('.'), path.slice(stem.length + 1)])) ?? 0;
}

const walk = (metrics: Metrics, keys: readonly string[]): MetricValue | MetricTree | undefined =>
  keys.reduce<MetricValue | MetricTree | undefined>((at, key) => (isTree(at) && Object.hasOwn(at, key) ? at[key] : undefined), metrics);

const leaf = (value: MetricValue | MetricTree | undefined): MetricValue | undefined => (isTree(value) ? undefined : value);

const isTree = (value: MetricValue | MetricTree | undefined): value is MetricTree =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
