/**
 * What somebody is to send or commit who has left the room before. That comes to nothing if the leaving was done by then, which faults
 * may have put off, so it is no problem.
 */
import { type UserId, userOfDevice } from '../names.js';
import { type Finding, finding } from './problem.js';
import type { Scenario, TimelineEntry } from './scenario.js';

export const departedAuthors = (scenario: Scenario): readonly Finding[] =>
  scenario.timeline.flatMap((entry, position) => {
    if (entry.kind !== 'commit' && entry.kind !== 'send') return [];
    const user = userOfDevice(entry.by);
    return hasLeft(scenario, user, entry)
      ? [finding(['timeline', position, entry.kind, 'by'], `this comes to nothing: ${user} has left before, and nothing adds it since`)]
      : [];
  });

const hasLeft = ({ timeline, workload }: Scenario, user: UserId, { at }: TimelineEntry): boolean => {
  const departures = timeline.flatMap((entry) => (entry.kind === 'leave' && entry.at < at && entry.users.includes(user) ? [entry.at] : []));
  const last = Math.max(...departures);
  const mayBeBack = ({ kind, devices }: { readonly kind: string; readonly devices?: readonly string[] }): boolean =>
    (kind === 'add' || kind === 'readd') && (devices ?? []).some((device) => device.startsWith(`${user}/`));
  return (
    departures.length > 0 &&
    workload.commits.every(({ kind }) => kind !== 'add') &&
    timeline.every(({ kind }) => kind !== 'upgrade') &&
    !timeline.some((entry) => entry.kind === 'commit' && entry.at >= last && entry.at <= at && mayBeBack(entry.change))
  );
};
