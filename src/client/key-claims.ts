/** Getting the key packages of the devices that a wish is to add (MSC4256, "Adding users to a room"). */
import type { DeviceId } from '../names.js';
import type { AuthenticatedData } from '../room/msc4256/authenticated-data.js';
import type { ClaimedKeys, VouchedKeyPackage } from './claimed-keys.js';
import type { KeyRequests } from './key-requests.js';
import type { Turn } from './turn.js';
import type { Wish } from './wish.js';

/** Goes on with a wish whose key packages have come, or without them, as there are none of use, and why. */
type Then = (turn: Turn, none: string | undefined) => void | Promise<void>;

export class KeyClaims {
  constructor(
    private readonly self: DeviceId,
    private readonly requests: KeyRequests,
    private readonly claimed: ClaimedKeys,
  ) {}

  /**
   * A key package of each device to be added, to be used now, where the current commit says `data`. Undefined: they are asked for,
   * and the wish has to be planned anew when they have come, as other wishes go on meanwhile.
   */
  async of(
    turn: Turn,
    wish: Wish,
    add: readonly DeviceId[],
    data: AuthenticatedData,
    then: Then,
  ): Promise<readonly VouchedKeyPackage[] | undefined> {
    const lacking = wish.lacking(add);
    if (lacking.length > 0) return this.claim(turn, wish, lacking, then);
    const claimed = wish.take(add);
    const useless = await this.claimed.firstUseless(claimed, data, turn.now);
    if (useless === undefined) return claimed;
    const { keyPackage, why } = useless;
    if (wish.putBack(claimed, keyPackage)) return this.claim(turn, wish, [keyPackage.device], then);
    await then(turn, `${keyPackage.device}: ${why}`);
    return undefined;
  }

  private claim(turn: Turn, wish: Wish, devices: readonly DeviceId[], then: Then): undefined {
    this.requests.ask(turn, `${this.self} ${wish.nextClaim()}`, devices, (keyPackages, later) => {
      wish.claimed(keyPackages);
      const [without] = wish.lacking(devices);
      return then(later, without && `${without} has no key package`);
    });
  }
}
