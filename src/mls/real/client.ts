/** One device of the real engine. Only its key packages change; group states belong to whoever holds them. */
import { encodeKeyPackage } from 'ts-mls/keyPackage.js';
import { encodeMlsMessage } from 'ts-mls/message.js';
import { protectApplicationData } from 'ts-mls/messageProtection.js';
import type { Proposal } from 'ts-mls/proposal.js';
import type { DeviceId, RoomId } from '../../names.js';
import { encodeBase64 } from '../../room/base64.js';
import { decodeIdentity, encodeIdentity } from '../credential.js';
import type {
  CreatedCommit,
  DecryptedMessage,
  EncryptedState,
  EntropyFor,
  GroupChange,
  GroupState,
  HeldProposal,
  JoinedGroup,
  KeyPackageView,
  Lifetime,
  MlsClient,
  Outcome,
  OwnKeyPackage,
  ProcessedCommit,
  ProcessedProposal,
  ProposedChange,
} from '../engine.js';
import type { CipherSuite, CipherSuites } from './cipher-suite.js';
import { createCommit } from './create-commit.js';
import { createGroup } from './create-group.js';
import { attempt, Refusal } from './failure.js';
import { groupExtensions } from './group-parameters.js';
import { groupState, memberAt, members, mlsOf, withMls, withProposal } from './group-state.js';
import { joinGroup } from './join.js';
import { type HeldKeyPackage, makeKeyPackage, readKeyPackage, type SignatureKey, viewKeyPackage } from './key-package.js';
import type { MemberState } from './member-state.js';
import { decodeMessage, openMessage } from './open-message.js';
import { processCommit } from './process-commit.js';
import { createProposal, heldProposal, processProposal, updateProposal } from './proposals.js';
import type { Sharing } from './sharing.js';

export class RealClient implements MlsClient {
  readonly device: DeviceId;
  readonly identity: Uint8Array;
  readonly #signatureKey: SignatureKey;
  readonly #suites: CipherSuites;
  readonly #entropyFor: EntropyFor;
  readonly #keyPackages = new Map<string, HeldKeyPackage>();
  readonly #sharing: Sharing;
  #keyPackagesMade = 0;

  private constructor(device: DeviceId, signatureKey: SignatureKey, suites: CipherSuites, entropyFor: EntropyFor, sharing: Sharing) {
    this.device = device;
    this.identity = encodeIdentity({ device, signatureKey: signatureKey.publicKey });
    this.#signatureKey = signatureKey;
    this.#suites = suites;
    this.#entropyFor = entropyFor;
    this.#sharing = sharing;
  }

  static async create(device: DeviceId, suites: CipherSuites, entropyFor: EntropyFor, sharing: Sharing): Promise<RealClient> {
    const key = await suites.drawingFrom(entropyFor(device, 'signature-key')).signature.keygen();
    return new RealClient(device, key, suites, entropyFor, sharing);
  }

  sign(message: Uint8Array): Promise<Uint8Array> {
    return this.#suites.drawingNothing.signature.sign(this.#signatureKey.signKey, message);
  }

  async verify(identity: Uint8Array, message: Uint8Array, signature: Uint8Array): Promise<boolean> {
    const key = decodeIdentity(identity)?.signatureKey;
    return key !== undefined && this.#suites.drawingNothing.signature.verify(key, message, signature);
  }

  async readKeyPackage(bytes: Uint8Array): Promise<KeyPackageView | undefined> {
    const read = await attempt(async () => ({ view: await viewKeyPackage(bytes, this.#suites.drawingNothing) }));
    return read.ok ? read.view : undefined;
  }

  async createKeyPackage({ lastResort, lifetime }: Parameters<MlsClient['createKeyPackage']>[0]): Promise<OwnKeyPackage> {
    const suite = this.#drawing('key-package', ++this.#keyPackagesMade);
    const made = await makeKeyPackage(this.device, this.#signatureKey, lastResort, suite, lifetime);
    this.#keyPackages.set(made.reference, made);
    return { bytes: encodeKeyPackage(made.publicPackage), reference: made.reference, lastResort };
  }

  forgetKeyPackages(endedBefore: number): void {
    for (const { reference, lifetime } of this.#keyPackages.values())
      if (lifetime.notAfter < endedBefore) this.#keyPackages.delete(reference);
  }

  async createGroup(groupId: RoomId, encryptedState: EncryptedState, lifetime?: Lifetime): Promise<GroupState> {
    const suite = this.#drawing('group', groupId);
    const founder = await makeKeyPackage(this.device, this.#signatureKey, false, suite, lifetime);
    return this.#groupState(await createGroup(groupId, groupExtensions(encryptedState), founder, suite));
  }

  async createCommit(state: GroupState, change: GroupChange, authenticatedData: Uint8Array, number: number): Promise<CreatedCommit> {
    const { bytes, welcome, references, parent, next } = await createCommit(
      mlsOf(state),
      proposals(state, change),
      authenticatedData,
      this.#drawing('commit', number),
      this.#sharing,
      change.leaveOut,
    );
    return { bytes, welcome, takenUp: takenUp(state, references), parent: withMls(state, parent), next: this.#groupState(next) };
  }

  processCommit(state: GroupState, bytes: Uint8Array): Promise<Outcome<ProcessedCommit>> {
    const old = mlsOf(state);
    return attempt(async () => {
      const { sender, references, next } = await processCommit(old, bytes, this.#suites.drawingNothing, this.#sharing);
      const author = memberAt(old.ratchetTree, sender);
      return { sender: author, takenUp: takenUp(state, references), next: next && this.#groupState(next) };
    });
  }

  async createProposal(
    state: GroupState,
    change: ProposedChange,
    authenticatedData: Uint8Array,
    number: number,
  ): Promise<{ readonly bytes: Uint8Array; readonly next: GroupState }> {
    const suite = this.#drawing('proposal', number);
    const old = mlsOf(state);
    const proposed = change.kind === 'update' ? await updateProposal(old, suite) : { proposal: proposalOf(state, change) };
    const { bytes, proposal, next } = await createProposal(old, proposed, authenticatedData, suite);
    return { bytes, next: withProposal(state, next, heldProposal(old, proposal, state.self)) };
  }

  processProposal(state: GroupState, bytes: Uint8Array): Promise<Outcome<ProcessedProposal>> {
    const old = mlsOf(state);
    return attempt(async () => {
      const { sender, proposal, next } = await processProposal(old, bytes, this.#suites.drawingNothing, this.#sharing);
      const author = memberAt(old.ratchetTree, sender);
      return { sender: author, next: withProposal(state, next, heldProposal(old, proposal, author)) };
    });
  }

  async encrypt(
    state: GroupState,
    plaintext: Uint8Array,
    number: number,
  ): Promise<{ readonly bytes: Uint8Array; readonly next: GroupState }> {
    const mls = mlsOf(state);
    // Not by ts-mls's `createApplicationMessage`, which sends nothing while proposals wait for a commit.
    const { privateMessage, newSecretTree } = await protectApplicationData(
      mls.signaturePrivateKey,
      mls.keySchedule.senderDataSecret,
      plaintext,
      new Uint8Array(),
      mls.groupContext,
      mls.secretTree,
      mls.privatePath.leafIndex,
      mls.clientConfig.paddingConfig,
      this.#drawing('message', number),
    );
    const bytes = encodeMlsMessage({ version: 'mls10', wireformat: 'mls_private_message', privateMessage });
    return { bytes, next: withMls(state, { ...mls, secretTree: newSecretTree }) };
  }

  decrypt(state: GroupState, bytes: Uint8Array): Promise<Outcome<DecryptedMessage>> {
    const mls = mlsOf(state);
    return attempt(async () => {
      const { sender, content, secretTree } = await openMessage(mls, bytes, 'application', this.#suites.drawingNothing, this.#sharing);
      if (content.contentType !== 'application') throw new Refusal('malformed', 'the content is not a message');
      return {
        sender: memberAt(mls.ratchetTree, sender),
        plaintext: content.applicationData,
        next: withMls(state, { ...mls, secretTree }),
      };
    });
  }

  join(welcome: Uint8Array): Promise<Outcome<JoinedGroup>> {
    return attempt(async () => {
      const message = decodeMessage(welcome);
      if (message.wireformat !== 'mls_welcome') throw new Refusal('malformed', `a message of the wire format ${message.wireformat}`);
      const references = message.welcome.secrets.map(({ newMember }) => encodeBase64(newMember, 'standard'));
      const used = references.map((reference) => this.#keyPackages.get(reference)).find((held) => held !== undefined);
      if (used === undefined) throw new Refusal('no_key_package', 'the Welcome is for none of our key packages');
      const state = this.#groupState(await joinGroup(message.welcome, used, this.#suites.drawingNothing, this.#sharing));
      if (!used.lastResort) this.#keyPackages.delete(used.reference);
      return { state, reference: used.reference };
    });
  }

  #groupState(mls: MemberState): GroupState {
    return groupState(mls, this.device, this.#sharing);
  }

  /** The suite for one operation, whose randomness depends on nothing but what the operation is. */
  #drawing(purpose: string, key: string | number): CipherSuite {
    return this.#suites.drawingFrom(this.#entropyFor(this.device, purpose, key));
  }
}

function proposals(state: GroupState, { add = [], remove = [], encryptedState }: GroupChange): readonly Proposal[] {
  return [
    ...(encryptedState === undefined ? [] : [proposalOf(state, { kind: 'encrypted_state', state: encryptedState })]),
    ...remove.map((device) => proposalOf(state, { kind: 'remove', device })),
    ...add.map((keyPackage) => proposalOf(state, { kind: 'add', keyPackage })),
  ];
}

/** Throws a TypeError for a key package that does not decode, a device that is not a member, or encrypted state that breaks its limits. */
function proposalOf(state: GroupState, change: Exclude<ProposedChange, { readonly kind: 'update' }>): Proposal {
  switch (change.kind) {
    case 'add':
      return { proposalType: 'add', add: { keyPackage: readKeyPackage(change.keyPackage) } };
    case 'remove': {
      const [, removed] = members(mlsOf(state).ratchetTree).find(([device]) => device === change.device) ?? [];
      if (removed === undefined) throw new TypeError(`${change.device} is not a member of the group`);
      return { proposalType: 'remove', remove: { removed } };
    }
    case 'encrypted_state':
      return { proposalType: 'group_context_extensions', groupContextExtensions: { extensions: groupExtensions(change.state) } };
  }
}

const takenUp = ({ proposals: held }: GroupState, references: readonly string[]): readonly HeldProposal[] =>
  held.filter(({ reference }) => references.includes(reference));
