/** How fast a clock runs wrong, as a scenario writes it: `50ppm` gains 50 microseconds a second, `-50ppm` loses them. */
import { DRIFT_MAX } from '../kernel/node-clock.js';

export const DRIFT = /^-?\d+(\.\d+)?(e[+-]?\d+)?ppm$/;

/** Parts per million; undefined if `text` is no drift, or more than a clock can have. */
export const parseDrift = (text: string): number | undefined => {
  if (!DRIFT.test(text)) return undefined;
  // Adding 0 makes one zero of the two.
  const ppm = Number(text.slice(0, -'ppm'.length)) + 0;
  return Math.abs(ppm) <= DRIFT_MAX ? ppm : undefined;
};

/** Text that `parseDrift` reads as exactly this drift. */
export const formatDrift = (ppm: number): string => `${ppm}ppm`;

/** What is wrong with a value that should be a drift. */
export const driftComplaint = (value: unknown): string => {
  if (typeof value === 'number') return `${value} has no unit: expected a drift in parts per million, such as 50ppm`;
  if (typeof value === 'string' && DRIFT.test(value))
    return `"${value}" is out of range: a drift lies between -${DRIFT_MAX}ppm and ${DRIFT_MAX}ppm`;
  return typeof value === 'string' ? `"${value}" is no drift: expected one such as 50ppm or -20ppm` : 'expected a drift, such as 50ppm';
};
