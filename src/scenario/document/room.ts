/** The room of a scenario file: what its creator puts into the first commits (MSC4256, "State events", "Encrypted state events"). */
import * as z from 'zod';
import { CIPHER_SUITES } from '../../room/msc4256/cipher-suites.js';
import { algorithmOf, ROOM_VERSIONS, STABLE_NAMES } from '../../room/msc4256/names.js';
import { parseDuration } from '../durations.js';
import { duration, oneOrMany, selection, serverReference, userReference } from './values.js';

const inWholeSeconds = duration
  .refine((text) => (parseDuration(text) ?? 0) % 1_000_000 === 0, { error: 'security.window counts whole seconds' })
  .describe('How long clients keep a group state that a commit left, to follow another branch (security.window).');

const requiredVerification = z
  .enum(['m.direct', 'm.cross', 'm.tofu', 'm.none'])
  .describe('What a sender must have verified of a device to add it (security.required_verification).');

/** Some of the security settings, as a commit changes them. */
export const securityChange = z
  .strictObject({ window: inWholeSeconds.optional(), required_verification: requiredVerification.optional() })
  .refine((security) => Object.keys(security).length > 0, { error: 'expected "window", "required_verification" or both' });

export const security = z.strictObject({
  window: inWholeSeconds.default('0s'),
  required_verification: requiredVerification.default('m.cross'),
});

const ALGORITHMS = CIPHER_SUITES.map((suite) => algorithmOf(suite));

/** What is named as MLS suites are, by a draft or a later registration, is no slip of the pen. */
const LIKE_A_SUITE = new RegExp(`^${STABLE_NAMES.algorithmPrefix.replaceAll('.', '\\.')}MLS_\\d+_\\w+$`);

const encryptionAlgorithm = z
  .enum(ALGORITHMS, {
    error: ({ input }) =>
      typeof input === 'string' && LIKE_A_SUITE.test(input)
        ? `the MLS engines do not speak "${input}", but the suites of RFC 9420, §17.1: ${CIPHER_SUITES.join(', ')}`
        : undefined,
  })
  .default(algorithmOf(CIPHER_SUITES[0]))
  .describe('The MLS cipher suite, as in the create event.');

export const room = z
  .strictObject({
    creator: userReference.describe('The user whose first device creates the room; it is always a member.'),
    powers: oneOrMany(serverReference, 'server').describe(
      'Servers that may publish commits, the head first (federation.powers). Each must be in room.servers.',
    ),
    servers: selection(serverReference, 'server').default('all').describe('Servers of the room (federation.servers).'),
    can_propose: selection(serverReference, 'server', 0)
      .default('all')
      .describe('Servers of the room whose users may send pending commits (federation.can_propose).'),
    security: security.prefault({}).describe('The security settings of the first commit.'),
    members: selection(userReference, 'user', 0)
      .default('all')
      .describe('Users whose devices are in the group when the workload starts. all: every user of a server of the room.'),
    encryption_algorithm: encryptionAlgorithm,
    room_version: z
      .enum(ROOM_VERSIONS)
      .default(ROOM_VERSIONS[0])
      .describe("The room version: the MSC's own, or the unstable one, whose events and algorithm are named de.bwi.mls… instead."),
  })
  .meta({ id: 'Room', description: 'The room and its group as they are when the workload starts.' });

export type RoomSection = z.output<typeof room>;
export type Selection = RoomSection['servers'];
