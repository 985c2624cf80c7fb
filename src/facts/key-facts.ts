/**
 * The keys of devices, at the servers that hold them and between those that ask for them (MSC4256, "Credentials & KeyPackages"). A key
 * package is named by its owner and the owner's running number.
 */
import type { DeviceId, KeyPackageLabel, MlsLabel, ServerName, UserId } from '../names.js';

export type KeyFact =
  /**
   * A device of this server has uploaded key packages, those to be used once and a last resort; `identity`: with the keys that
   * vouch for the device.
   */
  | {
      readonly kind: 'keys_uploaded';
      readonly device: DeviceId;
      readonly one_time: readonly KeyPackageLabel[];
      readonly last_resort: KeyPackageLabel | undefined;
      readonly identity: boolean;
    }
  /** A device of this server asked which of its key packages are there: these. */
  | {
      readonly kind: 'keys_listed';
      readonly device: DeviceId;
      readonly one_time: readonly KeyPackageLabel[];
      readonly last_resort: KeyPackageLabel | undefined;
    }
  /** A server is asked for the device keys of `users`: by its own device `by`, or by the server `from`, which does not say for whom. */
  | {
      readonly kind: 'keys_queried';
      readonly by: DeviceId | undefined;
      readonly from: ServerName | undefined;
      readonly users: readonly UserId[];
    }
  /** A server is asked for key packages of `devices`, likewise. */
  | {
      readonly kind: 'keys_claimed';
      readonly by: DeviceId | undefined;
      readonly from: ServerName | undefined;
      readonly devices: readonly DeviceId[];
    }
  /** The owner's server gives out a key package. `left`: how many to be used once it has of the device after that. */
  | {
      readonly kind: 'key_package_given';
      readonly key_package: KeyPackageLabel;
      readonly last_resort: boolean;
      readonly left: number;
    }
  /** A device has joined `state` by a Welcome for its own key package. */
  | { readonly kind: 'welcome_opened'; readonly state: MlsLabel; readonly key_package: KeyPackageLabel }
  /** A server tells another one of the devices of its `user`, unasked. */
  | { readonly kind: 'device_list_sent'; readonly user: UserId; readonly to: ServerName }
  /** That has come, and is kept. */
  | { readonly kind: 'device_list_received'; readonly user: UserId; readonly from: ServerName };
