/** An estimate in words: the number, its interval and what it is counted from. */
import type { Measured } from '../../experiment/measures.js';
import { haveOneUnit } from '../../observe/metric-path.js';
import { counted, grouped } from '../charts/words.js';

/** Whether it is a part of a whole, of runs or of things of one kind, and not so much for each of something else. */
export function isShare({ measure, whole }: Pick<Measured, 'measure' | 'whole'>): boolean {
  const [part = '', of] = measure.split('/');
  return whole !== undefined && (of === undefined || haveOneUnit(part, of));
}

/** A share in per cent. */
export const shown = (value: number, share: boolean): string =>
  share ? `${Number((value * 100).toPrecision(3))} %` : String(Number(value.toPrecision(3)));

interface Words {
  readonly value: string;
  readonly range: string;
  /** `12 of 3,400`, or `20 runs`. */
  readonly from: string;
}

/** Where there is no value, or no interval, that is said. */
export function estimateParts(measured: Measured): Words {
  const { value, part, whole, runs } = measured;
  const share = isShare(measured);
  const from = whole === undefined ? counted(runs, 'run') : `${grouped(Number(part))} ${share ? 'of' : 'by'} ${grouped(whole)}`;
  const number = (each: number): string => shown(each, share);
  return { value: value === null ? 'nothing to say' : number(value), range: rangeOf(measured, number), from };
}

function rangeOf({ interval, runs }: Measured, number: (value: number) => string): string {
  if (interval === null) return runs > 1 ? 'no interval' : 'no interval of one run';
  // No spread is not to say that there is none.
  return interval.low === interval.high ? 'the same in all runs' : `${number(interval.low)} to ${number(interval.high)}`;
}

export function estimateWords(measured: Measured): string {
  const { value, range, from } = estimateParts(measured);
  return measured.value === null ? `${value} (${from})` : `${value} [${range}], ${from}`;
}
