/**
 * What a member can do with an MLS group (RFC 9420), whichever engine does it. States are immutable: every operation
 * returns a new one, so keeping an old one is all that a rollback needs. An operation reports only what a client can know;
 * why a message stayed unreadable is worked out by those who read the facts.
 *
 * Every method may return a promise or not. A caller writes `await` once and serves both engines.
 */
import type { DeviceId, Epoch, RoomId } from '../names.js';

export type Awaitable<T> = T | Promise<T>;

/** A map of state event type to state key to content, carried in the 0xF6D0 group context extension (MSC4256, "Encrypted state events"). */
export type EncryptedState = Readonly<Record<string, Readonly<Record<string, Readonly<Record<string, unknown>>>>>>;

/** A member's view of the group in one epoch. The rest of it belongs to the engine that made it. */
export interface GroupState {
  readonly epoch: Epoch;
  readonly groupId: RoomId;
  /** Whose view this is. */
  readonly self: DeviceId;
  /** Every member device, in leaf order. */
  readonly roster: readonly DeviceId[];
  readonly encryptedState: EncryptedState;
  /** The proposals of this epoch that its member has made or taken in, in that order: what its next commit may take up. */
  readonly proposals: readonly HeldProposal[];
  /** The epoch authenticator (RFC 9420 §8.7), as hex: equal exactly where two members share an epoch's secrets. */
  readonly epochAuthenticator: string;
}

/** A proposal as whoever holds it sees it. */
export interface HeldProposal {
  /** What commits refer to it by (RFC 9420 §5.2), as text; no other proposal has the same. */
  readonly reference: string;
  readonly sender: DeviceId;
  readonly change: ChangeProposed;
}

export type ChangeProposed =
  | { readonly kind: 'update' }
  | { readonly kind: 'add' | 'remove'; readonly device: DeviceId }
  | { readonly kind: 'encrypted_state'; readonly state: EncryptedState };

/** A key package and what only its owner holds of it. */
export interface OwnKeyPackage {
  /** The encoded KeyPackage (RFC 9420 §10), for others. */
  readonly bytes: Uint8Array;
  /** The hash reference (RFC 9420 §5.2), unpadded base64: the key id under which it is uploaded. */
  readonly reference: string;
  readonly lastResort: boolean;
}

/** When a key package may be used (RFC 9420 §7.2), in seconds since the Unix epoch, ends included. */
export interface Lifetime {
  readonly notBefore: number;
  readonly notAfter: number;
}

/** What a key package tells whoever wants to add its device. Its signatures and its credential are right. */
export interface KeyPackageView {
  readonly device: DeviceId;
  /** As `MlsClient.identity` of its owner. */
  readonly identity: Uint8Array;
  readonly reference: string;
  readonly lifetime: Lifetime;
  /** Whether it lists the 0xF6D0 extension, which every member has to support (MSC4256, "Encrypted state events"). */
  readonly supportsEncryptedState: boolean;
}

/** What a commit changes. A commit always carries an update path. */
export interface GroupChange {
  /** Encoded key packages of the devices to add. */
  readonly add?: readonly Uint8Array[];
  readonly remove?: readonly DeviceId[];
  /** The whole new map; absent: unchanged. */
  readonly encryptedState?: EncryptedState;
  /** The references of held proposals that the commit must not take up, though they would go together with it. */
  readonly leaveOut?: readonly string[];
}

/** What a member proposes for another one to commit (RFC 9420 §12.1), one thing a proposal. */
export type ProposedChange =
  | { readonly kind: 'update' }
  /** An encoded key package of the device to add. */
  | { readonly kind: 'add'; readonly keyPackage: Uint8Array }
  /** A device may propose its own removal: nobody commits that of oneself. */
  | { readonly kind: 'remove'; readonly device: DeviceId }
  /** The whole new map. */
  | { readonly kind: 'encrypted_state'; readonly state: EncryptedState };

export interface CreatedCommit {
  /** An MLSMessage holding a PrivateMessage (MSC4256, "State events"). */
  readonly bytes: Uint8Array;
  /** An MLSMessage holding the Welcome with the ratchet tree, if somebody was added. */
  readonly welcome: Uint8Array | undefined;
  /** The held proposals that it takes up. */
  readonly takenUp: readonly HeldProposal[];
  /** The author's state of the old epoch, with the commit's key gone (RFC 9420 §9.1): what it goes on from until the commit is decided. */
  readonly parent: GroupState;
  /** The author's state if the commit is accepted: an author cannot process its own commit from the wire. */
  readonly next: GroupState;
}

/** Why an operation on a received message failed, as far as the client can know it. */
export type MlsFailure =
  /** Not an MLSMessage, or not of the kind asked for. */
  | 'malformed'
  | 'foreign_group'
  /** The header names an epoch before (after) that of the state. */
  | 'former_epoch'
  | 'future_epoch'
  /** The key for this generation of the sender's ratchet was used, and deleted. */
  | 'used_generation'
  /** The AEAD, the signature, the confirmation tag or the path did not verify. */
  | 'cannot_open'
  | 'unknown_proposal'
  /** Our own commit or message: its sender cannot process it. */
  | 'own_message'
  /** The Welcome is for none of our key packages. */
  | 'no_key_package';

export type Outcome<T> = ({ readonly ok: true } & T) | { readonly ok: false; readonly failure: MlsFailure; readonly detail: string };

export interface ProcessedCommit {
  readonly sender: DeviceId;
  /** The held proposals that it takes up. */
  readonly takenUp: readonly HeldProposal[];
  /** The state that the commit leads to; undefined: it removed us. */
  readonly next: GroupState | undefined;
}

export interface JoinedGroup {
  readonly state: GroupState;
  /** The reference of the key package that the Welcome was for. */
  readonly reference: string;
}

export interface DecryptedMessage {
  readonly sender: DeviceId;
  readonly plaintext: Uint8Array;
  /** The same epoch, with the message's key gone. */
  readonly next: GroupState;
}

export interface ProcessedProposal {
  readonly sender: DeviceId;
  /** The same epoch, with the proposal the last of those that it holds. */
  readonly next: GroupState;
}

/**
 * One device's MLS client: its credential, its signature key and its key packages.
 *
 * A state holds the proposals of its epoch, and a commit made in it takes up those that go together with its own change; it can
 * be processed only in a state that holds them too. That a member "MUST send a Commit" before its next message while it holds
 * proposals (RFC 9420 §12.4) is the caller's to keep: not every client may commit here.
 */
export interface MlsClient {
  readonly device: DeviceId;
  /** What its credential says: user id, device id and public signature key (`credential.ts`). */
  readonly identity: Uint8Array;
  /** Signs with the credential's key. */
  sign(message: Uint8Array): Awaitable<Uint8Array>;
  /** Whether the key that an identity names has signed. False also for what is no identity. */
  verify(identity: Uint8Array, message: Uint8Array, signature: Uint8Array): Awaitable<boolean>;
  /**
   * Makes a key package; the client keeps the private part until a Welcome used it (unless it is a last resort), or it is told to
   * forget it. Without a lifetime it is always valid.
   */
  createKeyPackage(options: { readonly lastResort: boolean; readonly lifetime?: Lifetime }): Awaitable<OwnKeyPackage>;
  /** Drops the private parts of those whose lifetime ended before then, in seconds since the Unix epoch: no Welcome for them is taken. */
  forgetKeyPackages(endedBefore: number): void;
  /** Undefined for what is no valid key package of the engine's cipher suite. */
  readKeyPackage(bytes: Uint8Array): Awaitable<KeyPackageView | undefined>;
  /** A group of one, at epoch 0, with the required 0xF6D0 extension. The founder's leaf has this lifetime, or an unlimited one. */
  createGroup(groupId: RoomId, encryptedState: EncryptedState, lifetime?: Lifetime): Awaitable<GroupState>;
  /**
   * Makes a commit without applying it; it takes up the proposals that the state holds, as far as they go together with the change.
   * The next one in this epoch has to be made from the returned `parent`: made from `state`, it would be encrypted under the same
   * key. `number` is this client's running number of the commit, which keys its randomness.
   * Throws if the change is not valid in this state: a device to add is a member (and not removed by the same commit), one to
   * remove is none, bytes to add are no key package, or the encrypted state breaks its limits.
   */
  createCommit(state: GroupState, change: GroupChange, authenticatedData: Uint8Array, number: number): Awaitable<CreatedCommit>;
  processCommit(state: GroupState, bytes: Uint8Array): Awaitable<Outcome<ProcessedCommit>>;
  /**
   * "Clients on any server can send MLS proposals" (MSC4256, "Commit handling with multiple servers"). `number` is this client's
   * running number of the proposal, which keys its randomness; `next` holds the proposal as its last. Throws if the proposal is not
   * valid in this state: no member could commit it, were it the only one.
   */
  createProposal(
    state: GroupState,
    change: ProposedChange,
    authenticatedData: Uint8Array,
    number: number,
  ): Awaitable<{ readonly bytes: Uint8Array; readonly next: GroupState }>;
  processProposal(state: GroupState, bytes: Uint8Array): Awaitable<Outcome<ProcessedProposal>>;
  /** `number` is this client's running number of the message, which keys its randomness. */
  encrypt(state: GroupState, plaintext: Uint8Array, number: number): Awaitable<{ readonly bytes: Uint8Array; readonly next: GroupState }>;
  decrypt(state: GroupState, bytes: Uint8Array): Awaitable<Outcome<DecryptedMessage>>;
  /** Joins from a Welcome for one of this client's key packages, which is gone afterwards unless it is a last resort. */
  join(welcome: Uint8Array): Awaitable<Outcome<JoinedGroup>>;
}

export interface MlsEngine {
  readonly kind: 'real' | 'symbolic';
  createClient(device: DeviceId): Awaitable<MlsClient>;
}

/** Bytes drawn for one purpose of one device: equal keys give equal bytes, whatever else was drawn before. */
export type Entropy = (length: number) => Uint8Array;
export type EntropyFor = (...key: readonly (string | number)[]) => Entropy;
