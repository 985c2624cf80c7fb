/**
 * Who comes and goes, as far as homeservers see it: network membership, which is each server's own knowledge of its own users
 * (MSC4256, "Membership"; H48), and what passes a server when users are added to the group.
 */
import type { DeviceId, EventLabel, MlsLabel, ServerName, UserId } from '../names.js';

export type MembershipFact =
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
   * A user is invited to the room, by way of the server `via`. Stated by that one when the invite is sent, be it refused in the end,
   * with its own device `by` that invites; and by the user's, which does not know that one, when it has taken it.
   */
  | { readonly kind: 'user_invited'; readonly user: UserId; readonly by: DeviceId | undefined; readonly via: ServerName }
  /** Sync showed a device that its user is invited, by way of the server `via`. */
  | { readonly kind: 'invite_shown'; readonly via: ServerName }
  /** The server `from` has handed this one the room, `events` of them, for its first user that joins; now they are checked (H26). */
  | { readonly kind: 'room_fetched'; readonly from: ServerName; readonly events: number }
  /** A user of this server is in the room from here on, as far as the network goes: its devices are shown what happens there. */
  | { readonly kind: 'user_joined'; readonly user: UserId }
  /**
   * A user of this server has left, and is shown nothing more; or has `declined` an invitation. Its devices are in the MLS group
   * until somebody removes them, who cannot know of it from any event (H48).
   */
  | { readonly kind: 'user_left'; readonly user: UserId; readonly declined: boolean }
  /** The server takes part in the room from here on: its first user has joined. */
  | { readonly kind: 'participation_began' }
  /** Its last user has left: from here on it ignores what it is sent of the room. */
  | { readonly kind: 'participation_ended' }
  /** An event of the room came from another server, and this one takes no part in it (H25, H48). */
  | { readonly kind: 'event_ignored'; readonly event: EventLabel; readonly from: ServerName }
  /**
   * A server refused what would change the network membership of `user`. `rule`: "membership", or of another server that would
   * not hand over the room, the auth rule.
   */
  | {
      readonly kind: 'membership_refused';
      readonly user: UserId;
      readonly action: 'invite' | 'join' | 'leave';
      readonly rule: string;
      readonly why: string;
    };
