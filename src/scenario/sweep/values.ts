/** The values that a sweep gives to one path: a list as it stands, or a range, evenly or by factors. */
import { formatDuration, parseDuration } from '../durations.js';
import { quoted } from '../problem.js';
import type { VariedValues } from './document.js';

/** More than this nobody waits for. */
const VALUES_MOST = 10_000;

/** A number with what stands behind it, `10m` or `2/h`; lengths of time count in µs, whatever their units. */
export interface Amount {
  readonly number: number;
  readonly unit: string;
}

/** No unit that somebody writes. */
export const TIME = 'µs of time';

type Read = { readonly values: readonly unknown[] } | { readonly message: string };

export function valuesOf(varied: VariedValues): Read {
  if (Array.isArray(varied)) return { values: varied };
  const { from, to, step, log } = varied as Exclude<VariedValues, readonly unknown[]>; // that is all there is
  const [first, last, by] = [from, to, step ?? from].map(amountOf);
  for (const [amount, written] of [
    [first, from],
    [last, to],
    [by, step],
  ] as const)
    if (amount === undefined) return { message: `${quoted(written)} is no number, nor one with a unit such as 10m or 2/h` };
  if (first === undefined || last === undefined || by === undefined) return { message: 'no range' }; // they are there
  if (first.unit !== last.unit || first.unit !== by.unit) return { message: 'the units of a range differ' };
  const numbers = log === undefined ? steps(first.number, last.number, by.number) : factors(first.number, last.number, log);
  return 'message' in numbers ? numbers : { values: numbers.values.map((number) => written(number as number, first.unit)) };
}

function steps(from: number, to: number, step: number): Read {
  if (step <= 0) return { message: 'the step of a range is more than zero' };
  if (to < from) return { message: 'a range goes from the lower value to the higher one' };
  // Half a thousandth of a step more, so that the last value is not lost to a rounding.
  const count = Math.floor((to - from) / step + 5e-4) + 1;
  if (count > VALUES_MOST) return { message: `a range has at most ${VALUES_MOST} values, not ${count}` };
  return { values: Array.from({ length: count }, (_, place) => from + place * step) };
}

function factors(from: number, to: number, count: number): Read {
  if (from <= 0 || to <= from) return { message: 'a range by factors goes from above zero to a higher value' };
  if (count > VALUES_MOST) return { message: `a range has at most ${VALUES_MOST} values, not ${count}` };
  const factor = (to / from) ** (1 / (count - 1));
  return {
    values: Array.from({ length: count }, (_, place) => (place === count - 1 ? to : Number((from * factor ** place).toPrecision(3)))),
  };
}

/** Undefined: it is no number, nor one with a unit. */
export function amountOf(value: number | string): Amount | undefined {
  if (typeof value === 'number') return { number: value, unit: '' };
  const duration = parseDuration(value);
  if (duration !== undefined) return { number: duration, unit: TIME };
  if (value.trim() !== '' && Number.isFinite(Number(value))) return { number: Number(value), unit: '' };
  const [, number, unit = ''] = /^(-?\d+(?:\.\d+)?)([^\d.].*)?$/.exec(value) ?? [];
  return number === undefined ? undefined : { number: Number(number), unit };
}

/** Twelve digits, so that 0.1 + 0.2 is 0.3. */
function written(number: number, unit: Amount['unit']): unknown {
  if (unit === TIME) return formatDuration(Math.round(number) as Parameters<typeof formatDuration>[0]); // µs
  const exact = Number(number.toPrecision(12));
  return unit === '' ? exact : `${exact}${unit}`;
}

/**
 * What `--vary` gives to a path: `0s,5m,10m`, `0s..30m:5m` (by steps of five minutes) or `10ms..10s:log5` (five values by factors).
 * @param read takes YAML
 */
export function variedOf(text: string, read: (yaml: string) => unknown): VariedValues {
  const [, from, to, log, step] = /^(\S+?)\.\.(\S+?):(?:log(\d+)|(\S+))$/.exec(text) ?? [];
  if (from === undefined || to === undefined) return read(`[${text}]`) as readonly unknown[] as unknown[];
  const bound = (each: string): string | number => (/^-?\d+(?:\.\d+)?$/.test(each) ? Number(each) : each);
  if (log !== undefined) return { from: bound(from), to: bound(to), log: Number(log) };
  return { from: bound(from), to: bound(to), step: bound(step ?? '') };
}
