/**
 * The keys of a server's devices: key packages, one-time ones, each given out once, and a last resort that is given out when they
 * are gone; and with them the keys that vouch for the device (MSC4256, "Credentials & KeyPackages"; Matrix client-server API, POST /keys/claim).
 */
import type { ClaimedKeyPackage, UploadedKeyPackage } from '../api/client-server.js';
import type { DeviceKeys, DeviceList, UserKeys } from '../api/device-keys.js';
import { type DeviceId, type UserId, userOfDevice } from '../names.js';
import type { SyncStreams } from './sync-streams.js';
import type { Turn } from './turn.js';

interface HeldKeys {
  readonly oneTime: UploadedKeyPackage[];
  /** The key ids of all that were ever uploaded, so that an upload repeated because its answer was lost brings nothing back. */
  readonly uploaded: Set<string>;
  fallback: UploadedKeyPackage | undefined;
  /** The last resort has been given out. */
  fallbackUsed: boolean;
  deviceKeys: DeviceKeys | undefined;
}

/** What lies there of one device. */
export interface KeyPackagesHeld {
  readonly oneTime: readonly UploadedKeyPackage[];
  readonly fallback: UploadedKeyPackage | undefined;
}

const NOTHING: KeyPackagesHeld = { oneTime: [], fallback: undefined };

export class KeyServer {
  private readonly keys = new Map<DeviceId, HeldKeys>();
  private readonly devices = new Map<UserId, DeviceId[]>();
  private readonly userKeys = new Map<UserId, UserKeys>();

  constructor(private readonly streams: SyncStreams) {}

  /** Gives back what of it was not uploaded before. */
  upload(device: DeviceId, oneTime: readonly UploadedKeyPackage[], fallback: UploadedKeyPackage | undefined): KeyPackagesHeld {
    const keys = this.keys.get(device) ?? this.register(device);
    const isNew = ({ keyId }: UploadedKeyPackage): boolean => !keys.uploaded.has(keyId) && keys.uploaded.add(keyId) !== undefined;
    const added = oneTime.filter(isNew);
    keys.oneTime.push(...added);
    if (fallback === undefined || !isNew(fallback)) return { oneTime: added, fallback: undefined };
    keys.fallback = fallback;
    keys.fallbackUsed = false;
    return { oneTime: added, fallback };
  }

  /** Keys that vouch for a device; the latest ones count. */
  uploadIdentity(device: DeviceId, { deviceKeys, userKeys }: { readonly deviceKeys?: DeviceKeys; readonly userKeys?: UserKeys }): void {
    const keys = this.keys.get(device) ?? this.register(device);
    keys.deviceKeys = deviceKeys ?? keys.deviceKeys;
    if (userKeys !== undefined) this.userKeys.set(userOfDevice(device), userKeys);
  }

  devicesOf(user: UserId): readonly DeviceId[] {
    return this.devices.get(user) ?? [];
  }

  /** What lies there of a device (MSC4256, GET /keys/list). */
  held(device: DeviceId): KeyPackagesHeld {
    return this.keys.get(device) ?? NOTHING;
  }

  /** The devices of a user of this server that have uploaded keys. */
  listOf(user: UserId): DeviceList {
    const devices = this.devicesOf(user).flatMap((device) => {
      const deviceKeys = this.keys.get(device)?.deviceKeys;
      return deviceKeys === undefined ? [] : [{ device, deviceKeys }];
    });
    return { user, devices, userKeys: this.userKeys.get(user) };
  }

  /**
   * The next key package of each of these devices of this server, as far as they have any. It is gone afterwards, unless it
   * is the last resort; sync tells the device what is left.
   */
  claim(turn: Turn, devices: readonly DeviceId[]): ClaimedKeyPackage[] {
    return devices.flatMap((device) => {
      const held = this.keys.get(device);
      const next = held?.oneTime.shift();
      const given = next ?? held?.fallback;
      if (held === undefined || given === undefined) return [];
      if (next === undefined) held.fallbackUsed = true;
      const left = held.oneTime.length;
      turn.outbox.emit({ kind: 'key_package_given', key_package: given.label, last_resort: next === undefined, left });
      this.streams.show(device, { kind: 'key_count', oneTime: left, unusedFallback: held.fallback !== undefined && !held.fallbackUsed });
      return [{ device, ...given }];
    });
  }

  private register(device: DeviceId): HeldKeys {
    const keys: HeldKeys = { oneTime: [], uploaded: new Set(), fallback: undefined, fallbackUsed: false, deviceKeys: undefined };
    this.keys.set(device, keys);
    const user = userOfDevice(device);
    this.devices.set(user, [...this.devicesOf(user), device]);
    return keys;
  }
}
