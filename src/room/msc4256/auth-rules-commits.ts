/**
 * Auth rules 9 (`m.mls.commit`) and 10 (`m.mls.pending_commit`) of MSC4256. By rule 7 their MLS header can be read, and by
 * rule 6 there is a previous commit, except before the first.
 */
import { serverOfRoom } from '../../names.js';
import {
  type AuthRule,
  type Finding,
  INAPPLICABLE,
  isCommit,
  isFirstCommit,
  previousCommit,
  quoteServers,
  type RuleContext,
  refuseFor,
  refuseIf,
  when,
} from './auth-rule.js';
import type { FederationData } from './authenticated-data.js';
import { epochFault, parentFault } from './epoch-rules.js';
import { equalLists, listFault, outsideFault } from './federation-lists.js';

/** A rule about what the event itself says of the room. What cannot be read is refused by the first rule that reads it. */
const ofOwn =
  (find: (own: FederationData, context: RuleContext) => string | undefined) =>
  (context: RuleContext): Finding => {
    const content = context.commitContent(context.event);
    return refuseFor('malformed' in content ? content.malformed : find(content.federation, context));
  };

/** A rule that holds an event against the previous commit; waived for the first commit. */
const ofPrevious =
  (find: (previous: FederationData, context: RuleContext) => string | undefined) =>
  (context: RuleContext): Finding => {
    if (isFirstCommit(context)) return INAPPLICABLE;
    const previous = previousCommit(context);
    return refuseFor(previous === undefined ? 'there is no previous commit' : find(previous.federation, context));
  };

const ownFederation = ({ event, commitContent }: RuleContext): FederationData | undefined => {
  const content = commitContent(event);
  return 'malformed' in content ? undefined : content.federation;
};

/** Rules 9.4 and 10.2. */
const isMlsCommit = ({ event, mlsHeader }: RuleContext): Finding => {
  const header = mlsHeader(event);
  const contentType = 'malformed' in header ? 'unreadable' : header.contentType;
  return refuseIf(contentType !== 'commit', () => `the MLS content is ${contentType}, not a commit`);
};

const notListed = (origin: string, name: string, list: readonly string[], commit: 'previous' | 'current'): string | undefined =>
  list.includes(origin) ? undefined : `${origin} is not in the ${name} ${quoteServers(list)} of the ${commit} commit`;

export const COMMIT_RULES: readonly AuthRule[] = when(
  ({ event, names }) => isCommit(event, names),
  [
    {
      rule: '9.1',
      text: 'A commit has a state key.',
      check: ({ event: { pdu } }) => refuseIf(pdu.state_key === undefined, () => 'the commit has no state key'),
    },
    {
      rule: '9.2',
      text: 'A commit of epoch 0 comes from the server in the room id.',
      check: ({ event, mlsHeader }) => {
        const header = mlsHeader(event);
        const { origin, room_id: room } = event.pdu;
        if ('malformed' in header || header.epoch !== 0) return INAPPLICABLE;
        return refuseIf(origin !== serverOfRoom(room), () => `the epoch is 0, and ${origin} is not the server of ${room}`);
      },
    },
    {
      rule: '9.3',
      text: 'Its epoch follows that of the previous commit, which is the parent that the reading demands.',
      check: (context) =>
        isFirstCommit(context) ? INAPPLICABLE : refuseFor(epochFault(context) ?? parentFault(context, context.reading.commit_parent)),
    },
    { rule: '9.4', text: 'Its MLS content is a commit.', check: isMlsCommit },
    { rule: '9.5', text: 'Its servers are server names, at least one.', check: ofOwn(({ servers }) => listFault('servers', servers)) },
    { rule: '9.6', text: 'Its powers are server names, at least one.', check: ofOwn(({ powers }) => listFault('powers', powers)) },
    {
      rule: '9.7',
      text: 'The origin is in the previous commit’s powers.',
      check: ofPrevious(({ powers }, { event }) => notListed(event.pdu.origin, 'powers', powers, 'previous')),
    },
    {
      rule: '9.8',
      text: 'Its powers are among its servers.',
      check: ofOwn(({ powers, servers }) => outsideFault('powers', powers, servers)),
    },
    {
      // In a resolution the previous commit may be another branch's, with another list than the author knew (H19).
      rule: '9.9',
      text: 'Its powers begin with all that stand above the origin in the previous commit’s, in that order.',
      check: ofPrevious((previous, context) => {
        const above = previous.powers.slice(0, previous.powers.indexOf(context.event.pdu.origin));
        const own = ownFederation(context)?.powers ?? [];
        return equalLists(above, own.slice(0, above.length))
          ? undefined
          : `the powers ${quoteServers(own)} do not begin with ${quoteServers(above)}, which stand above ${context.event.pdu.origin}`;
      }),
    },
    {
      rule: '9.10',
      text: 'Its can_propose is among its servers.',
      check: ofOwn(({ canPropose, servers }) => outsideFault('can_propose', canPropose, servers)),
    },
    { rule: '9.11', text: 'Then it is allowed.', check: () => 'allowed' },
  ],
);

export const PENDING_COMMIT_RULES: readonly AuthRule[] = when(
  ({ event, names }) => event.pdu.type === names.pendingCommitType,
  [
    { rule: '10.1', text: 'Its epoch follows that of the current commit.', check: (context) => refuseFor(epochFault(context)) },
    { rule: '10.2', text: 'Its MLS content is a commit.', check: isMlsCommit },
    { rule: '10.3', text: 'Its servers are server names, at least one.', check: ofOwn(({ servers }) => listFault('servers', servers)) },
    {
      rule: '10.4',
      text: 'Its powers are those of the current commit, in their order.',
      check: ofPrevious((current, context) => {
        const own = ownFederation(context)?.powers ?? [];
        return equalLists(own, current.powers)
          ? undefined
          : `the powers ${quoteServers(own)} are not those of the current commit, ${quoteServers(current.powers)}`;
      }),
    },
    {
      rule: '10.5',
      text: 'The origin is in the current commit’s can_propose.',
      check: ofPrevious(({ canPropose }, { event }) => notListed(event.pdu.origin, 'can_propose', canPropose, 'current')),
    },
    {
      rule: '10.6',
      text: 'Its powers are among its servers.',
      check: ofOwn(({ powers, servers }) => outsideFault('powers', powers, servers)),
    },
    {
      rule: '10.7',
      text: 'Its can_propose is among its servers.',
      check: ofOwn(({ canPropose, servers }) => outsideFault('can_propose', canPropose, servers)),
    },
    { rule: '10.8', text: 'Then it is allowed.', check: () => 'allowed' },
  ],
);
