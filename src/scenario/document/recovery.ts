/** How a scenario's users help whom the room has lost (MSC4256, "Commit Conflict Handling": "another welcome", "manual communication"). */
import * as z from 'zod';
import { latency } from './network.js';

export const recovery = z
  .strictObject({
    readd: z
      .enum(['inviter', 'never', 'oracle'])
      .default('inviter')
      .describe(
        'Who adds a device again that a losing branch took along. inviter: who had added it there, once back itself. never: nobody. oracle: also a member whom the user of the lost device tells.',
      ),
    delay: latency
      .default({ median: '15m', p99: '3h' })
      .describe('oracle: how long it takes a user to tell somebody, and to tell the next.'),
  })
  .meta({ id: 'Recovery', description: 'What users do about devices that cannot follow the room, beside what security.window does.' });
