/** The timeline of a scenario in the file format. */
import { between, type Duration, type Instant, instant, seconds } from '../kernel/time.js';
import { formatDrift } from './drifts.js';
import { formatDuration } from './durations.js';
import type { ChangeSpec, Target, TimelineEntry } from './scenario.js';

export const writeEntry = (entry: TimelineEntry): object => {
  const at = writeInstant(entry.at);
  switch (entry.kind) {
    case 'partition':
      return { at, partition: entry.groups, ...lasting(entry.length) };
    case 'send':
      return { at, send: { by: entry.by, text: entry.text } };
    case 'commit':
      return { at, commit: { by: entry.by, ...writeChange(entry.change) } };
    case 'upgrade': {
      const { by, powers, members, except } = entry;
      return { at, upgrade: { by, members: members ?? (except.length === 0 ? 'all' : { except }), ...(powers && { powers }) } };
    }
    case 'verify':
      return { at, verify: { by: entry.by, of: entry.of, level: entry.level } };
    case 'leave':
      return { at, leave: entry.users };
    case 'crash':
      return { at, crash: writeTarget(entry.target), ...lasting(entry.length) };
    case 'offline':
      return { at, offline: entry.devices, ...lasting(entry.length) };
    case 'compromise':
      return { at, compromise: entry.devices };
    case 'clock': {
      const { step, driftPpm } = entry;
      return {
        at,
        clock: {
          ...writeTarget(entry.target),
          ...(step !== undefined && { step: formatDuration(step) }),
          ...(driftPpm !== undefined && { drift: formatDrift(driftPpm) }),
        },
      };
    }
  }
};

/** An instant is written as the length of time since time zero. */
const writeInstant = (at: Instant): string => formatDuration(between(instant(0), at));

const lasting = (length: Duration | undefined) => (length === undefined ? {} : { for: formatDuration(length) });

const writeTarget = (target: Target) => (target.kind === 'server' ? { server: target.server } : { device: target.device });

const writeChange = (change: ChangeSpec): object => {
  switch (change.kind) {
    case 'update':
      return { update: true };
    case 'garbage':
      return { garbage: true };
    case 'add':
    case 'remove':
    case 'readd':
      return { [change.kind]: change.devices };
    case 'powers':
    case 'servers':
    case 'can_propose':
      return { [change.kind]: change.servers };
    case 'state':
      return { state: change.state };
    case 'security': {
      const { window, requiredVerification } = change.security;
      return {
        security: {
          ...(window !== undefined && { window: formatDuration(seconds(window)) }),
          ...(requiredVerification !== undefined && { required_verification: requiredVerification }),
        },
      };
    }
  }
};
