/** What happens at a given time, as a scenario file says it: faults, and single messages and commits. */
import * as z from 'zod';
import { commit } from './change.js';
import { unicodeText } from './unicode.js';
import { drift, duration, oneOrMany, selection, serverReference, signedDuration, userOrDevice, userReference } from './values.js';
import { level } from './verification.js';

const at = duration.describe('When, after the workload starts.');
const lasting = { for: duration.optional().describe('How long; without it, to the end.') };
const device = userOrDevice.describe('A device, such as @alice:a.example/1.');
const server = serverReference;

const clockChange = {
  step: signedDuration.optional().describe('Added to what the clock shows.'),
  drift: drift.optional().describe('The new drift.'),
};
const changesSomething = (change: { readonly step?: unknown; readonly drift?: unknown }) =>
  change.step !== undefined || change.drift !== undefined;
const CHANGES_NOTHING = { error: 'expected "step", "drift" or both' };

export const timelineEntry = z
  .union(
    [
      z.strictObject({
        at,
        partition: z
          .array(oneOrMany(serverReference, 'server'))
          .min(2, { error: 'a partition has at least two groups' })
          .describe('Groups of servers that cannot reach each other; a server not named reaches all, devices their server.'),
        ...lasting,
      }),
      z.strictObject({
        at,
        send: z
          .strictObject({
            by: userOrDevice.describe('Who; a user stands for its first device.'),
            text: unicodeText.describe('What it says.'),
          })
          .describe('Sends one message.'),
      }),
      z.strictObject({ at, commit }),
      z.strictObject({
        at,
        upgrade: z
          .strictObject({
            by: userOrDevice.describe('Whose device makes the new room; a user stands for its first device.'),
            members: selection(userReference, 'user', 0)
              .default('all')
              .describe(
                'Who is invited to it. all: who is in the old group, as the device knows it; a list: these; except: the old group but these.',
              ),
            powers: oneOrMany(serverReference, 'server').optional().describe("The new room's federation.powers. Default: the old room's."),
          })
          .describe('A user makes a new room in place of the old one, and users go on there.'),
      }),
      z.strictObject({
        at,
        leave: oneOrMany(userReference, 'user').describe(
          'Users leave the room; their devices stay in the group until a commit removes them.',
        ),
      }),
      z.strictObject({
        at,
        verify: z
          .strictObject({
            by: userReference.describe('Who verifies.'),
            of: userReference.describe('Whom.'),
            level: level.default('m.direct').describe('How; m.none takes a verification back.'),
          })
          .describe('A user verifies another one, by all of its devices.'),
      }),
      z.strictObject({
        at,
        crash: z
          .union([z.string(), z.strictObject({ server }), z.strictObject({ device })], {
            error: 'expected a server or a device',
          })
          .describe('Crashes a server or a device: it loses its memory and keeps its disk.'),
        ...lasting,
      }),
      z.strictObject({
        at,
        offline: oneOrMany(userOrDevice, 'user or device').describe('Takes devices off the network; a user stands for all of its devices.'),
        ...lasting,
      }),
      z.strictObject({
        at,
        compromise: oneOrMany(userOrDevice, 'user or device').describe(
          'Somebody copies all that these devices hold then: their group states and unused message keys. A user stands for all of its devices.',
        ),
      }),
      z.strictObject({
        at,
        clock: z
          .union(
            [
              z.strictObject({ server, ...clockChange }).refine(changesSomething, CHANGES_NOTHING),
              z.strictObject({ device, ...clockChange }).refine(changesSomething, CHANGES_NOTHING),
            ],
            { error: 'expected such as { server: b.example, step: -90s }' },
          )
          .describe('Changes a clock.'),
      }),
    ],
    { error: 'expected a timeline entry, such as { at: 10m, crash: a.example, for: 3m }' },
  )
  .meta({ id: 'TimelineEntry', description: 'Something that happens at a given time.' });

export type TimelineSection = z.output<typeof timelineEntry>;
