/**
 * The keys of a server's devices: key packages, one-time ones, each given out once, and a last resort that is given out when they
 * are gone; and with them the keys that vouch for the device (MSC4256, "Credentials & KeyPackages"; Matrix client-server API, POST /keys/claim).
 */
import type { ClaimedKeyPackage, UploadedKeyPackage } from '../api/client-server.js';
import type { DeviceKeys, UserKeys } from '../api/device-keys.js';
import { type DeviceId, type UserId, userOfDevice } from '../names.js';
import type { SyncStreams } from './sync-streams.js';

interface HeldKeys {
  readonly oneTime: UploadedKeyPackage[];
  /** The key ids of all that were ever uploaded, so that an upload repeated because its answer was lost brings nothing back. */
  readonly uploaded: Set<string>;
  fallback: UploadedKeyPackage | undefined;
  deviceKeys: DeviceKeys | undefined;
}

export class KeyServer {
  private readonly keys = new Map<DeviceId, HeldKeys>();
  private readonly devices = new Map<UserId, DeviceId[]>();
  private readonly userKeys = new Map<UserId, UserKeys>();

  upload(device: DeviceId, oneTime: readonly UploadedKeyPackage[], fallback: UploadedKeyPackage | undefined): void {
    const keys = this.keys.get(device) ?? this.register(device);
    for (const keyPackage of oneTime) {
      if (keys.uploaded.has(keyPackage.keyId)) continue;
      keys.uploaded.add(keyPackage.keyId);
      keys.oneTime.push(keyPackage);
    }
    keys.fallback = fallback ?? keys.fallback;
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

  /**
   * The next key package of each of these devices of this server, as far as they have any. It is gone afterwards, unless it
   * is the last resort; sync tells the device how many are left.
   */
  claim(devices: readonly DeviceId[], streams: SyncStreams): ClaimedKeyPackage[] {
    return devices.flatMap((device) => {
      const held = this.keys.get(device);
      const given = held?.oneTime.shift() ?? held?.fallback;
      if (held === undefined || given === undefined) return [];
      streams.show(device, { kind: 'key_count', oneTime: held.oneTime.length });
      const { deviceKeys } = held;
      const userKeys = this.userKeys.get(userOfDevice(device));
      return [{ device, ...given, ...(deviceKeys && { deviceKeys }), ...(userKeys && { userKeys }) }];
    });
  }

  private register(device: DeviceId): HeldKeys {
    const keys: HeldKeys = { oneTime: [], uploaded: new Set(), fallback: undefined, deviceKeys: undefined };
    this.keys.set(device, keys);
    const user = userOfDevice(device);
    this.devices.set(user, [...this.devicesOf(user), device]);
    return keys;
  }
}
