/**
 * The DAG file format, version 1: a room's events, written by hand, to ask who wins and why. Labels stand in for event ids. What
 * labels refer to is looked up elsewhere (`check-*.ts`); what the file means is in `compile.ts`.
 */
import * as z from 'zod';
import { utf8Length } from '../../room/canonical-json.js';
import { MAX_AUTH_EVENTS, MAX_FIELD_BYTES, MAX_PREV_EVENTS } from '../../room/limits.js';
import { ROOM_VERSIONS } from '../../room/msc4256/names.js';
import { ruleChanges, rules } from '../document/rules.js';

const label = z
  .union([z.string().min(1, { error: 'a label is not empty' }), z.int()], { error: 'expected a label, such as a1' })
  .meta({ id: 'Label', description: 'What an event is called: a1.' });
const labels = (text: string) => z.array(label, { error: 'expected a list of labels' }).describe(text);
/** What breaks a limit of a PDU is dropped at check 1, before any rule is asked. */
const limited = (text: string, most: number) =>
  z
    .array(label, { error: 'expected a list of labels' })
    .max(most, { error: `a PDU has at most ${most}` })
    .describe(text);
const fitting = z.string().refine((text) => utf8Length(text) <= MAX_FIELD_BYTES, { error: `it has at most ${MAX_FIELD_BYTES} bytes` });
const server = z
  .string({ error: 'expected a server name, such as a' })
  .min(1, { error: 'a server name is not empty' })
  .meta({ id: 'DagServer', description: 'A server name; one letter is enough.' });
const servers = (text: string) => z.array(server, { error: 'expected a list of servers' }).optional().describe(text);
const isWholeMilliseconds = (seconds: number): boolean => Number.isSafeInteger(Math.round(seconds * 1_000)) && onGrid(seconds);
const onGrid = (seconds: number): boolean => Math.abs(seconds * 1_000 - Math.round(seconds * 1_000)) < 1e-6;
const ts = z
  .number({ error: 'expected a number of seconds' })
  .refine(isWholeMilliseconds, { error: 'expected seconds, with at most three decimals' })
  .default(0)
  .describe('origin_server_ts, in seconds.');
const epoch = (what: string) =>
  z
    .int({ error: 'expected an epoch number' })
    .min(0, { error: 'an epoch is not negative' })
    .describe(`${what}; the MLS epoch in its header.`);
const stateKey = fitting.nullable().optional().describe('The state key; null: none. By default a commit has the empty one.');

const create = z
  .strictObject({
    id: label,
    origin: server,
    ts,
    federate: z.boolean().default(true).describe('false: m.federate is false (auth rule 5).'),
    room_version: z.string().default(ROOM_VERSIONS[0]).describe('To break rule 3.3, or for the unstable names, de.bwi.mls.v1.'),
    algorithm: z.string().nullable().optional().describe('To break rule 3.5: another algorithm, or null for none.'),
    state_key: stateKey,
    prev: limited('To break rule 3.2.', MAX_PREV_EVENTS).default([]),
    auth: limited('To break rule 3.2.', MAX_AUTH_EVENTS).default([]),
  })
  .meta({ id: 'DagCreate', description: 'The create event. The room id is on the server of the first one.' });

const common = {
  id: label,
  origin: server.describe('The server that makes the event.'),
  prev: limited('prev_events.', MAX_PREV_EVENTS),
  auth: limited('auth_events.', MAX_AUTH_EVENTS),
  ts,
  content: label.optional().describe('What the MLS bytes are called: events with the same content carry the same bytes. Default: the id.'),
  type: fitting.optional().describe('To break a rule: another event type.'),
  state_key: stateKey,
  algorithm: z.string().nullable().optional().describe('To break rule 8: another algorithm, or null for none.'),
  room_id: z.string().optional().describe('To break rule 7: another room id.'),
  group_id: z.string().optional().describe('To break rule 7: another MLS group id.'),
  content_type: z.enum(['application', 'proposal', 'commit']).optional().describe('Another MLS content type than the kind of event has.'),
};
const federation = {
  powers: servers("federation.powers. Default: its auth commit's."),
  servers: servers("federation.servers. Default: its auth commit's."),
  can_propose: servers("federation.can_propose. Default: the servers, where the event names some; else its auth commit's."),
};

const event = z
  .union(
    [
      z.strictObject({ commit: epoch('An m.mls.commit'), ...common, ...federation }),
      z.strictObject({ pending: epoch('An m.mls.pending_commit'), ...common, ...federation }),
      z.strictObject({ message: epoch('An m.room.encrypted'), ...common }),
    ],
    { error: 'expected an event, such as { id: a1, commit: 1, origin: a, prev: [c0], auth: [cr, c0], ts: 10 }' },
  )
  .meta({ id: 'DagEvent', description: 'A commit, a pending commit or a message.' });

const rule = z.string({ error: 'expected the number of a rule, in quotes: "9.3"' });
const byRule = (text: string) => z.record(z.string(), rule).default({}).describe(text);

const expectation = z
  .strictObject({
    tip: label.nullable().optional().describe('The commit that the resolution ends with; null: none.'),
    graft: z.boolean().optional().describe('Whether some accepted step was made to follow another commit than the one accepted before it.'),
    order: labels('The full conflicted set in authorisation order, without the create event.').optional(),
    refused: z
      .record(z.string(), rule)
      .optional()
      .describe('The steps that are refused, all of them, with the rule that refuses: { b1: "9.3" }.'),
    servers: z
      .record(
        z.string(),
        z.strictObject({
          tip: label.nullable().optional().describe('The commit that is current there in the end.'),
          rejected: byRule('The events that are rejected, all of them, with the rule.'),
          soft_failed: byRule('The events that are soft-failed, all of them, with the rule.'),
        }),
      )
      .optional()
      .describe('What servers of "deliver" make of what they receive.'),
  })
  .meta({ id: 'DagExpectation', description: 'What must hold; what is given must hold exactly.' });

export const dagDocument = z
  .strictObject({
    schism_dag: z.literal(1, { error: 'expected 1, the version of the format' }).describe('The version of the file format: 1.'),
    name: z.string().optional().describe('What the DAG shows, in one line.'),
    about: z.string().optional().describe('What happens and why.'),
    rules: rules.prefault({}).describe('Readings of MSC4256; each defaults to the baseline.'),
    create: z
      .union([create, z.array(create).min(1, { error: 'expected at least one create event' })], {
        error: 'expected a create event, such as { id: cr, origin: a }, or a list of them',
      })
      .describe('The create event, or several.'),
    events: z.array(event, { error: 'expected a list of events' }).describe('The events; parents come before those that refer to them.'),
    resolve: labels('The commits of the state sets to resolve.').optional(),
    deliver: z
      .record(z.string(), labels('Labels in order of arrival.'))
      .default({})
      .describe('The order in which each server receives events. The create event comes first, unsaid.'),
    expect: expectation.optional().describe('What must come of it.'),
    readings: z
      .array(
        z.strictObject({
          rules: ruleChanges.describe('The readings that differ from the ones above.'),
          expect: expectation.prefault({}).describe('What must come of it then.'),
        }),
      )
      .default([])
      .describe('The same events under other readings.'),
  })
  .meta({ title: 'Schism DAG', description: 'The events of a room, to be resolved and delivered.' });

export type DagDocument = z.output<typeof dagDocument>;
export type EventSection = DagDocument['events'][number];
export type CreateSection = z.output<typeof create>;
export type ExpectationSection = z.output<typeof expectation>;
