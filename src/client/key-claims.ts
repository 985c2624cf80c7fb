/** Getting the key packages of the devices that a wish is to add (MSC4256, "Adding users to a room"). */
import type { ClaimedKeyPackage } from '../api/client-server.js';
import type { DeviceId } from '../names.js';
import type { AuthenticatedData } from '../room/msc4256/authenticated-data.js';
import type { ClaimedKeys, Useless } from './claimed-keys.js';
import type { Server } from './server.js';
import type { Turn } from './turn.js';
import type { Wish } from './wishes.js';

/** One that lay at the server for long, the last resort, and one made anew: where none of them does, no other will. */
const MAX_USELESS = 3;

/** Goes on with a wish whose key packages have come, or undefined, or without them, as there are none of use, and why. */
type Then = (turn: Turn, none: string | undefined) => void | Promise<void>;

export class KeyClaims {
  constructor(
    private readonly self: DeviceId,
    private readonly server: Server,
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
  ): Promise<readonly ClaimedKeyPackage[] | undefined> {
    if (!add.every((device) => wish.keyPackages.some((each) => each.device === device))) return this.claim(turn, wish, add, then);
    const claimed = wish.keyPackages.filter(({ device }) => add.includes(device));
    wish.keyPackages = [];
    const useless = await this.claimed.firstUseless(claimed, data, turn.now);
    return useless === undefined ? claimed : this.claimAnother(turn, wish, add, useless, then);
  }

  private claim(turn: Turn, wish: Wish, devices: readonly DeviceId[], then: Then): undefined {
    wish.claims += 1;
    const thing = `claim ${this.self} ${wish.number}.${wish.claims}`;
    this.server.ask(turn, thing, { kind: 'claim_keys', devices }, (reply, later) => {
      wish.keyPackages = reply.kind === 'claimed_keys' ? reply.keyPackages : [];
      const without = devices.find((device) => wish.keyPackages.every((each) => each.device !== device));
      return then(later, without && `${without} has no key package`);
    });
  }

  /** A one-time key package is gone once claimed, and its owner replaces it: the next one may do, but not for ever. */
  private async claimAnother(
    turn: Turn,
    wish: Wish,
    devices: readonly DeviceId[],
    { keyPackage, why }: Useless,
    then: Then,
  ): Promise<undefined> {
    const { device, keyId } = keyPackage;
    if (wish.useless.has(keyId) || wish.useless.size === MAX_USELESS) {
      await then(turn, `${device}: ${why}`);
      return;
    }
    wish.useless.add(keyId);
    this.claim(turn, wish, devices, then);
  }
}
