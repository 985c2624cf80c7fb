/**
 * What decided that messages were not read, for a person: most are of a few sorts, so those with one cause, one device and one
 * decision are told as one, with the first of their messages.
 */
import type { Blame } from '../observe/blame.js';
import { readableCount, readableTime } from './readable.js';

const GROUPS_SHOWN = 10;

interface Group {
  readonly first: Blame;
  count: number;
}

/** The largest groups first; those of one size in the order of their messages. */
export function blamed(all: readonly Blame[]): readonly string[] {
  const groups = new Map<string, Group>();
  for (const blame of all) {
    const { cause, device, decision } = blame;
    const key = JSON.stringify([cause, device, decision.commit, decision.why]);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, { first: blame, count: 1 });
    else group.count++;
  }
  if (groups.size === 0) return ['nobody: every message was read by every device that it was meant for'];
  const largest = [...groups.values()].sort((a, b) => b.count - a.count);
  const shown = largest.slice(0, GROUPS_SHOWN);
  const rest = largest.slice(GROUPS_SHOWN).reduce((sum, { count }) => sum + count, 0);
  return [...shown.flatMap(told), ...(rest === 0 ? [] : [`${readableCount(rest)} more, which --json lists`])];
}

const told = ({ count, first: { cause, device, message, state, sent_at_ms, decision } }: Group): readonly string[] => [
  `${readableCount(count)} ${cause} at ${device}: ${decision.why}${decision.at_ms === null ? '' : `, at ${clockTime(decision.at_ms)}`}`,
  `    ${count === 1 ? '' : 'the first: '}${message}, encrypted in ${state}, sent at ${clockTime(sent_at_ms)}`,
];

/** A decision may be one of the setting up. */
const clockTime = (milliseconds: number): string => (milliseconds < 0 ? 'the setting up' : readableTime(milliseconds));
