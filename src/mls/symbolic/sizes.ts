/**
 * How long what MLS encodes is, in bytes. Nothing here depends on a key, a secret or a signature, only on how many there are of
 * each: so a message's length follows from the tree's shape and the lengths of names and contents, exactly. Each function is
 * one structure of RFC 9420, and its terms stand in that order.
 */
import type { DeviceId } from '../../names.js';
import { encodeIdentity } from '../credential.js';
import { messagePaddedTo } from '../limits.js';
import type { CipherSuiteLengths } from './cipher-suites.js';
import type { Proposal } from './proposals.js';
import type { Commit, PublicGroup, UpdatePath } from './public-group.js';
import type { RatchetTree } from './ratchet-tree.js';

/** `opaque<V>` or a vector of that many bytes (§2.1.2). */
export function vector(length: number): number {
  return length + (length < 2 ** 6 ? 1 : length < 2 ** 14 ? 2 : 4);
}

/** An `optional` that is there begins with a byte that says so (§2.1.1). */
const PRESENT = 1;
const VERSION = 2;
const CIPHER_SUITE = 2;
const EXTENSION_TYPE = 2;
const PROPOSAL_OR_REF_TYPE = 1;
const PROPOSAL_TYPE = 2;
const CREDENTIAL_TYPE = 2;
const NODE_TYPE = 1;
const LEAF_INDEX = 4;
const EPOCH = 8;
const LIFETIME = 16;

/** Capabilities (§7.2) and required_capabilities (§11.1), as every device has them and every group asks for them. */
const CAPABILITIES = vector(VERSION) + vector(CIPHER_SUITE) + vector(2 * EXTENSION_TYPE) + vector(0) + vector(CREDENTIAL_TYPE);
const REQUIRED_CAPABILITIES = vector(EXTENSION_TYPE) + vector(0) + vector(CREDENTIAL_TYPE);

const extension = (dataLength: number): number => EXTENSION_TYPE + vector(dataLength);

export class MessageSizes {
  readonly #suite: CipherSuiteLengths;

  constructor(suite: CipherSuiteLengths) {
    this.#suite = suite;
  }

  /** The ciphertext of a PrivateMessage that holds a commit (§6.3.1, §12.4). */
  commitCiphertext({ own: { encryptedState, removed, added }, references, path }: Commit): number {
    const { hash, signature } = this.#suite;
    const proposals =
      references.length * (PROPOSAL_OR_REF_TYPE + vector(hash)) +
      (encryptedState === undefined ? 0 : inline(groupExtensions(encryptedState.length))) +
      removed.length * inline(LEAF_INDEX) +
      sum(added.map(({ size }) => inline(size)));
    return this.#padded(vector(proposals) + PRESENT + this.#path(path) + vector(signature) + vector(hash));
  }

  /** The same of a proposal (§12.1). */
  proposalCiphertext(proposal: Proposal): number {
    return this.#padded(PROPOSAL_TYPE + ofProposal(proposal) + vector(this.#suite.signature));
  }

  /** The same of a message of so many bytes. */
  applicationCiphertext(plaintext: number): number {
    return this.#padded(vector(plaintext) + vector(this.#suite.signature));
  }

  /** SenderData (§6.3.2), encrypted. */
  get encryptedSenderData(): number {
    const [generation, reuseGuard] = [4, 4];
    return LEAF_INDEX + generation + reuseGuard + this.#suite.tag;
  }

  /** LeafNode (§7.2) from a key package, an Update, or a commit. */
  leafNode(device: DeviceId, source: 'key_package' | 'update' | { readonly hasParentHash: boolean }): number {
    const { hash, hpkePublicKey, signaturePublicKey, signature } = this.#suite;
    const ofSource = source === 'key_package' ? LIFETIME : source === 'update' ? 0 : vector(source.hasParentHash ? hash : 0);
    const leafNodeSource = 1;
    const identity = encodeIdentity({ device, signatureKey: new Uint8Array(signaturePublicKey) });
    const credential = CREDENTIAL_TYPE + vector(identity.length);
    const keys = vector(hpkePublicKey) + vector(signaturePublicKey);
    return keys + credential + CAPABILITIES + leafNodeSource + ofSource + vector(0) + vector(signature);
  }

  /** KeyPackage (§10). */
  keyPackage(leafNode: number, lastResort: boolean): number {
    const { hpkePublicKey, signature } = this.#suite;
    return VERSION + CIPHER_SUITE + vector(hpkePublicKey) + leafNode + vector(lastResort ? extension(0) : 0) + vector(signature);
  }

  /** The ciphertext of a newcomer's GroupSecrets (§12.4.3.1). */
  get encryptedGroupSecrets(): number {
    const { hash, tag } = this.#suite;
    return vector(hash) + PRESENT + vector(hash) + vector(0) + tag;
  }

  /** GroupInfo with the ratchet tree (§12.4.3), encrypted. */
  encryptedGroupInfo({ groupIdText, encryptedState, tree }: PublicGroup): number {
    const { hash, signature, tag } = this.#suite;
    const identifiers = VERSION + CIPHER_SUITE + vector(groupIdText.length) + EPOCH;
    const context = identifiers + vector(hash) + vector(hash) + groupExtensions(encryptedState.length);
    return context + vector(extension(vector(this.#nodes(tree)))) + vector(hash) + LEAF_INDEX + vector(signature) + tag;
  }

  /** UpdatePath (§7.6). */
  #path({ leaf, nodes }: UpdatePath): number {
    const { hash, hpkePublicKey } = this.#suite;
    return leaf.size + vector(sum(nodes.map(({ sealed }) => vector(hpkePublicKey) + vector(sealed.size * this.#sealed(hash)))));
  }

  /** The nodes of the ratchet_tree extension (§12.4.3.3), which ends with the last one that is not blank. */
  #nodes(tree: RatchetTree): number {
    const { hash, hpkePublicKey } = this.#suite;
    let total = 0;
    for (let index = tree.findLastIndex((node) => node !== undefined); index >= 0; index--) {
      const node = tree[index];
      total += PRESENT;
      if (node === undefined) continue;
      total += NODE_TYPE;
      if (node.kind === 'leaf') total += node.size;
      else total += vector(hpkePublicKey) + vector(node.hasParentHash ? hash : 0) + vector(node.unmerged.length * LEAF_INDEX);
    }
    return total;
  }

  /** HPKECiphertext (§7.6). */
  #sealed(plaintext: number): number {
    return vector(this.#suite.kemOutput) + vector(plaintext + this.#suite.tag);
  }

  #padded(content: number): number {
    return Math.max(content, messagePaddedTo) + this.#suite.tag;
  }
}

/** The body of a Proposal (§12.1). */
function ofProposal(proposal: Proposal): number {
  switch (proposal.kind) {
    case 'update':
      return proposal.node.size;
    case 'add':
      return proposal.keyPackage.size;
    case 'remove':
      return LEAF_INDEX;
    case 'encrypted_state':
      return groupExtensions(proposal.encryptedState.length);
  }
}

/** ProposalOrRef (§12.4), by value. */
const inline = (proposal: number): number => PROPOSAL_OR_REF_TYPE + PROPOSAL_TYPE + proposal;

/** The extensions of a group context (MSC4256, "Encrypted state events"), where the map's canonical JSON has so many bytes. */
const groupExtensions = (encryptedState: number): number => vector(extension(REQUIRED_CAPABILITIES) + extension(encryptedState));

const sum = (terms: readonly number[]): number => terms.reduce((total, term) => total + term, 0);
