/** The paths of the catalogue, and what stands at them in a run's metrics. */
import { CATALOGUE } from './catalogue.js';
import type { Metrics, MetricValue } from './metrics.js';

const PATTERN = /^(.*)\.\{\w+\}$/;
const PATHS = new Set(CATALOGUE.map(({ path }) => path).filter((path) => !PATTERN.test(path)));
/** What goes before the braces of each pattern. */
const FAMILIES = CATALOGUE.map(({ path }) => PATTERN.exec(path)?.[1]).filter((family) => family !== undefined);

const familyOf = (path: string): string | undefined =>
  FAMILIES.find((family) => path.startsWith(`${family}.`) && path.length > family.length + 1);

/** Whether the path names a metric, be it one of a pattern. */
export const isMetricPath = (path: string): boolean => PATHS.has(path) || familyOf(path) !== undefined;

type MetricTree = { readonly [key: string]: MetricValue | MetricTree };

/** The value at a path of the catalogue; 0 for a name that a pattern allows and nothing was counted under. */
export function metricAt(metrics: Metrics, path: string): MetricValue | undefined {
  if (PATHS.has(path)) return leaf(walk(metrics, path.split('.')));
  const family = familyOf(path);
  if (family === undefined) return undefined;
  return leaf(walk(metrics, [...family.split('.'), path.slice(family.length + 1)])) ?? 0;
}

const walk = (metrics: Metrics, keys: readonly string[]): MetricValue | MetricTree | undefined =>
  keys.reduce<MetricValue | MetricTree | undefined>((at, key) => (isTree(at) && Object.hasOwn(at, key) ? at[key] : undefined), metrics);

const leaf = (value: MetricValue | MetricTree | undefined): MetricValue | undefined => (isTree(value) ? undefined : value);

const isTree = (value: MetricValue | MetricTree | undefined): value is MetricTree =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
