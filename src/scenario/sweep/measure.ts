/** What a sweep asks of the runs of a point: `A`, `A/B`, `median(A)` or `p95(A)`, of metrics. */
import { metricOf, metricPaths } from '../../observe/metric-path.js';
import { quoted } from '../problem.js';
import { didYouMean } from '../suggestions.js';

export interface Measure {
  readonly text: string;
  readonly part: string;
  /** Undefined: the metric itself. */
  readonly whole: string | undefined;
  /** Of the runs' values the one below which this part lies. Undefined: their mean. */
  readonly quantile?: number;
}

const QUANTILES: Readonly<Record<string, number>> = { median: 0.5, p95: 0.95 };

export function parseMeasure(text: string): Measure | { readonly message: string } {
  const found = measureOf(text);
  if (found !== undefined) return found;
  const unknown = text.split('/').find((path) => measureOf(path) === undefined);
  if (unknown === undefined) return { message: `${quoted(text)}: expected A, or A/B of two numbers` };
  return { message: `${quoted(unknown)} is no metric that can be measured${didYouMean(unknown, metricPaths())}` };
}

/** Undefined: something in it is no metric, or none that can be measured so. */
function measureOf(text: string): Measure | undefined {
  const [, name = '', inside] = /^(\w+)\((.+)\)$/.exec(text) ?? [];
  if (inside !== undefined) {
    const [of, known] = [QUANTILES[name], metricOf(inside)];
    const isNumber = known !== undefined && known.kind !== 'list' && known.kind !== 'boolean';
    return of === undefined || !isNumber ? undefined : { text, part: inside, whole: undefined, quantile: of };
  }
  const [part = '', whole, ...rest] = text.split('/');
  const kinds = [part, ...(whole === undefined ? [] : [whole])].map((path) => metricOf(path)?.kind);
  if (rest.length > 0 || kinds.some((kind) => kind === undefined || kind === 'list')) return undefined;
  return whole !== undefined && kinds.includes('boolean') ? undefined : { text, part, whole };
}
