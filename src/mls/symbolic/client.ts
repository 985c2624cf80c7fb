/** One device of the symbolic engine. Only its key packages change; group states belong to whoever holds them. */
import type { DeviceId, RoomId } from '../../names.js';
import { encodeBase64 } from '../../room/base64.js';
import { isSymbolicSignature, symbolicSignature } from '../../room/symbolic-signatures.js';
import { decodeIdentity, encodeIdentity } from '../credential.js';
import type {
  CreatedCommit,
  DecryptedMessage,
  EncryptedState,
  EntropyFor,
  GroupChange,
  GroupState,
  JoinedGroup,
  KeyPackageView,
  MlsClient,
  Outcome,
  OwnKeyPackage,
  ProcessedCommit,
  ProcessedProposal,
  ProposedChange,
} from '../engine.js';
import { unlimitedLifetime } from '../limits.js';
import type { CipherSuiteLengths } from './cipher-suites.js';
import type { Contents } from './contents.js';
import { covered, type MadeCommit, makeCommit } from './create-commit.js';
import { encodedState } from './encoded-state.js';
import type { Epochs } from './epochs.js';
import { memberState, SymbolicGroupState, symbolic } from './group-state.js';
import { joinGroup } from './join.js';
import type { HeldKeyPackage } from './key-package.js';
import { makeKeyPackage } from './make-key-package.js';
import { proposed } from './make-proposal.js';
import { openMessage } from './open-message.js';
import { processCommit } from './process-commit.js';
import { holding } from './proposals.js';
import { PublicGroup } from './public-group.js';
import { leafAt } from './ratchet-tree.js';
import { refused } from './refusal.js';
import { sealMessage } from './seal-message.js';
import { JoinerSecret, PrivateKey } from './secrets.js';
import type { MessageSizes } from './sizes.js';
import { encodeKeyPackage, encodeWelcome, ID_LENGTH, toBytes, toText } from './wire.js';

/** What all clients of one engine share. */
export interface Shared {
  readonly suite: CipherSuiteLengths;
  readonly sizes: MessageSizes;
  readonly contents: Contents;
  readonly epochs: Epochs;
  readonly entropyFor: EntropyFor;
}

export class SymbolicClient implements MlsClient {
  readonly device: DeviceId;
  readonly identity: Uint8Array;
  readonly #publicKey: Uint8Array;
  readonly #shared: Shared;
  readonly #keyPackages = new Map<string, HeldKeyPackage>();
  #keyPackagesMade = 0;

  constructor(device: DeviceId, shared: Shared) {
    this.device = device;
    this.#shared = shared;
    this.#publicKey = shared.entropyFor(device, 'signature-key')(shared.suite.signaturePublicKey);
    this.identity = encodeIdentity({ device, signatureKey: this.#publicKey });
  }

  sign(message: Uint8Array): Uint8Array {
    return symbolicSignature(this.#publicKey, message, this.#shared.suite.signature);
  }

  verify(identity: Uint8Array, message: Uint8Array, signature: Uint8Array): boolean {
    const key = decodeIdentity(identity)?.signatureKey;
    return key !== undefined && isSymbolicSignature(key, message, signature, this.#shared.suite.signature);
  }

  readKeyPackage(bytes: Uint8Array): KeyPackageView | undefined {
    const found = this.#shared.contents.keyPackage(bytes);
    if (found === undefined) return undefined;
    const { leaf, identity, reference, lifetime } = found;
    const encoded = encodeBase64(toBytes(reference), 'standard');
    // Every device of this engine supports what the room asks for.
    return { device: leaf.device, identity, reference: encoded, lifetime, supportsEncryptedState: true };
  }

  createKeyPackage({ lastResort, lifetime = unlimitedLifetime }: Parameters<MlsClient['createKeyPackage']>[0]): OwnKeyPackage {
    const { contents, sizes } = this.#shared;
    const { id, name } = this.#identify('key-package', ++this.#keyPackagesMade);
    const made = makeKeyPackage(this.device, this.identity, name, { lastResort, lifetime }, sizes);
    this.#keyPackages.set(name, made);
    contents.add(id, made.publicPackage);
    return { bytes: encodeKeyPackage(id, made.publicPackage.size), reference: encodeBase64(toBytes(name), 'standard'), lastResort };
  }

  forgetKeyPackages(endedBefore: number): void {
    for (const [reference, { publicPackage }] of this.#keyPackages)
      if (publicPackage.lifetime.notAfter < endedBefore) this.#keyPackages.delete(reference);
  }

  /** Nobody looks at the lifetime of a founder's leaf here, which all have with one length. */
  createGroup(groupId: RoomId, encryptedState: EncryptedState): GroupState {
    const { device } = this;
    const state = encodedState(encryptedState);
    const { name } = this.#identify('group', groupId);
    const leafKey = new PrivateKey();
    const size = this.#shared.sizes.leafNode(device, 'key_package');
    const leaf = { kind: 'leaf', device, publicKey: leafKey.publicKey, size } as const;
    const group = new PublicGroup(groupId, 0, toHex(name), [leaf], state);
    const known = { self: device, leaf: 0, group, privateKeys: [[0, leafKey] as const] };
    return memberState(known, new JoinerSecret().epoch(group.name), this.#shared.epochs);
  }

  createCommit(state: GroupState, change: GroupChange, authenticatedData: Uint8Array, number: number): CreatedCommit {
    const { contents, sizes } = this.#shared;
    const old = symbolic(state);
    const proposals = covered(old.knowledge, change, old.held.all, contents);
    const { id, name } = this.#identify('commit', number);
    const made = makeCommit(old.knowledge, proposals, toHex(name), this.#shared);
    const length = sizes.commitCiphertext(made.commit);
    const { bytes, state: parent } = sealMessage(old, id, { type: 'commit', commit: made.commit }, authenticatedData, length, this.#shared);
    const welcome = proposals.all.added.length > 0 ? this.#welcome(made, number) : undefined;
    const takenUp = proposals.references.map(({ shown }) => shown);
    return { bytes, welcome, takenUp, parent, next: made.next };
  }

  processCommit(state: GroupState, bytes: Uint8Array): Outcome<ProcessedCommit> {
    const old = symbolic(state);
    const applied = processCommit(old, bytes, this.#shared);
    return applied.ok ? { ...applied, sender: deviceAt(old, applied.sender) } : applied;
  }

  createProposal(
    state: GroupState,
    change: ProposedChange,
    authenticatedData: Uint8Array,
    number: number,
  ): { readonly bytes: Uint8Array; readonly next: GroupState } {
    const { contents, sizes } = this.#shared;
    const old = symbolic(state);
    const { id, name } = this.#identify('proposal', number);
    const { proposal, updateKey } = proposed(old.knowledge, change, name, contents, sizes);
    const length = sizes.proposalCiphertext(proposal);
    const { bytes, state: sent } = sealMessage(old, id, { type: 'proposal', proposal }, authenticatedData, length, this.#shared);
    return { bytes, next: new SymbolicGroupState(sent.knowledge, sent.ratchets, holding(sent.held, proposal, updateKey)) };
  }

  processProposal(state: GroupState, bytes: Uint8Array): Outcome<ProcessedProposal> {
    const old = symbolic(state);
    const opened = openMessage(old, bytes, 'proposal', this.#shared.contents);
    if (!opened.ok) return opened;
    const { content, sender, ratchets } = opened;
    if (content.type !== 'proposal') return refused('cannot_open', 'the content is not a proposal');
    const next = new SymbolicGroupState(old.knowledge, ratchets, holding(old.held, content.proposal));
    return { ok: true, sender: deviceAt(old, sender), next };
  }

  encrypt(state: GroupState, plaintext: Uint8Array, number: number): { readonly bytes: Uint8Array; readonly next: GroupState } {
    const { id } = this.#identify('message', number);
    const length = this.#shared.sizes.applicationCiphertext(plaintext.length);
    const content = { type: 'application', text: toText(plaintext) } as const;
    const { bytes, state: next } = sealMessage(symbolic(state), id, content, new Uint8Array(), length, this.#shared);
    return { bytes, next };
  }

  decrypt(state: GroupState, bytes: Uint8Array): Outcome<DecryptedMessage> {
    const { contents } = this.#shared;
    const old = symbolic(state);
    const opened = openMessage(old, bytes, 'application', contents);
    if (!opened.ok) return opened;
    const { content, sender, ratchets } = opened;
    if (content.type !== 'application') return refused('cannot_open', 'the content is not a message');
    const next = new SymbolicGroupState(old.knowledge, ratchets, old.held);
    return { ok: true, sender: deviceAt(old, sender), plaintext: contents.plaintext(content.text), next };
  }

  join(welcome: Uint8Array): Outcome<JoinedGroup> {
    const received = this.#shared.contents.welcome(welcome);
    if (received === 'malformed') return refused('malformed', 'not an MLSMessage that holds a Welcome');
    const used = received.secrets.map(({ newMember }) => this.#keyPackages.get(newMember)).find((held) => held !== undefined);
    if (used === undefined) return refused('no_key_package', 'the Welcome is for none of our key packages');
    const joined = joinGroup(this.device, received, used, this.#shared);
    if (!joined.ok) return joined;
    const { reference } = used.publicPackage;
    if (!used.lastResort) {
      this.#keyPackages.delete(reference);
      this.#shared.contents.usedUp(received, reference);
    }
    return { ...joined, reference: encodeBase64(toBytes(reference), 'standard') };
  }

  #welcome({ next, secrets }: MadeCommit, number: number): Uint8Array {
    const { contents, sizes, suite } = this.#shared;
    const { id } = this.#identify('welcome', number);
    const groupInfo = sizes.encryptedGroupInfo(next.knowledge.group);
    contents.add(id, { kind: 'welcome', secrets, groupInfoLength: groupInfo });
    const lengths = { kemOutput: suite.kemOutput, groupSecrets: sizes.encryptedGroupSecrets, groupInfo };
    return encodeWelcome({ cipherSuite: suite.code, newMembers: [...secrets.keys()], id }, lengths);
  }

  /** An id that nothing else has, and a name of as many bytes as a hash that begins with it. Both hang on nothing but what is made. */
  #identify(purpose: string, key: string | number): { readonly id: string; readonly name: string } {
    const { contents, entropyFor, suite } = this.#shared;
    const draw = entropyFor(this.device, purpose, key);
    const id = contents.takeId(draw);
    return { id, name: id + toText(draw(suite.hash - ID_LENGTH)) };
  }
}

/** Whoever stands at the leaf that a message names: its sender was a member when it made it. */
function deviceAt({ knowledge }: SymbolicGroupState, leaf: number): DeviceId {
  const device = leafAt(knowledge.group.tree, leaf)?.device;
  if (device === undefined) throw new Error(`a message from leaf ${leaf}, which is blank`);
  return device;
}

function toHex(name: string): string {
  let hex = '';
  for (const byte of toBytes(name)) hex += byte.toString(16).padStart(2, '0');
  return hex;
}
