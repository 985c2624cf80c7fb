/** The shape of a scenario's `sweep` section: what many runs of it vary. */
import * as z from 'zod';

const bound = z.union([z.number(), z.string()], { error: 'expected a number, or a number with a unit such as 10m or 2/h' });

const range = z
  .strictObject({
    from: bound.describe('The first value.'),
    to: bound.describe('No value is beyond it.'),
    step: bound.optional().describe('From one value to the next.'),
    log: z
      .int()
      .min(2, { error: 'a range has at least 2 values' })
      .optional()
      .describe('How many values, each as many times the one before.'),
  })
  .refine(({ step, log }) => (step === undefined) !== (log === undefined), { error: 'expected either step or log' });

const values = z.union([z.array(z.unknown()).min(1, { error: 'expected at least one value' }), range], {
  error: 'expected a list of values, { from, to, step } or { from, to, log }',
});

export const sweepSection = z
  .strictObject({
    vary: z
      .record(z.string(), values)
      .refine((vary) => Object.keys(vary).length > 0, { error: 'a sweep varies at least one value' })
      .describe(
        'By path, such as room.security.window, the values that it takes. Every combination is a point; the last path varies fastest.',
      ),
    where: z
      .array(z.string())
      .default([])
      .describe('What must hold of a point, or it is left out: two paths or values with one of == != < <= > >= between them.'),
    measure: z
      .array(z.string())
      .default([])
      .describe(
        'What is asked of the runs: a metric, median(METRIC), p95(METRIC), or METRIC/METRIC. None: how often commits conflict, and messages are lost.',
      ),
    against: z.string().optional().describe('One of the measures: the charts also show every other one against it, point by point.'),
    replications: z.int().min(1).default(1).describe('How many runs each point gets, each with its own luck, the same at every point.'),
  })
  .meta({ id: 'Sweep', description: 'What "schism sweep" varies. A single run takes no notice of it.' });

export type SweepSection = z.output<typeof sweepSection>;
export type VariedValues = SweepSection['vary'][string];
