/**
 * Who comes and goes, as far as homeservers see it: network membership, which is each server's own knowledge of its own users
 * (MSC4256, "Membership"; H48), and what passes a server when users are added to the group.
 */
import type { DeviceId, MlsLabel, ServerName, UserId } from '../names.js';

export type MembershipFact =
  /**
   * A server is asked for key packages of `devices`: by its own device `by`, or by the server `from`, which does not say for
   * whom.
   */
  | {
      readonly kind: 'keys_claimed';
      readonly by: DeviceId | undefined;
      readonly from: ServerName | undefined;
      readonly devices: readonly DeviceId[];
    }
  /**
   * A Welcome into `state` passes a server as to-device message of `size` bytes: the sender's, and the recipient's if that is
   * another one. Both can read from whom to whom it goes.
   */
  | {
      readonly kind: 'to_device_carried';
      readonly from: DeviceId;
      readonly to: DeviceId;
      readonly state: MlsLabel;
      readonly size: number;
    }
  /**
   * A user is invited to the room, by way of the server `via`. Stated by that one, which knows that its own device `by` invites,
   * and by the user's, which does not.
   */
  | { readonly kind: 'user_invited'; readonly user: UserId; readonly by: DeviceId | undefined; readonly via: ServerName }
  /** A user of this server is in the room from here on, as far as the network goes: its devices are shown what happens there. */
  | { readonly kind: 'user_joined'; readonly user: UserId }
  /** A server refused what would change the network membership of `user`. */
  | {
      readonly kind: 'membership_refused';
      readonly user: UserId;
      readonly action: 'join';
      readonly rule: string;
      readonly why: string;
    };
