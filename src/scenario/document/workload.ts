/** What users do by themselves, and thieves, as a scenario file says it. */
import * as z from 'zod';
import { CHANGE_KINDS } from './change.js';
import { oneOrMany, positiveDuration, rate, userOrDevice } from './values.js';

const by = oneOrMany(userOrDevice, 'user or device')
  .default('device')
  .describe('Who: device (every device), or users and devices; a user stands for its first device.');
const rateKey = rate.describe('On average so often for each, at random (a Poisson process).');
const everyKey = positiveDuration.describe('Regularly for each; the first time is drawn.');
const kind = z.enum(CHANGE_KINDS).describe('What the commits change.');

export const messageProcess = z
  .union([z.strictObject({ rate: rateKey, by }), z.strictObject({ every: everyKey, by })], {
    error: 'expected such as { rate: 2/min, by: device }',
  })
  .meta({ id: 'MessageProcess', description: 'Messages, one process for each of the devices.' });

export const commitProcess = z
  .union([z.strictObject({ kind, rate: rateKey, by }), z.strictObject({ kind, every: everyKey, by })], {
    error: 'expected such as { kind: update, rate: 1/h, by: device }',
  })
  .meta({ id: 'CommitProcess', description: 'Commits of one kind, one process for each of the devices.' });

const of = oneOrMany(userOrDevice, 'user or device')
  .default('device')
  .describe('Whose: device (every device), or users and devices; a user stands for its first device.');

export const compromiseProcess = z
  .union([z.strictObject({ rate: rateKey, of }), z.strictObject({ every: everyKey, of })], {
    error: 'expected such as { rate: 1/h, of: device }',
  })
  .meta({ id: 'CompromiseProcess', description: 'Copies of all that a device holds, one process for each of the devices.' });

const list = <Item extends z.ZodType>(item: Item, what: string) =>
  z.union([item, z.array(item)], { error: `expected one ${what} or a list of them` });

export const workload = z
  .strictObject({
    messages: list(messageProcess, 'map').default([]).describe('Messages that devices send.'),
    commits: list(commitProcess, 'map').default([]).describe('Commits that devices make.'),
    compromises: list(compromiseProcess, 'map').default([]).describe('Copies that somebody takes of all that a device holds (H47).'),
  })
  .meta({ id: 'Workload', description: 'What goes on from time zero to the end of duration.' });
