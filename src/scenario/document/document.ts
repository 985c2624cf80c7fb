/**
 * The scenario file format, version 1: the shape of the whole, and the defaults. Names are looked up elsewhere (`check-*.ts`);
 * what the file means as a run is in `compile.ts`. The descriptions are what an editor shows (`schism schema`).
 */
import * as z from 'zod';
import { sweepSection } from '../sweep/document.js';
import { network } from './network.js';
import { serverEntry, userEntry } from './nodes.js';
import { recovery } from './recovery.js';
import { room } from './room.js';
import { rules } from './rules.js';
import { timelineEntry } from './timeline.js';
import { duration, positiveDuration } from './values.js';
import { verification } from './verification.js';
import { workload } from './workload.js';

export const scenarioDocument = z
  .strictObject({
    schism: z.literal(1, { error: 'expected 1, the version of the format' }).describe('The version of the file format: 1.'),
    name: z.string().min(1, { error: 'a scenario needs a name' }).describe('What the scenario is called.'),
    about: z.string().optional().describe('One or two sentences for a reader.'),
    seed: z
      .union([z.int({ error: 'expected text or a whole number' }), z.string()], { error: 'expected text or a whole number' })
      .default(0)
      .describe('Chooses the luck of the run. The same scenario and seed give the same run.'),
    duration: positiveDuration.describe('How long workload and timeline last.'),
    drain: duration.default('10m').describe('How long at most the run goes on after that, until nothing is in flight.'),
    mls: z
      .enum(['real', 'symbolic'])
      .default('real')
      .describe('The MLS engine: real cryptography, or its symbols, which are much faster and tell the same story.'),
    rules: rules.prefault({}).describe('Readings of MSC4256; each defaults to the baseline.'),
    servers: z.array(serverEntry).min(1, { error: 'a scenario has at least one server' }).describe('The homeservers.'),
    users: z.array(userEntry).min(1, { error: 'a scenario has at least one user' }).describe('The users and their devices.'),
    room: room.describe('The room.'),
    verification: verification.prefault({}).describe('Who has verified whom.'),
    recovery: recovery.prefault({}).describe('What users do about devices that cannot follow the room.'),
    network: network.prefault({}).describe('The network.'),
    workload: workload.prefault({}).describe('What users do by themselves.'),
    timeline: z.array(timelineEntry).default([]).describe('What happens at a given time: faults, single messages and commits.'),
    expect: z
      .array(z.string().describe('A metric, one of == != < <= > >=, and a value: agreement.final == true.'))
      .default([])
      .describe('What must hold of the metrics at the end; the run fails where it does not.'),
    sweep: sweepSection.optional().describe('What "schism sweep" varies; a single run takes no notice of it.'),
  })
  .meta({ title: 'Schism scenario', description: 'A room, its servers, users and network, and what happens to it.' });

/** A scenario file's data after its shape was checked, with the defaults filled in. */
export type ScenarioDocument = z.output<typeof scenarioDocument>;
