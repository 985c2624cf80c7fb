/** The servers and users of a scenario file. One entry may stand for many: `{ count: 3, name: "s{n}.example" }`. */
import * as z from 'zod';
import { drift, signedDuration } from './values.js';

const clock = z
  .strictObject({
    offset: signedDuration.default('0s').describe('How far ahead the clock is at time zero; negative: behind.'),
    drift: drift.default('0ppm').describe('How much it gains, in parts per million.'),
  })
  .meta({ id: 'Clock', description: "A node's clock against true time." });

const count = z.int().min(1).max(10_000).optional().describe('Makes so many of them; {n} in the name counts from 1.');

export const serverEntry = z
  .strictObject({
    name: z.string().describe('The server name, a.example; with count a pattern, s{n}.example.'),
    count,
    clock: clock.prefault({}).describe("The server's clock: its timestamps and the slots of pending commits go by it."),
  })
  .meta({ id: 'ServerEntry', description: 'A homeserver, or count of them.' });

export const userEntry = z
  .strictObject({
    id: z.string().describe('The user, @alice:a.example; with count a pattern, @user{n}:b.example. The server must be in servers.'),
    count,
    devices: z.int().min(1).max(1_000).default(1).describe('How many devices (MLS clients) the user has: @alice:a.example/1, /2 …'),
    clock: clock.prefault({}).describe("The clock of each of the user's devices."),
  })
  .meta({ id: 'UserEntry', description: 'A user with devices, or count of them.' });
