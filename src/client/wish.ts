/** One change that a user wants of the group, with the key packages that are there for its next attempt. */
import type { DeviceId } from '../names.js';
import type { VouchedKeyPackage } from './claimed-keys.js';
import type { Change } from './intents.js';

/** One that lay at the server for long, the last resort, and one made anew: where none of them does, no other will. */
const MAX_USELESS = 3;

export class Wish {
  /** Nobody needs it any more. */
  withdrawn = false;
  private claims = 0;
  private keyPackages: readonly VouchedKeyPackage[] = [];
  /** By device, the ids of its key packages that were of no use. */
  private readonly useless = new Map<DeviceId, readonly string[]>();

  constructor(
    readonly number: number,
    readonly change: Change,
  ) {}

  /** The number of the wish, and how many times key packages were claimed for it, this one included. */
  nextClaim(): string {
    this.claims += 1;
    return `${this.number}.${this.claims}`;
  }

  claimed(keyPackages: readonly VouchedKeyPackage[]): void {
    this.keyPackages = [...this.keyPackages, ...keyPackages];
  }

  /** Those of the devices for which there is no key package. */
  lacking(devices: readonly DeviceId[]): readonly DeviceId[] {
    return devices.filter((device) => this.keyPackages.every((each) => each.device !== device));
  }

  /** The key packages of these devices, for one attempt. A key package is used once, so every attempt has its own. */
  take(devices: readonly DeviceId[]): readonly VouchedKeyPackage[] {
    const taken = this.keyPackages.filter(({ device }) => devices.includes(device));
    this.keyPackages = [];
    return taken;
  }

  /**
   * One of those taken is of no use, and the others have not been used. It is gone once claimed, and its owner replaces it: the next one
   * may do, but not for ever. Says whether to claim that.
   */
  putBack(taken: readonly VouchedKeyPackage[], useless: VouchedKeyPackage): boolean {
    const { device, keyId } = useless;
    const before = this.useless.get(device) ?? [];
    this.useless.set(device, [...before, keyId]);
    this.keyPackages = taken.filter((each) => each !== useless);
    return !before.includes(keyId) && before.length < MAX_USELESS;
  }
}
