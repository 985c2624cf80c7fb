/** The results of many runs, checked as their report is made again: somebody may have edited them, or have another version's. */
import { z } from 'zod';
import type { Comparison } from '../../experiment/comparison.js';
import type { SweepResult } from '../../experiment/sweep-result.js';
import { type Parsed, parsed } from '../parsed.js';

const number = z.number();
const estimate = {
  value: number.nullable(),
  interval: z.strictObject({ low: number, high: number }).nullable(),
  runs: number,
};

const sweep = z.strictObject({
  schism: z.string(),
  scenario: z.strictObject({ name: z.string(), about: z.string().exactOptional() }),
  command: z.string(),
  varied: z
    .array(
      z.strictObject({
        path: z.string(),
        unit: z.string(),
        values: z.array(z.strictObject({ value: z.string(), amount: number.nullable() })).min(1),
      }),
    )
    .min(1),
  against: z.string().exactOptional(),
  points: z
    .array(
      z.strictObject({
        values: z.array(z.strictObject({ path: z.string(), value: z.string() })),
        runs: number,
        failed: number,
        violated: number,
        measures: z
          .array(
            z.strictObject({
              measure: z.string(),
              ...estimate,
              part: number.exactOptional(),
              whole: number.exactOptional(),
              by_run: z.array(number),
            }),
          )
          .min(1),
        command: z.string(),
      }),
    )
    .min(1)
    .refine((points) => new Set(points.map(({ measures }) => measures.map(({ measure }) => measure).join('\n'))).size === 1, {
      error: 'the points do not have the same measures',
    }),
  left_out: number,
  replications: number,
  interrupted: z.boolean(),
}) satisfies z.ZodType<SweepResult>;

const comparison = z
  .strictObject({
    schism: z.string(),
    command: z.string(),
    variants: z.array(z.strictObject({ name: z.string(), command: z.string() })).min(2),
    pairs: number,
    replications: number,
    interrupted: z.boolean(),
    differences: z.array(
      z.array(
        z.strictObject({
          metric: z.string(),
          first: number,
          other: number,
          difference: z.strictObject(estimate),
          higher: number,
          lower: number,
          same: number,
          differs: z.boolean(),
          by_pair: z.array(number),
        }),
      ),
    ),
  })
  .refine(({ variants, differences, pairs }) => pairs === 0 || variants.length === differences.length + 1, {
    error: 'there is not one list of differences for each variant but the first',
  }) satisfies z.ZodType<Comparison>;

/** From the text of `sweep.json`. */
export const readSweep = (text: string): Parsed<SweepResult> => parsed(text, sweep);

/** From the text of `comparison.json`. */
export const readComparison = (text: string): Parsed<Comparison> => parsed(text, comparison);
