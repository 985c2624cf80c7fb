/** Message outcomes over time, stacked by cause. */
import { type MessageOutcome, OUTCOMES, type Series } from '../series/series.js';
import type { ChartSpec, Colour } from './chart-spec.js';
import { duration } from './words.js';

const SHOWN: { readonly [O in MessageOutcome]: readonly [label: string, colour: Colour] } = {
  decrypted: ['read', 'good'],
  decrypted_late: ['read at a later try', 'fair'],
  soft_failed: ['hidden: soft-failed', 'hidden'],
  rejected: ['hidden: rejected', 'lost'],
  fork: ['undecryptable: on another branch', 'foreign'],
  never_joined: ['undecryptable: never in that state', 'plain'],
  key_deleted: ['undecryptable: key deleted', 'deleted'],
  other: ['undecryptable: other', 'lost'],
  undelivered: ['undelivered', 'open'],
};

export function messagesChart({ messages: { bin_ms, pairs }, faults, simulated_ms: to }: Series): ChartSpec {
  const there = OUTCOMES.filter((outcome) => pairs[outcome].some((count) => count > 0));
  return {
    name: 'messages',
    title: 'How many messages were read, and why were the others not?',
    note: `Each message counts once for every other device in the group state that it was encrypted in, at the time when it was sent. A column is ${duration(bin_ms)} wide.`,
    x: { kind: 'time', to },
    y: { kind: 'number', title: 'messages × devices (pairs)', whole: true },
    data: there.map((outcome) => ({
      kind: 'columns',
      label: SHOWN[outcome][0],
      colour: SHOWN[outcome][1],
      width: bin_ms,
      points: pairs[outcome].map((y, place) => ({ x: (place + 0.5) * bin_ms, y })),
    })),
    faults,
    ...(there.length === 0 && { empty: 'No message was meant for anybody.' }),
    table: {
      columns: ['sent from (ms)', 'sent before (ms)', ...OUTCOMES.map((outcome) => `${SHOWN[outcome][0]} (pairs)`)],
      rows: pairs.decrypted.map((_, place) => [
        place * bin_ms,
        (place + 1) * bin_ms,
        ...OUTCOMES.map((outcome) => pairs[outcome][place] ?? 0),
      ]),
    },
  };
}
