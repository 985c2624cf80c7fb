/** The MLS group, as devices live through it. A group state is named by the commit that leads to it; the creator's first one has number 0. */

import type { MlsFailure } from '../mls/engine.js';
import type { DeviceId, Epoch, EventLabel, KeyPackageLabel, MlsLabel, RoomId, UserId } from '../names.js';

/** What a commit is wanted for: the words of a scenario's `commit`. */
export type ChangeKind = 'update' | 'add' | 'remove' | 'readd' | 'powers' | 'servers' | 'can_propose' | 'security' | 'state' | 'garbage';

export type GroupFact =
  /** A user wants the group changed: the `intent`-th wish of this device. */
  | { readonly kind: 'change_intended'; readonly intent: number; readonly change: ChangeKind }
  /**
   * The wish came true: its change is part of the device's group state `state`, or of the one that it is removed from. It did so by
   * `commit`, which is this device's own or took its proposals up; absent: somebody else did it unasked. It comes up again if the
   * device leaves that branch.
   */
  | { readonly kind: 'change_satisfied'; readonly intent: number; readonly commit: MlsLabel | undefined; readonly state: MlsLabel }
  /**
   * The wish can't be carried out as things stand, and is given up. `rule`: that by which its server refused the commit, as in
   * `commit_refused`; or what the client itself goes by: "required_verification", "can_propose", "key_packages" (there is none
   * that is of use) or "own_removal" (RFC 9420 §12.2).
   */
  | { readonly kind: 'change_impossible'; readonly intent: number; readonly rule: string; readonly why: string }
  /** Nobody needs the wish any more: whom it was to add again follows the room, or is seen to by somebody else. */
  | { readonly kind: 'change_withdrawn'; readonly intent: number }
  /**
   * A device made a commit on `parent` and hands it to its server, as `m.mls.commit` (direct) or `m.mls.pending_commit`.
   * `epoch` is the one it ends; `roster` who is in the group after it; `added` whom it adds, who may have been in the group before,
   * with another leaf; `key_packages` those by which it adds devices of its own accord; `size` the MLS bytes. Without `intent` and
   * `change` it is for the proposals of others alone.
   */
  | {
      readonly kind: 'commit_created';
      readonly commit: MlsLabel;
      readonly intent: number | undefined;
      readonly change: ChangeKind | undefined;
      readonly parent: MlsLabel;
      readonly epoch: Epoch;
      readonly roster: readonly DeviceId[];
      readonly added: readonly DeviceId[];
      readonly key_packages: readonly KeyPackageLabel[];
      readonly way: 'direct' | 'pending';
      readonly size: number;
    }
  /** The commit, just made, takes up these proposals of other devices. */
  | { readonly kind: 'proposals_taken_up'; readonly commit: MlsLabel; readonly proposals: readonly MlsLabel[] }
  /**
   * A device that cannot commit what its user wants proposes it to those who can: hands it to its server, as `m.room.encrypted`. It is
   * for the group state `state`, of `epoch`; `key_package`: that of the device that it adds, if it does; `size`: the MLS bytes. A
   * wish takes as many proposals as it adds and removes devices.
   */
  | {
      readonly kind: 'proposal_created';
      readonly proposal: MlsLabel;
      readonly intent: number;
      readonly change: ChangeKind;
      readonly state: MlsLabel;
      readonly epoch: Epoch;
      readonly key_package: KeyPackageLabel | undefined;
      readonly size: number;
    }
  /** Its maker's own server refused the proposal. `rule`: the auth rule's number, "limits" or "membership". */
  | { readonly kind: 'proposal_refused'; readonly proposal: MlsLabel; readonly rule: string; readonly why: string }
  /** Sync has shown the proposal, and the device's group state `state` holds it. */
  | { readonly kind: 'proposal_received'; readonly proposal: MlsLabel; readonly event: EventLabel; readonly state: MlsLabel }
  /**
   * Sync showed the proposal, and no group state of the device took it in. `state`: the device's group state then; absent: it had
   * none. `failure` is what the client can know.
   */
  | {
      readonly kind: 'proposal_unprocessable';
      readonly proposal: MlsLabel;
      readonly event: EventLabel;
      readonly state: MlsLabel | undefined;
      readonly failure: MlsFailure | 'no_state';
    }
  /** The author's own server refused the commit. `rule`: likewise. */
  | { readonly kind: 'commit_refused'; readonly commit: MlsLabel; readonly rule: string; readonly why: string }
  /** The author saw another commit for the same epoch become current. */
  | { readonly kind: 'commit_superseded'; readonly commit: MlsLabel; readonly by: MlsLabel | undefined }
  /** The author saw no commit for the epoch in `len(powers) * 5` minutes. */
  | { readonly kind: 'commit_given_up'; readonly commit: MlsLabel }
  /** Sync named `event` as the room's current commit. Comes before what the device makes of it. */
  | { readonly kind: 'current_commit_shown'; readonly event: EventLabel; readonly commit: MlsLabel; readonly epoch: Epoch }
  /** A commit's bytes reached the device for the first time. */
  | { readonly kind: 'commit_received'; readonly commit: MlsLabel }
  /** A commit that should follow the device's state did not. */
  | { readonly kind: 'commit_unprocessable'; readonly commit: MlsLabel; readonly state: MlsLabel; readonly failure: MlsFailure }
  /**
   * A commit that would follow the device's state, which came of `state`, adds somebody whom its user has not verified as the room
   * requires, and the device does not follow it: it shuts itself out (H41).
   */
  | { readonly kind: 'commit_declined'; readonly commit: MlsLabel; readonly state: MlsLabel; readonly why: string }
  /**
   * The device knows from here on that it cannot follow its server's current commit `current`: it is in the group state `state`, or a
   * commit that is on no way there has removed it (H49). Not stated where it does not want to follow (H41).
   */
  | { readonly kind: 'branch_lost'; readonly current: MlsLabel; readonly state: MlsLabel | undefined }
  /** That is over: the device follows, in the group state `state`, or is no member any more by a commit that it followed, or has left. */
  | { readonly kind: 'branch_regained'; readonly state: MlsLabel | undefined }
  /** The device's user makes a room in place of this one, and invites others to it (H42). */
  | { readonly kind: 'room_upgraded'; readonly successor: RoomId }
  /** The device's user has verified another one so far, by a wish of its own during the run. */
  | { readonly kind: 'user_verified'; readonly user: UserId; readonly level: 'm.direct' | 'm.cross' | 'm.tofu' | 'm.none' }
  /** The device's current group state is now `state`. */
  | {
      readonly kind: 'state_entered';
      readonly state: MlsLabel;
      readonly epoch: Epoch;
      readonly via: 'creation' | 'commit' | 'welcome' | 'rollback';
    }
  /** A commit removed the device: it has no current state. */
  | { readonly kind: 'group_left'; readonly by: MlsLabel }
  /**
   * The device's user has left the room: the device forgets its group state, which came of `state`, and all that it kept. It is on
   * the group's roster until somebody removes it (H48).
   */
  | { readonly kind: 'group_abandoned'; readonly state: MlsLabel }
  /** A state that is not the current one is kept, because of `security.window`. */
  | { readonly kind: 'state_retained'; readonly state: MlsLabel }
  /** Its time is over, and it is gone. */
  | { readonly kind: 'state_deleted'; readonly state: MlsLabel }
  /** A Welcome came that no key package of the device opens, or that is broken. */
  | { readonly kind: 'welcome_unusable'; readonly state: MlsLabel; readonly failure: MlsFailure };
