/**
 * Auth rules 11 and 12 of MSC4256: everything that is neither create event nor commit. By rule 7 its MLS header can be read.
 *
 * Rule 12 says "otherwise, allow", and the text before the rules that "all other events in the room should be
 * `m.room.encrypted`". Taken together (H27): rule 12 allows `m.room.encrypted` and refuses other types, and it refuses MLS
 * commits in disguise, which none of rules 9 and 10 would have looked at. Proposals may be sent.
 */
import { type AuthRule, INAPPLICABLE, refuseFor, refuseIf } from './auth-rule.js';
import { epochFault, parentFault } from './epoch-rules.js';
import { ENCRYPTED_TYPE } from './names.js';

export const MESSAGE_RULES: readonly AuthRule[] = [
  {
    // At check 6 it keeps out what was sent before a commit and arrives after it (H20); by number, a losing branch's pass (H21).
    rule: '11',
    text: 'Its epoch is that which the current commit led to.',
    check: (context) => {
      const reading = context.reading.message_epoch;
      if (reading === 'not_at_check_6') return context.check === 6 ? INAPPLICABLE : refuseFor(epochFault(context));
      return refuseFor(epochFault(context) ?? parentFault(context, reading));
    },
  },
  {
    rule: '12',
    text: 'It is an encrypted message or proposal. Then it is allowed.',
    check: ({ event, mlsHeader }) => {
      const { type } = event.pdu;
      if (type !== ENCRYPTED_TYPE) return { refused: `events of type ${type} have no place in the room` };
      const header = mlsHeader(event);
      const isDisguised = 'malformed' in header || header.contentType === 'commit';
      const finding = refuseIf(isDisguised, () => `an MLS commit is hidden in ${type}`);
      return finding === 'passed' ? 'allowed' : finding;
    },
  },
];
