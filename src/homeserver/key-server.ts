/**
 * The key packages of a server's devices: one-time ones, each given out once, and a last resort that is given out when they
 * are gone (MSC4256, "Credentials & KeyPackages"; Matrix client-server API, POST /keys/claim).
 */
import type { ClaimedKeyPackage, UploadedKeyPackage } from '../api/client-server.js';
import { type DeviceId, type UserId, userOfDevice } from '../names.js';
import type { SyncStreams } from './sync-streams.js';

interface DeviceKeys {
  readonly oneTime: UploadedKeyPackage[];
  /** The references of all that were ever uploaded, so that an upload repeated because its answer was lost brings nothing back. */
  readonly uploaded: Set<string>;
  fallback: UploadedKeyPackage | undefined;
}

export class KeyServer {
  private readonly keys = new Map<DeviceId, DeviceKeys>();
  private readonly devices = new Map<UserId, DeviceId[]>();

  upload(device: DeviceId, oneTime: readonly UploadedKeyPackage[], fallback: UploadedKeyPackage | undefined): void {
    const keys = this.keys.get(device) ?? this.register(device);
    for (const keyPackage of oneTime) {
      if (keys.uploaded.has(keyPackage.reference)) continue;
      keys.uploaded.add(keyPackage.reference);
      keys.oneTime.push(keyPackage);
    }
    keys.fallback = fallback ?? keys.fallback;
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
      return [{ device, ...given }];
    });
  }

  private register(device: DeviceId): DeviceKeys {
    const keys: DeviceKeys = { oneTime: [], uploaded: new Set(), fallback: undefined };
    this.keys.set(device, keys);
    const user = userOfDevice(device);
    this.devices.set(user, [...this.devicesOf(user), device]);
    return keys;
  }
}
