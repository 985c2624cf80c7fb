/**
 * How an event fits the commit of the checked state: by the epoch number, which is all that rules 9.3, 10.1 and 11 of MSC4256
 * ask, and by the commit itself, which readings of 9.3 and 11 add. The number alone lets a branch graft itself upon another
 * of equal height (H12); pinning the parent forbids that and makes deep rollbacks possible (H14).
 */
import { citedCommit, epochOf, previousCommit, type RuleContext } from './auth-rule.js';
import { sameMlsBytes } from './commit-content.js';

/** The epoch is that of the previous commit + 1. */
export function epochFault(context: RuleContext): string | undefined {
  const previous = previousCommit(context);
  if (previous === undefined) return 'there is no previous commit';
  const expected = previous.header.epoch + 1;
  const epoch = epochOf(context);
  return epoch === expected ? undefined : `the epoch is ${epoch}, not ${expected}`;
}

/** The commit of the checked state is the one that the event cites: as an event, or by its MLS bytes. */
export function parentFault({ state, authEvents, names }: RuleContext, pinned: 'number' | 'event' | 'content'): string | undefined {
  if (pinned === 'number') return undefined;
  const cited = citedCommit(authEvents, names);
  const previous = state.commit;
  if (cited === undefined || previous === undefined) return 'there is no commit to hold against the one in the auth events';
  if (pinned === 'event')
    return cited.id === previous.id ? undefined : `the previous commit is ${previous.label}, and the auth events have ${cited.label}`;
  return sameMlsBytes(cited, previous)
    ? undefined
    : `the previous commit is ${previous.label}, and ${cited.label} in the auth events has other MLS bytes`;
}
