/** The values that occur all over a scenario file: lengths of time, rates, names, one-or-many. */
import * as z from 'zod';
import { DRIFT, driftComplaint, parseDrift } from '../drifts.js';
import { DURATION, durationComplaint, parseDuration, SIGNED_DURATION } from '../durations.js';
import { parseRate, RATE, rateComplaint } from '../rates.js';

/** Text of a kind that is parsed later; `complaintOf` tells what is wrong with anything else. */
const measure = (pattern: RegExp, parse: (text: string) => number | undefined, complaintOf: (value: unknown) => string) => {
  const error = (issue: { readonly input?: unknown }) => complaintOf(issue.input);
  // What the pattern refused is complained of once.
  const isReadable = (text: string) => !pattern.test(text) || parse(text) !== undefined;
  return z.string({ error }).regex(pattern, { error }).refine(isReadable, { error });
};

export const duration = measure(DURATION, parseDuration, durationComplaint).meta({
  id: 'Duration',
  description: 'A length of time: 150ms, 2s, 1.5m, 3h or 7d.',
});
export const signedDuration = measure(SIGNED_DURATION, parseDuration, durationComplaint).meta({
  id: 'SignedDuration',
  description: 'A length of time that may be negative: 2s or -90s.',
});
export const positiveDuration = duration.refine((text) => parseDuration(text) !== 0, { error: 'must be longer than zero' });

export const rate = measure(RATE, parseRate, rateComplaint).meta({
  id: 'Rate',
  description: 'How often on average: 2/min, 1/h (units s, min, h, d).',
});
export const drift = measure(DRIFT, parseDrift, driftComplaint).meta({
  id: 'Drift',
  description: 'How much a clock gains, in parts per million: 50ppm; -50ppm loses.',
});

export const probability = z.number().min(0).max(1);

/** Names are looked up after the shape has been checked, so that a misspelt one gets a suggestion. */
export const serverReference = z.string().meta({ id: 'Server', description: "A server's name, such as a.example." });
export const userReference = z.string().meta({ id: 'User', description: 'A user, such as @alice:a.example.' });
export const userOrDevice = z
  .string()
  .meta({ id: 'UserOrDevice', description: 'A user, such as @alice:a.example, or one of its devices, @alice:a.example/1.' });

/** A list, or one thing that needs no list. */
export const oneOrMany = <Item extends z.ZodType>(item: Item, what: string, least = 1) =>
  z.union([item, z.array(item).min(least, { error: `expected at least one ${what}` })], {
    error: `expected one ${what} or a list of them`,
  });

/** All of them, some, or all but some. */
export const selection = <Item extends z.ZodType>(item: Item, what: string, least = 1) =>
  z.union(
    [z.literal('all'), oneOrMany(item, what, least), z.strictObject({ except: oneOrMany(item, what, 0).describe(`All but these.`) })],
    { error: `expected all, a list of ${what}s or { except: [...] }` },
  );
