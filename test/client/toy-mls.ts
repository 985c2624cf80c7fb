/**
 * An MLS engine without cryptography: a group state is its place in the tree of commits, a message says in which state it was
 * made. It fails where a real client would: on another state's messages, on used keys, on a device's own messages.
 */
import { lifetimeFrom } from '../../src/client/key-package-lifetime.js';
import { localInstant } from '../../src/kernel/time.js';
import type {
  CreatedCommit,
  DecryptedMessage,
  EncryptedState,
  GroupChange,
  GroupState,
  HeldProposal,
  JoinedGroup,
  KeyPackageView,
  Lifetime,
  MlsClient,
  MlsFailure,
  Outcome,
  OwnKeyPackage,
  ProcessedCommit,
  ProcessedProposal,
  ProposedChange,
} from '../../src/mls/engine.js';
import { type DeviceId, deviceId, type RoomId } from '../../src/names.js';
import { mlsMessage } from '../room/room-dag.js';

interface ToyState extends GroupState {
  readonly used: ReadonlySet<string>;
}

interface ToyCommit {
  readonly kind: 'commit';
  readonly sender: DeviceId;
  readonly parent: string;
  readonly takenUp: readonly string[];
  readonly next: Omit<ToyState, 'self'>;
  /** Whoever it takes out needs a Welcome, also if it adds them again. */
  readonly removed: readonly DeviceId[];
}

interface ToyProposal {
  readonly kind: 'proposal';
  readonly state: string;
  readonly epoch: number;
  readonly held: HeldProposal;
}

interface ToyText {
  readonly kind: 'text';
  readonly sender: DeviceId;
  readonly state: string;
  readonly epoch: number;
  readonly plaintext: Uint8Array;
}

const textOf = (bytes: Uint8Array): string => [...bytes].map((byte) => String.fromCharCode(byte)).join('');
const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);
const failed = (failure: MlsFailure) => ({ ok: false, failure, detail: '' }) as const;

/** What all clients of one test share: what their bytes mean. */
export class ToyMls {
  readonly messages = new Map<string, ToyCommit | ToyProposal | ToyText>();
  /** Those that proposals add, by reference. */
  readonly keyPackages = new Map<string, string>();
  readonly welcomes = new Map<string, { readonly packages: readonly string[]; readonly state: Omit<ToyState, 'self'> }>();

  createClient = (device: DeviceId): ToyClient => new ToyClient(this, device);
}

export class ToyClient implements MlsClient {
  readonly identity: Uint8Array;
  /** Before when what it was told to forget had ended, each time. */
  readonly forgotten: number[] = [];
  /** Of the leaf of the group that it founded. */
  founded: Lifetime | undefined;
  private packages = 0;

  constructor(
    private readonly all: ToyMls,
    readonly device: DeviceId,
  ) {
    this.identity = bytesOf(device);
  }

  sign = (): Uint8Array => bytesOf(`${this.device} signs`);

  verify = (identity: Uint8Array, _message: Uint8Array, signature: Uint8Array): boolean =>
    textOf(signature) === `${textOf(identity)} signs`;

  /** Its bytes are its reference: the device and a number. */
  readKeyPackage(bytes: Uint8Array): KeyPackageView | undefined {
    const reference = textOf(bytes);
    const [device = '', number] = reference.split(' ');
    if (number === undefined) return undefined;
    const lifetime = lifetimeFrom(localInstant(0));
    return { device: deviceId(device), identity: bytesOf(device), reference, lifetime, supportsEncryptedState: true };
  }

  createKeyPackage({ lastResort }: { readonly lastResort: boolean }): OwnKeyPackage {
    const reference = `${this.device} ${++this.packages}`;
    return { bytes: bytesOf(reference), reference, lastResort };
  }

  /** It has none to forget: a Welcome names whom it is for. */
  forgetKeyPackages(endedBefore: number): void {
    this.forgotten.push(endedBefore);
  }

  createGroup(groupId: RoomId, encryptedState: EncryptedState, lifetime?: Lifetime): ToyState {
    this.founded = lifetime;
    return {
      epoch: 0,
      groupId,
      self: this.device,
      roster: [this.device],
      encryptedState,
      proposals: [],
      epochAuthenticator: 'first',
      used: new Set(),
    };
  }

  createCommit(state: GroupState, change: GroupChange, authenticatedData: Uint8Array, number: number): CreatedCommit & { next: ToyState } {
    const id = `${this.device}#${number}`;
    const takenUp = state.proposals.filter((held) => !change.leaveOut?.includes(held.reference) && this.fits(held));
    const added = takenUp.flatMap(({ reference }) => this.all.keyPackages.get(reference) ?? []);
    const packages = [...added, ...(change.add ?? []).map(textOf)];
    const removed = takenUp.flatMap(({ change: each }) => (each.kind === 'remove' ? [each.device] : []));
    const kept = state.roster.filter((device) => !change.remove?.includes(device) && !removed.includes(device));
    const proposed = takenUp.flatMap(({ change: each }) => (each.kind === 'encrypted_state' ? [each.state] : []));
    const next: ToyState = {
      epoch: state.epoch + 1,
      groupId: state.groupId,
      self: this.device,
      roster: [...kept, ...packages.map((name) => deviceId(name.split(' ')[0] ?? ''))],
      encryptedState: change.encryptedState ?? proposed[0] ?? state.encryptedState,
      proposals: [],
      epochAuthenticator: `${state.epochAuthenticator}/${id}`,
      used: new Set(),
    };
    const bytes = mlsMessage({ epoch: state.epoch, authenticatedData, body: id });
    this.all.messages.set(textOf(bytes), {
      kind: 'commit',
      sender: this.device,
      parent: state.epochAuthenticator,
      takenUp: takenUp.map(({ reference }) => reference),
      next,
      removed: [...removed, ...(change.remove ?? [])],
    });
    this.all.welcomes.set(id, { packages, state: next });
    return { bytes, welcome: packages.length > 0 ? bytesOf(id) : undefined, takenUp, parent: { ...state }, next };
  }

  processCommit(state: GroupState, bytes: Uint8Array): Outcome<ProcessedCommit> {
    const commit = this.all.messages.get(textOf(bytes));
    if (commit?.kind !== 'commit') return failed('malformed');
    if (commit.next.epoch !== state.epoch + 1) return failed(commit.next.epoch <= state.epoch ? 'former_epoch' : 'future_epoch');
    if (commit.sender === this.device) return failed('own_message');
    if (commit.parent !== state.epochAuthenticator) return failed('cannot_open');
    const takenUp = state.proposals.filter(({ reference }) => commit.takenUp.includes(reference));
    if (takenUp.length < commit.takenUp.length) return failed('unknown_proposal');
    const stays = commit.next.roster.includes(this.device) && !commit.removed.includes(this.device);
    const next = stays ? { ...commit.next, self: this.device } : undefined;
    return { ok: true, sender: commit.sender, takenUp, next };
  }

  createProposal(state: GroupState, change: ProposedChange, authenticatedData: Uint8Array, number: number) {
    const reference = `${this.device}?${number}`;
    const bytes = mlsMessage({ epoch: state.epoch, contentType: 'proposal', authenticatedData, body: reference });
    const keyPackage = change.kind === 'add' ? textOf(change.keyPackage) : '';
    const told = change.kind === 'add' ? ({ kind: 'add', device: deviceId(keyPackage.split(' ')[0] ?? '') } as const) : change;
    const held: HeldProposal = { reference, sender: this.device, change: told };
    const { epochAuthenticator, epoch } = state;
    this.all.messages.set(textOf(bytes), { kind: 'proposal', state: epochAuthenticator, epoch, held });
    if (change.kind === 'add') this.all.keyPackages.set(reference, keyPackage);
    return { bytes, next: { ...state, proposals: [...state.proposals, held] } };
  }

  processProposal(state: GroupState, bytes: Uint8Array): Outcome<ProcessedProposal> {
    const message = this.all.messages.get(textOf(bytes));
    if (message?.kind !== 'proposal') return failed('malformed');
    if (message.epoch !== state.epoch) return failed(message.epoch < state.epoch ? 'former_epoch' : 'future_epoch');
    if (message.state !== state.epochAuthenticator) return failed('cannot_open');
    if (state.proposals.includes(message.held)) return failed('used_generation');
    return { ok: true, sender: message.held.sender, next: { ...state, proposals: [...state.proposals, message.held] } };
  }

  /** A device commits neither an update nor a removal of its own. */
  private fits({ sender, change }: HeldProposal): boolean {
    return change.kind === 'remove' ? change.device !== this.device : change.kind !== 'update' || sender !== this.device;
  }

  encrypt(state: GroupState, plaintext: Uint8Array, number: number): { readonly bytes: Uint8Array; readonly next: GroupState } {
    const bytes = mlsMessage({ epoch: state.epoch, contentType: 'application', body: `${this.device}~${number}` });
    const { epochAuthenticator, epoch } = state;
    this.all.messages.set(textOf(bytes), { kind: 'text', sender: this.device, state: epochAuthenticator, epoch, plaintext });
    return { bytes, next: { ...state } };
  }

  decrypt(state: GroupState, bytes: Uint8Array): Outcome<DecryptedMessage> {
    const text = textOf(bytes);
    const message = this.all.messages.get(text);
    const { used } = state as ToyState; // made by this engine
    if (message?.kind !== 'text') return failed('malformed');
    if (message.epoch !== state.epoch) return failed(message.epoch < state.epoch ? 'former_epoch' : 'future_epoch');
    if (message.state !== state.epochAuthenticator) return failed('cannot_open');
    if (used.has(text)) return failed('used_generation');
    const next: ToyState = { ...state, used: new Set([...used, text]) };
    return { ok: true, sender: message.sender, plaintext: message.plaintext, next };
  }

  join(welcome: Uint8Array): Outcome<JoinedGroup> {
    const found = this.all.welcomes.get(textOf(welcome));
    if (found === undefined) return failed('malformed');
    const reference = found.packages.find((name) => name.startsWith(`${this.device} `));
    if (reference === undefined) return failed('no_key_package');
    return { ok: true, state: { ...found.state, self: this.device }, reference };
  }
}
