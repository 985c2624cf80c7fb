/** What a commit changes: exactly one thing, named by the same words in the timeline and in the workload. */
import * as z from 'zod';
import { encryptedState } from './encrypted-state.js';
import { securityChange } from './room.js';
import { oneOrMany, serverReference, userOrDevice } from './values.js';

export const CHANGE_KINDS = [
  'update',
  'add',
  'remove',
  'readd',
  'powers',
  'servers',
  'can_propose',
  'security',
  'state',
  'garbage',
] as const;

const by = userOrDevice.describe(
  'Whose device makes the commit, or proposes it if its server may not; a user stands for its first device.',
);
const servers = (least: number) => oneOrMany(serverReference, 'server', least);
const devices = oneOrMany(userOrDevice, 'user or device');

export const commit = z
  .union(
    [
      z.strictObject({ by, update: z.literal(true, { error: 'expected true' }).describe("Renews the committer's own keys.") }),
      z.strictObject({ by, add: devices.describe('Adds devices; a user stands for all of its devices.') }),
      z.strictObject({ by, remove: devices.describe('Removes devices; a user stands for all of its devices.') }),
      z.strictObject({
        by,
        readd: devices.describe('Removes devices and adds them again, in one commit; a user stands for all of its devices.'),
      }),
      z.strictObject({ by, powers: servers(1).describe('Sets federation.powers.') }),
      z.strictObject({ by, servers: servers(1).describe('Sets federation.servers.') }),
      z.strictObject({ by, can_propose: servers(0).describe('Sets federation.can_propose.') }),
      z.strictObject({ by, security: securityChange.describe('Changes security settings.') }),
      z.strictObject({ by, state: encryptedState.describe('Sets encrypted state events: { type: { state key: content } }.') }),
      z.strictObject({
        by,
        garbage: z.literal(true, { error: 'expected true' }).describe('A commit that servers take, and whose body no member can open.'),
      }),
    ],
    { error: 'expected a commit, such as { by: "@alice:a.example", update: true }' },
  )
  .meta({ id: 'Commit', description: `A commit, with exactly one of ${CHANGE_KINDS.join(', ')}.` });
export type CommitSection = z.output<typeof commit>;
