/** The charts of a comparison: all differences at once, and each metric pair by pair. */
import type { Difference } from '../../experiment/compare-runs.js';
import type { Comparison } from '../../experiment/comparison.js';
import type { ChartData, ChartSpec, EstimatePoint } from '../charts/chart-spec.js';
import { counted, grouped } from '../charts/words.js';
import { KEY_NUMBERS } from '../html/key-numbers.js';
import { fileName, unitOf } from './measure-words.js';

/** More than this nobody looks at; the rest is in the table of the overview. */
const METRICS_DRAWN = 16;
const ROWS_DRAWN = 30;

/** Of each variant but the first, in order. */
type OfMetric = readonly Difference[];

export function comparisonCharts(comparison: Comparison): readonly ChartSpec[] {
  const metrics = metricsOf(comparison);
  const rank = (of: OfMetric): number => (of.some(({ differs }) => differs) ? 0 : 1);
  const key = ([first]: OfMetric): number =>
    first !== undefined && KEY_NUMBERS.includes(first.metric) ? KEY_NUMBERS.indexOf(first.metric) : KEY_NUMBERS.length;
  const drawn = metrics.toSorted((a, b) => rank(a) - rank(b) || key(a) - key(b)).slice(0, METRICS_DRAWN);
  return [overview(comparison, metrics), ...drawn.map((of) => pairsChart(comparison, of))];
}

/** Those that all variants have, and that are not the same in every pair of each. */
function metricsOf({ differences }: Comparison): readonly OfMetric[] {
  const names = new Set(differences.flatMap((all) => all.map(({ metric }) => metric)));
  return [...names]
    .map((name) => differences.flatMap((all) => all.find(({ metric }) => metric === name) ?? []))
    .filter((of) => of.length === differences.length && of.some(({ higher, lower }) => higher + lower > 0));
}

const short = (value: number): string => String(Number(value.toPrecision(3)));

function toldOf({ difference: { value, interval }, higher, lower, same, differs }: Difference): string {
  const range = interval === null ? 'no interval' : `${short(interval.low)} to ${short(interval.high)}`;
  return `${short(value ?? 0)} [${range}]; higher in ${higher}, lower in ${lower}, same in ${same}${differs ? '' : '; no difference shown'}`;
}

function overview({ variants, pairs }: Comparison, metrics: readonly OfMetric[]): ChartSpec {
  const shown = metrics.filter((of) => of.some(({ differs }) => differs));
  const rows = shown.slice(0, ROWS_DRAWN);
  const others = variants.slice(1);
  const left = metrics.length - rows.length;
  return {
    name: 'differences',
    title: 'Which metrics differ, and by how much for their size?',
    note: `The mean difference as a part of the mean of A and the variant, with what 95 % of draws of as many pairs again give. A is ${variants[0]?.name}; ${counted(pairs, 'pair')} on the same luck.${
      left === 0 ? '' : ` ${grouped(left)} more are in the table only.`
    }`,
    x: { kind: 'number', title: 'difference, as a part of the mean of both (%)', whole: false },
    y: {
      kind: 'values',
      title: 'metric',
      ticks: rows.map(([first], at) => ({ at, text: first?.metric ?? '' })),
      downwards: true,
    },
    data: others.map(
      ({ name }, colour): ChartData => ({
        kind: 'estimates',
        along: 'x',
        label: name,
        colour,
        points: rows.map((of, row) => relative(of[colour], row + (others.length === 1 ? 0 : ((colour + 0.5) / others.length - 0.5) * 0.6))),
      }),
    ),
    faults: [],
    ...(rows.length === 0 && { empty: 'No difference is shown in any metric.' }),
    table: {
      columns: [
        'metric (unit)',
        'variant',
        'A (mean)',
        'B (mean)',
        'difference (mean)',
        'low (95 %)',
        'high (95 %)',
        'higher (pairs)',
        'lower (pairs)',
        'same (pairs)',
        'shown',
      ],
      rows: metrics.flatMap((of) =>
        of.map(({ metric, first, other, difference: { value, interval }, higher, lower, same, differs }, place) => [
          `${metric} (${unitOf(metric)})`,
          others[place]?.name ?? '',
          first,
          other,
          value,
          interval?.low ?? null,
          interval?.high ?? null,
          higher,
          lower,
          same,
          differs ? 'yes' : 'no difference shown',
        ]),
      ),
    },
  };
}

/** At most twice the mean of both, and so where either is zero. */
function relative(difference: Difference | undefined, y: number): EstimatePoint {
  if (difference === undefined) return { x: null, y, low: null, high: null, told: '' };
  const {
    first,
    other,
    difference: { value, interval },
  } = difference;
  const mean = (Math.abs(first) + Math.abs(other)) / 2;
  const part = (each: number | undefined): number | null => (each === undefined || mean === 0 ? null : (each / mean) * 100);
  return { x: part(value ?? 0), y, low: part(interval?.low), high: part(interval?.high), told: toldOf(difference) };
}

/** Neighbours do not hide each other, and each is where it was before. */
const aside = (pair: number): number => (((pair * 0.618_034) % 1) - 0.5) * 0.5;

function pairsChart({ variants, pairs }: Comparison, of: OfMetric): ChartSpec {
  const metric = of[0]?.metric ?? '';
  const others = variants.slice(1);
  const title = `difference in ${metric} (${unitOf(metric)})`;
  return {
    name: fileName(metric, 'pairs'),
    title: `How much does ${metric} differ, pair by pair?`,
    note: `A dot is what the variant has more than A (${variants[0]?.name}) on the same luck; the mark is the mean, with what 95 % of draws of as many pairs again give. ${counted(pairs, 'pair')}. ${of.map((each, at) => `${others[at]?.name}: ${toldOf(each)}`).join('. ')}.`,
    x: { kind: 'values', title: 'variant', ticks: others.map(({ name }, at) => ({ at, text: name })) },
    y: { kind: 'number', title, whole: false },
    data: [
      {
        kind: 'dots',
        label: 'a pair',
        colour: 'open',
        points: of.flatMap(({ by_pair }, at) => by_pair.map((y, pair) => ({ x: at + aside(pair), y }))),
      },
      {
        kind: 'estimates',
        along: 'y',
        label: 'mean',
        colour: 'plain',
        points: of.map((each, at) => ({
          x: at,
          y: each.difference.value,
          low: each.difference.interval?.low ?? null,
          high: each.difference.interval?.high ?? null,
          told: toldOf(each),
        })),
      },
    ],
    faults: [],
    table: {
      columns: ['pair (of those that tell)', ...others.map(({ name }) => `${name}, difference (${unitOf(metric)})`)],
      rows: Array.from({ length: pairs }, (_, pair) => [pair + 1, ...of.map(({ by_pair }) => by_pair[pair] ?? null)]),
    },
  };
}
