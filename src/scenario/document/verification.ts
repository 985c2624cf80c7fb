/** Who has verified whom in a scenario file. Each level includes those after it in the list. */
import * as z from 'zod';
import { VERIFICATION_LEVELS } from '../../room/msc4256/authenticated-data.js';
import { userReference } from './values.js';

export const level = z.enum(VERIFICATION_LEVELS);

export const verification = z
  .strictObject({
    default: level.default('m.cross').describe('What every user has of every other one, where pairs does not say.'),
    pairs: z
      .array(
        z.strictObject({
          by: userReference.describe('Who has verified.'),
          of: userReference.describe('Whom.'),
          level: level.describe('How: m.direct, m.cross, m.tofu, or m.none, not at all.'),
        }),
      )
      .default([])
      .describe('What differs, each one way.'),
  })
  .meta({ id: 'Verification', description: 'Who has verified whom when the workload starts.' });
