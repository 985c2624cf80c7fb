/** Between a node's clock and the Unix epoch, from which events count milliseconds and key packages seconds. */
import { type LocalInstant, localInstant } from './time.js';

/** What a clock without offset shows at time zero: 2026-01-01T00:00:00Z. An arbitrary choice, so that timestamps look like some. */
const UNIX_MS_AT_ZERO = 1_767_225_600_000;

/** In ms. */
export const timestampAt = (now: LocalInstant): number => UNIX_MS_AT_ZERO + Math.floor(now / 1_000);

/** The first moment at which a clock shows the timestamp. */
export const whenClockShows = (timestamp: number): LocalInstant => localInstant((timestamp - UNIX_MS_AT_ZERO) * 1_000);
