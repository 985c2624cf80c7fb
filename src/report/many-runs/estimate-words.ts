/** An estimate in words: the number, its interval and what it is counted from. */
import type { Measured } from '../../experiment/measures.js';
import { counted, grouped } from '../charts/words.js';

/** A part of a whole in per cent. */
export const shown = (value: number, isShare: boolean): string =>
  isShare ? `${Number((value * 100).toPrecision(3))} %` : String(Number(value.toPrecision(3)));

interface Words {
  readonly value: string;
  readonly range: string;
  /** `12 of 3,400`, or `20 runs`. */
  readonly from: string;
}

/** Where there is no value, or no interval, that is said. */
export function estimateParts({ value, interval, part, whole, runs }: Measured): Words {
  const from = whole === undefined ? counted(runs, 'run') : `${grouped(Number(part))} of ${grouped(whole)}`;
  const number = (each: number): string => shown(each, whole !== undefined);
  return {
    value: value === null ? 'nothing to say' : number(value),
    range: interval === null ? 'no interval of one run' : `${number(interval.low)} to ${number(interval.high)}`,
    from,
  };
}

export function estimateWords(measured: Measured): string {
  const { value, range, from } = estimateParts(measured);
  return measured.value === null ? `${value} (${from})` : `${value} [${range}], ${from}`;
}
