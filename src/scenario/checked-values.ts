/** Values of a document that has been checked: what would be a problem there is a bug here. */
import { InvariantError } from '../kernel/invariant-error.js';
import type { Duration } from '../kernel/time.js';
import { type DeviceId, deviceId } from '../names.js';
import { parseDrift } from './drifts.js';
import { parseDuration } from './durations.js';
import { devicesOfUser, type NameTable } from './name-table.js';
import { parseRate } from './rates.js';
import type { ClockSpec, SecuritySpec } from './scenario.js';
import { many } from './selections.js';

const checked = <T>(value: T | undefined, text: string): T => {
  if (value === undefined) throw new InvariantError(`a checked scenario holds ${JSON.stringify(text)}`);
  return value;
};

export const durationOf = (text: string): Duration => checked(parseDuration(text), text);
export const optionalDuration = (text: string | undefined): Duration | undefined => (text === undefined ? undefined : durationOf(text));
export const rateOf = (text: string): number => checked(parseRate(text), text);
export const driftOf = (text: string): number => checked(parseDrift(text), text);

export const clockOf = (clock: { readonly offset: string; readonly drift: string }): ClockSpec => ({
  offset: durationOf(clock.offset),
  driftPpm: driftOf(clock.drift),
});

export const windowSecondsOf = (text: string): number => durationOf(text) / 1_000_000;

export const securityOf = (security: {
  readonly window: string;
  readonly required_verification: SecuritySpec['requiredVerification'];
}): SecuritySpec => ({ window: windowSecondsOf(security.window), requiredVerification: security.required_verification });

/** The one device that a name stands for: a user's first, or the device itself. */
export const oneDevice = (name: string, names: NameTable): DeviceId => deviceId(names.users.has(name) ? `${name}/1` : name);

/** All devices that names stand for: those of a user, or a device itself. Each once, in order. */
export const devicesOf = (written: string | readonly string[], names: NameTable): readonly DeviceId[] => [
  ...new Set(
    many(written).flatMap((name) => {
      const devices = names.users.get(name);
      return devices === undefined ? [deviceId(name)] : devicesOfUser(name, devices);
    }),
  ),
];
