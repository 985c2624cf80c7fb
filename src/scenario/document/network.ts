/** The network of a scenario file. Delays on one link are drawn independently of each other. */
import * as z from 'zod';
import { parseDuration } from '../durations.js';
import { duration, positiveDuration, probability, serverReference } from './values.js';

const length = (text: string): number => parseDuration(text) ?? 0;

export const latency = z
  .union(
    [
      z.strictObject({ constant: duration.describe('Always this long.') }),
      z
        .strictObject({
          uniform: z
            .tuple([duration, duration], { error: 'expected a list of two lengths of time' })
            .describe('Evenly spread between two lengths of time.'),
        })
        .refine(({ uniform: [from, to] }) => length(from) <= length(to), {
          path: ['uniform'],
          error: 'the first must not be longer than the second',
        }),
      z.strictObject({
        exponential: z
          .strictObject({
            min: duration.default('0s').describe('The shortest.'),
            mean: duration.describe('The mean of what exceeds min.'),
          })
          .describe('Exponential above a minimum.'),
      }),
      z
        .strictObject({
          median: positiveDuration.describe('The median of a lognormal distribution.'),
          p99: duration.describe('Its 99th percentile.'),
        })
        .refine(({ median, p99 }) => length(median) <= length(p99), { path: ['p99'], error: 'p99 must not be shorter than the median' }),
    ],
    { error: 'expected a latency, such as { median: 40ms, p99: 400ms } or { constant: 20ms }' },
  )
  .meta({ id: 'Latency', description: 'How long something takes, such as a transmission.' });

export const link = z
  .strictObject({
    from: serverReference,
    to: serverReference,
    both: z.boolean().default(false).describe('The same the other way round.'),
    latency: latency.optional().describe("Default: the network's."),
    loss: probability.optional().describe("The probability that a transmission is lost. Default: the network's."),
  })
  .meta({ id: 'Link', description: 'A link between two servers that differs from the others.' });

export const network = z
  .strictObject({
    latency: latency.default({ median: '40ms', p99: '400ms' }).describe('Between servers.'),
    client_latency: latency.default({ constant: '20ms' }).describe('Between a device and its server.'),
    loss: probability.default(0).describe('The probability that a transmission between servers is lost.'),
    links: z.array(link).default([]).describe('Links that differ.'),
  })
  .meta({ id: 'Network', description: 'Links between every two servers, and between a server and its devices.' });

export type LatencySection = z.output<typeof latency>;
export type LinkEntry = z.output<typeof link>;
