/**
 * Auth rules 1 to 8 of MSC4256: what holds for every event, and rule 3 for the create event.
 */
import { serverOfRoom } from '../../names.js';
import { createAlgorithm } from './algorithm.js';
import {
  type AuthRule,
  citedCommit,
  epochOf,
  INAPPLICABLE,
  isCommit,
  isCreate,
  isFirstCommit,
  previousCommit,
  quoteServers,
  type RuleContext,
  refuseIf,
  when,
} from './auth-rule.js';
import { CREATE_TYPE } from './names.js';

export const STATE_KEY_RULES: readonly AuthRule[] = [
  {
    rule: '1',
    text: 'The state key is empty, if there is one.',
    check: ({ event: { pdu } }) =>
      pdu.state_key === undefined ? INAPPLICABLE : refuseIf(pdu.state_key !== '', () => `the state key is "${pdu.state_key}", not empty`),
  },
  {
    rule: '2',
    text: 'Only commits and the create event have a state key.',
    check: ({ event: { pdu }, names }) =>
      pdu.state_key === undefined
        ? INAPPLICABLE
        : refuseIf(pdu.type !== names.commitType && pdu.type !== CREATE_TYPE, () => `${pdu.type} must not have a state key`),
  },
];

export const CREATE_RULES: readonly AuthRule[] = when(
  ({ event }) => isCreate(event),
  [
    {
      rule: '3.1',
      text: 'A create event has a state key.',
      check: ({ event: { pdu } }) => refuseIf(pdu.state_key === undefined, () => 'the create event has no state key'),
    },
    {
      rule: '3.2',
      text: 'It refers to no other events.',
      check: ({ event: { pdu } }) => {
        const count = pdu.prev_events.length + pdu.auth_events.length;
        return refuseIf(count > 0, () => `the create event refers to ${count} other events`);
      },
    },
    {
      rule: '3.3',
      text: 'Its room version is this one.',
      check: ({ event: { pdu }, names: { roomVersion } }) => {
        const version = pdu.content.room_version;
        return refuseIf(version !== roomVersion, () => `the room version is ${JSON.stringify(version)}, not "${roomVersion}"`);
      },
    },
    {
      rule: '3.4',
      text: 'Its origin is the server in the room id.',
      check: ({ event: { pdu } }) =>
        refuseIf(pdu.origin !== serverOfRoom(pdu.room_id), () => `the origin ${pdu.origin} is not the server of ${pdu.room_id}`),
    },
    {
      rule: '3.5',
      text: 'It names an encryption algorithm.',
      check: ({ event }) => refuseIf(createAlgorithm(event) === undefined, () => 'the create event does not name one algorithm'),
    },
    {
      // H1: "otherwise, allow", as written, lets in a second create event of the room. Here a server keeps to the first one that
      // it accepted. Another may have seen them the other way round, so the rule refuses only on receipt (`judgeCreate`):
      // elsewhere, a resolution among it, nothing is pinned.
      rule: '3.6',
      text: 'The room has no other create event. Then it is allowed.',
      check: ({ event, pinnedCreate }) => {
        if (pinnedCreate === undefined || pinnedCreate.id === event.id) return 'allowed';
        return { refused: `the room has the create event ${pinnedCreate.label} already (H1)` };
      },
    },
  ],
);

export const AUTH_EVENT_RULES: readonly AuthRule[] = [
  {
    rule: '4.1',
    text: 'Exactly one create event is among the auth events.',
    check: ({ authEvents }) => {
      const count = authEvents.filter((cited) => isCreate(cited)).length;
      return refuseIf(count !== 1, () => `${count} create events are among the auth events`);
    },
  },
  {
    rule: '4.2',
    text: 'A commit is among them, unless the event is a commit of epoch 0.',
    check: (context) =>
      refuseIf(
        !isEpochZeroCommit(context) && citedCommit(context.authEvents, context.names) === undefined,
        () => 'no commit is among the auth events',
      ),
  },
  {
    // H6: a second commit is additional, and so is any commit that one of epoch 0 cites.
    rule: '4.3',
    text: 'No other events are among them.',
    check: (context) => {
      const expected = isEpochZeroCommit(context) ? 1 : 2;
      const count = context.authEvents.length;
      return refuseIf(count !== expected, () => `there are ${count} auth events, not ${expected}`);
    },
  },
  {
    // Two servers may answer it differently, as no other rule but 3.6, so it is asked apart from the others (`judgeAuthEvent`).
    rule: '4.4',
    text: 'All of them passed the checks on receipt that the reading demands (H9).',
    check: ({ receivedAuthEvent: cited, reading }) => {
      if (cited === undefined) return INAPPLICABLE;
      const failed =
        cited.outcome === 'rejected' || (cited.outcome === 'soft_failed' && reading.auth_event_failure === 'rejected_or_soft_failed');
      return refuseIf(failed, () => `the auth event ${cited.event.label} was ${cited.outcome.replace('_', '-')}`);
    },
  },
];

export const ROOM_RULES: readonly AuthRule[] = [
  {
    rule: '5',
    text: 'In a room that does not federate the origin is the creator’s server.',
    check: ({ event: { pdu }, state: { create } }) =>
      create?.pdu.content['m.federate'] === false
        ? refuseIf(pdu.origin !== create.pdu.origin, () => `the room does not federate, and ${pdu.origin} is not ${create.pdu.origin}`)
        : INAPPLICABLE,
  },
  {
    // The previous commit is that of the checked state, so what a removed server builds upon old events passes checks 4 and 5 (H24).
    rule: '6',
    text: 'The origin is in the previous commit’s servers, except for the first commit.',
    check: (context) => {
      if (isFirstCommit(context)) return INAPPLICABLE;
      const previous = previousCommit(context);
      if (previous === undefined) return { refused: 'there is no previous commit' };
      const { origin } = context.event.pdu;
      const { servers } = previous.federation;
      return refuseIf(!servers.includes(origin), () => `${origin} is not among the servers ${quoteServers(servers)}`);
    },
  },
  {
    rule: '7',
    text: 'The room id and the MLS group id are the room id of the create event.',
    check: ({ event, state: { create }, mlsHeader }) => {
      if (create === undefined) return { refused: 'there is no create event' };
      const room = create.pdu.room_id;
      if (event.pdu.room_id !== room) return { refused: `the room id is ${event.pdu.room_id}, not ${room}` };
      const header = mlsHeader(event);
      if ('malformed' in header) return { refused: `no MLS group id can be read: ${header.malformed}` };
      return refuseIf(header.groupId !== room, () => `the MLS group id is ${header.groupId}, not ${room}`);
    },
  },
  {
    rule: '8',
    text: 'The algorithm is that of the create event.',
    check: ({ event, state: { create } }) => {
      const expected = create && createAlgorithm(create);
      const { algorithm } = event.pdu.content;
      return refuseIf(
        algorithm !== expected,
        () => `the algorithm is ${algorithm === undefined ? 'absent' : JSON.stringify(algorithm)}, not ${JSON.stringify(expected)}`,
      );
    },
  },
];

const isEpochZeroCommit = (context: RuleContext): boolean => isCommit(context.event, context.names) && epochOf(context) === 0;
