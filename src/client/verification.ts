/**
 * Whom a device's user has verified, and what the room asks before somebody is added: the sender of the commit "needs to have at
 * least this level of verification" (MSC4256, "State events", `security.required_verification`). Only clients can check that,
 * each by what its own user has verified, so members may disagree on one commit (H41).
 */
import { type DeviceId, type UserId, userOfDevice } from '../names.js';
import {
  type AuthenticatedData,
  DEFAULT_VERIFICATION,
  VERIFICATION_LEVELS,
  type VerificationLevel,
} from '../room/msc4256/authenticated-data.js';

const requiredBy = ({ security }: AuthenticatedData): VerificationLevel => security?.requiredVerification ?? DEFAULT_VERIFICATION;

/** Why a commit that says `after` asks for less than one that says `before`; undefined: it does not. */
export function lowering(before: AuthenticatedData, after: AuthenticatedData): string | undefined {
  const [from, to] = [requiredBy(before), requiredBy(after)];
  return rankOf(to) > rankOf(from) ? `it lowers security.required_verification from ${from} to ${to}` : undefined;
}

/** The lower, the stricter; each level includes those after it. */
const rankOf = (level: VerificationLevel): number => VERIFICATION_LEVELS.indexOf(level);

export class Verification {
  private readonly levels = new Map<UserId, VerificationLevel>();
  /** Of users that nothing was said of. Until something is, everybody counts as verified: setting up asks nobody. */
  private others: VerificationLevel = 'm.direct';

  constructor(private readonly self: DeviceId) {}

  /** @param others what the user has of everybody else; absent: as before */
  learn(levels: ReadonlyMap<UserId, VerificationLevel>, others: VerificationLevel | undefined): void {
    for (const [user, level] of levels) this.levels.set(user, level);
    this.others = others ?? this.others;
  }

  /**
   * Why these devices must not be added where the commit before says `data`, for the first for which that holds; undefined: all
   * are verified as required. A user's own other devices are.
   */
  unmet(devices: readonly DeviceId[], data: AuthenticatedData): string | undefined {
    const required = requiredBy(data);
    const own = userOfDevice(this.self);
    for (const device of devices) {
      const user = userOfDevice(device);
      const level = user === own ? 'm.direct' : (this.levels.get(user) ?? this.others);
      if (rankOf(level) > rankOf(required)) return `${required} is required to add ${user}, of whom ${own} has ${level}`;
    }
    return undefined;
  }
}
