/** What came of a sweep. */
import type { PointValue, VariedPath } from '../scenario/sweep/load.js';
import { TIME } from '../scenario/sweep/values.js';
import type { Measured } from './measures.js';

export interface SweepResult {
  readonly schism: string;
  readonly scenario: { readonly name: string; readonly about?: string };
  /** Runs the whole again. */
  readonly command: string;
  readonly varied: readonly Varied[];
  /** The measure that the others are also drawn against. */
  readonly against?: string;
  readonly points: readonly PointResult[];
  /** Combinations that a constraint left out. */
  readonly left_out: number;
  readonly replications: number;
  readonly interrupted: boolean;
}

/** A path with what it takes, in the order in which it is named. */
export interface Varied {
  readonly path: string;
  /** Of the amounts; lengths of time are in ms. */
  readonly unit: string;
  /** `amount`: null unless all of them are numbers of one unit. */
  readonly values: readonly { readonly value: string; readonly amount: number | null }[];
}

/** What came of one point. */
export interface PointResult {
  readonly values: readonly PointValue[];
  readonly runs: number;
  /** Runs in which an expectation of the scenario failed, and in which an invariant did. */
  readonly failed: number;
  readonly violated: number;
  readonly measures: readonly Measured[];
  /** Runs its first replication alone. */
  readonly command: string;
}

const US_PER_MS = 1_000;

export function variedResult({ path, values }: VariedPath): Varied {
  const units = new Set(values.map(({ amount }) => amount?.unit));
  const [unit] = units;
  if (units.size !== 1 || unit === undefined) return { path, unit: '', values: values.map(({ value }) => ({ value, amount: null })) };
  const by = unit === TIME ? US_PER_MS : 1;
  return {
    path,
    unit: unit === TIME ? 'ms' : unit,
    values: values.map(({ value, amount }) => ({ value, amount: amount === undefined ? null : amount.number / by })),
  };
}
