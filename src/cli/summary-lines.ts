/** How lines of a summary are put. */
import type { Distribution } from '../observe/percentiles.js';
import { readableCount, readableTime } from './readable.js';

/** `half within 65 ms, 99 % within 1.2 s`, after what leads there; nothing where nothing was measured. */
export const within = (lead: string, { p50, p99 }: Distribution): string => {
  if (p50 === null || p99 === null) return '';
  if (p99 === 0) return `${lead}at once`;
  const most = `within ${readableTime(p99)}`;
  return p50 === p99 ? `${lead}${most}` : `${lead}half within ${readableTime(p50)}, 99 % ${most}`;
};

/** `94 hidden` with what is known of why, on a line of its own where there are several reasons; no line where there is none. */
export const some = (count: number, what: string, why: readonly (readonly [number, string])[] = []): readonly string[] => {
  if (count <= 0) return [];
  const line = `${readableCount(count)} ${what}`;
  const reasons = why.filter(([times]) => times > 0);
  if (reasons.length <= 1) return [[line, ...reasons.map(([, reason]) => reason)].join(' ')];
  return [`${line}:`, ...reasons.map(([times, reason]) => `    ${readableCount(times)} ${reason}`)];
};

/** `3 lost, 1 stale`: what there is none of goes unsaid. */
export const parts = (counts: readonly (readonly [number, string])[]): string =>
  counts
    .filter(([count]) => count > 0)
    .map(([count, what]) => `${readableCount(count)} ${what}`)
    .join(', ');
