/** What a sweep is asked for, checked. Everything here throws `BadInput` for what cannot be meant. */
import type { Shard } from '../experiment/run-sweep.js';
import { type Measure, parseMeasure } from '../scenario/sweep/measure.js';
import { BadInput } from './exit-code.js';

export interface SweepArguments {
  readonly file: string;
  readonly vary: readonly string[];
  readonly where: readonly string[];
  readonly replications: number | undefined;
  readonly measure: readonly string[];
  readonly against: string | undefined;
  /** `5%`: how narrow intervals are to become. */
  readonly until: string | undefined;
  readonly limit: number;
  readonly seed: string | undefined;
  readonly set: readonly string[];
  readonly mls: 'real' | 'symbolic';
  readonly workers: number;
  readonly out: string | undefined;
  /** `2/8`. */
  readonly shard: string | undefined;
  readonly dryRun: boolean;
  readonly json: boolean;
}

export function checkedWorkers(workers: number): number {
  if (Number.isInteger(workers) && workers >= 1) return workers;
  throw new BadInput('--workers: expected a whole number from 1 on');
}

/** `2/8`. */
export function shardOf(text: string): Shard {
  const [, number, of] = /^(\d+)\/(\d+)$/.exec(text) ?? [];
  if (Number(number) >= 1 && Number(number) <= Number(of)) return { number: Number(number), of: Number(of) };
  throw new BadInput(`--shard ${text}: expected which part of how many, such as 2/8`);
}

/** `5%` as 0.05. */
export function partOf(text: string): number {
  const [, number] = /^±?(\d+(?:\.\d+)?)\s*%$/.exec(text) ?? [];
  if (number === undefined || Number(number) === 0)
    throw new BadInput(`--until ${text}: expected how narrow an interval is to be, such as 5%`);
  return Number(number) / 100;
}

export function measured(text: string): Measure {
  const parsed = parseMeasure(text);
  if ('message' in parsed) throw new BadInput(`--measure ${text}: ${parsed.message}`);
  return parsed;
}
