/** The points of a sweep as lines: one of its paths goes along the axis, and each combination of what the others take is a line. */
import type { PointResult, SweepResult, Varied } from '../../experiment/sweep-result.js';
import type { Axis, Tick } from '../charts/chart-spec.js';

export interface SweepLines {
  readonly along: Varied;
  readonly lines: readonly SweepLine[];
  /** Lines that have no place in a picture. */
  readonly left: number;
}

export interface SweepLine {
  /** Empty where there is only one. */
  readonly label: string;
  /** For each value along the axis; undefined where a constraint left the point out. */
  readonly points: readonly (PointResult | undefined)[];
}

/** As many as there are colours for. */
const LINES_MOST = 8;

/** Along the axis goes the first path that takes more than one value. */
export function sweepLines({ varied, points }: SweepResult): SweepLines {
  const along = varied.find(({ values }) => values.length > 1) ?? varied[0];
  if (along === undefined) throw new Error('a sweep varies something');
  const others = varied.filter((each) => each !== along && each.values.length > 1);
  const labelOf = (point: PointResult): string => others.map(({ path }) => `${path} = ${valueAt(point, path)}`).join(', ');
  const labels = [...new Set(points.map(labelOf))];
  const lines = labels.slice(0, LINES_MOST).map((label) => ({
    label,
    points: along.values.map(({ value }) => points.find((point) => labelOf(point) === label && valueAt(point, along.path) === value)),
  }));
  return { along, lines, left: labels.length - lines.length };
}

export const valueAt = ({ values }: PointResult, path: string): string => values.find((each) => each.path === path)?.value ?? '';

/** Where on the axis the values are, and how it is drawn. */
export interface ValueAxis {
  readonly axis: Axis;
  /** By place of the value. */
  readonly at: readonly number[];
  /** Whether there is anything between two values. */
  readonly joined: boolean;
}

/** Values that lie nearer to each other than this part of the axis cannot be told apart. */
const GAP_LEAST = 1 / 40;

/** By size, or by factors where the small values would not be told apart; evenly where neither does, and where values are no numbers. */
export function valueAxis({ path, values }: Varied): ValueAxis {
  const amounts = values.flatMap(({ amount }) => (amount === null ? [] : [amount]));
  const joined = amounts.length === values.length && values.length > 1;
  const places = values.map((_, place) => place);
  const scale = joined ? scaleOf(amounts) : 'evenly';
  const at = scale === 'evenly' ? places : amounts;
  const ticks: readonly Tick[] = values.map(({ value }, place) => ({ at: at[place] ?? place, text: value }));
  const title = joined && scale === 'evenly' ? `${path} (evenly spaced, whatever lies between)` : `${path} (as written)`;
  return { axis: { kind: 'values', title, ticks, ...(scale === 'by_factors' && { by_factors: true }) }, at, joined };
}

function scaleOf(amounts: readonly number[]): 'by_size' | 'by_factors' | 'evenly' {
  if (canBeToldApart(amounts)) return 'by_size';
  return amounts.every((amount) => amount > 0) && canBeToldApart(amounts.map(Math.log)) ? 'by_factors' : 'evenly';
}

function canBeToldApart(places: readonly number[]): boolean {
  const sorted = [...places].sort((a, b) => a - b);
  const gap = Math.min(...sorted.slice(1).map((place, at) => place - (sorted[at] ?? 0)));
  return gap / ((sorted.at(-1) ?? 0) - (sorted[0] ?? 0)) >= GAP_LEAST;
}
