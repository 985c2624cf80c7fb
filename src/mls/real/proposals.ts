/**
 * Proposals that one member sends for another to commit (RFC 9420 §12.1). A state holds those of its epoch until a commit, which
 * takes up as many as go together (`committed-proposals.ts`).
 */
import { makeProposalRef } from 'ts-mls/authenticatedContent.js';
import { type ClientState, getOwnLeafNode } from 'ts-mls/clientState.js';
import { encode } from 'ts-mls/codec/tlsEncoder.js';
import { signWithLabel } from 'ts-mls/crypto/signature.js';
import { type LeafNodeUpdate, leafNodeTBSEncoder } from 'ts-mls/leafNode.js';
import { encodeMlsMessage } from 'ts-mls/message.js';
import { protectProposal } from 'ts-mls/messageProtection.js';
import type { Proposal } from 'ts-mls/proposal.js';
import type { RatchetTree } from 'ts-mls/ratchetTree.js';
import { toLeafIndex } from 'ts-mls/treemath.js';
import { addUnappliedProposal } from 'ts-mls/unappliedProposals.js';
import { bytesToBase64 } from 'ts-mls/util/byteArray.js';
import type { DeviceId } from '../../names.js';
import type { ChangeProposed, HeldProposal } from '../engine.js';
import { bytesEqual } from './bytes.js';
import type { CipherSuite } from './cipher-suite.js';
import { applied } from './committed-proposals.js';
import { deviceOf } from './credentials.js';
import { check } from './failure.js';
import { readEncryptedState } from './group-parameters.js';
import { memberAt } from './group-state.js';
import type { MemberState } from './member-state.js';
import { openMessage } from './open-message.js';
import { type Sharing, unshared } from './sharing.js';
import { treeKeysAreUnique } from './tree-validity.js';

/** A proposal, and the private key of the leaf in it, if it is an Update. */
export interface Proposed {
  readonly proposal: Proposal;
  readonly leafKey?: Uint8Array;
}

/** An Update: a new leaf for its sender (RFC 9420 §12.1.2), which ts-mls has no constructor for. */
export async function updateProposal(old: ClientState, suite: CipherSuite): Promise<Proposed> {
  const { publicKey, privateKey } = await suite.hpke.generateKeyPair();
  const { signaturePublicKey, credential, capabilities, extensions } = getOwnLeafNode(old);
  const hpkePublicKey = await suite.hpke.exportPublicKey(publicKey);
  const unsigned = { leafNodeSource: 'update', hpkePublicKey, signaturePublicKey, credential, capabilities, extensions } as const;
  const place = { groupId: old.groupContext.groupId, leafIndex: old.privatePath.leafIndex };
  const signed = encode(leafNodeTBSEncoder)({ ...unsigned, ...place });
  const signature = await signWithLabel(old.signaturePrivateKey, 'LeafNodeTBS', signed, suite.signature);
  const leafNode: LeafNodeUpdate = { ...unsigned, signature };
  return { proposal: { proposalType: 'update', update: { leafNode } }, leafKey: await suite.hpke.exportPrivateKey(privateKey) };
}

/** A proposal with its reference (RFC 9420 §5.2), in base64: the key of `unappliedProposals`. */
export interface ReferredProposal {
  readonly reference: string;
  readonly proposal: Proposal;
}

export interface MadeProposal {
  readonly bytes: Uint8Array;
  readonly proposal: ReferredProposal;
  /** The same epoch, with the proposal among those to be committed. */
  readonly next: MemberState;
}

/** Throws if the proposal is not valid in this state. */
export async function createProposal(
  old: MemberState,
  { proposal, leafKey }: Proposed,
  authenticatedData: Uint8Array,
  suite: CipherSuite,
): Promise<MadeProposal> {
  const { leafIndex } = old.privatePath;
  await checkProposal(old, proposal, leafIndex, suite);
  const { privateMessage, newSecretTree, proposalRef } = await protectProposal(
    old.signaturePrivateKey,
    old.keySchedule.senderDataSecret,
    proposal,
    authenticatedData,
    old.groupContext,
    old.secretTree,
    leafIndex,
    old.clientConfig.paddingConfig,
    suite,
  );
  const unappliedProposals = addUnappliedProposal(proposalRef, old.unappliedProposals, proposal, leafIndex);
  const updateKeys = leafKey === undefined ? old.updateKeys : { ...old.updateKeys, [bytesToBase64(proposalRef)]: leafKey };
  return {
    bytes: encodeMlsMessage({ version: 'mls10', wireformat: 'mls_private_message', privateMessage }),
    proposal: { reference: bytesToBase64(proposalRef), proposal },
    next: { ...old, secretTree: newSecretTree, unappliedProposals, ...(updateKeys && { updateKeys }) },
  };
}

/** Takes in somebody else's proposal. Throws: a Refusal for what we can name, anything for what is not valid. */
export async function processProposal(
  old: MemberState,
  bytes: Uint8Array,
  suite: CipherSuite,
  sharing: Sharing = unshared,
): Promise<{ readonly sender: number; readonly proposal: ReferredProposal; readonly next: MemberState }> {
  const { sender, content, auth, secretTree, digest } = await openMessage(old, bytes, 'proposal', suite, sharing);
  check(content.contentType === 'proposal', 'the content is not a proposal');
  const { proposal } = content;
  // Whether it is valid is the same for all of the epoch.
  const { reference } = await sharing.once('proposal', { objects: [old.keySchedule, old.groupContext], digest }, async () => {
    await checkProposal(old, proposal, sender, suite);
    return { reference: await makeProposalRef({ wireformat: 'mls_private_message', content, auth }, suite.hash) };
  });
  const unappliedProposals = addUnappliedProposal(reference, old.unappliedProposals, proposal, sender);
  const referred = { reference: bytesToBase64(reference), proposal };
  return { sender, proposal: referred, next: { ...old, secretTree, unappliedProposals } };
}

/** What it is to whoever holds it. Throws a Refusal where it changes what no client here changes. */
export function heldProposal({ ratchetTree }: ClientState, { reference, proposal }: ReferredProposal, sender: DeviceId): HeldProposal {
  return { reference, sender, change: changeIn(ratchetTree, proposal) };
}

function changeIn(tree: RatchetTree, proposal: Proposal): ChangeProposed {
  if ('update' in proposal) return { kind: 'update' };
  if ('remove' in proposal) return { kind: 'remove', device: memberAt(tree, proposal.remove.removed) };
  const device = 'add' in proposal ? deviceOf(proposal.add.keyPackage.leafNode.credential) : undefined;
  if (device !== undefined) return { kind: 'add', device };
  const state = 'groupContextExtensions' in proposal ? readEncryptedState(proposal.groupContextExtensions.extensions) : undefined;
  check(state !== undefined, `a proposal of the type "${proposal.proposalType}" that no client makes`);
  return { kind: 'encrypted_state', state };
}

/** Whether some member could commit the proposal, were it the only one (RFC 9420 §12.1, §12.2). Throws if not. */
async function checkProposal(old: ClientState, proposal: Proposal, sender: number, suite: CipherSuite): Promise<void> {
  if ('update' in proposal) {
    const { hpkePublicKey, credential } = proposal.update.leafNode;
    const before = old.ratchetTree[2 * sender];
    check(before?.nodeType === 'leaf', `no member at leaf ${sender}`);
    check(deviceOf(credential) === deviceOf(before.leaf.credential), 'the update makes its sender another device');
    check(!bytesEqual(hpkePublicKey, before.leaf.hpkePublicKey), 'the update keeps the key of the leaf');
  }
  const alone = { ...old, unappliedProposals: { [bytesToBase64(onlyOne)]: { proposal, senderLeafIndex: sender } } };
  const { tree } = await applied(alone, [{ proposalOrRefType: 'reference', reference: onlyOne }], nobody, suite);
  check(treeKeysAreUnique(tree), 'a key of the proposal is in the tree already');
}

/** Stands for the reference of the proposal in question. */
const onlyOne = Uint8Array.of(1);

/** Who will commit is open: neither the sender of an Update nor whom a Remove names. */
const nobody = toLeafIndex(-1);
