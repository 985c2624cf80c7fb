/** Making a proposal (RFC 9420 §12.1) for another member to commit. */
import type { ChangeProposed, ProposedChange } from '../engine.js';
import type { Contents } from './contents.js';
import { encodedState } from './encoded-state.js';
import type { Knowledge } from './group-state.js';
import { invalid, notAMember } from './invalid.js';
import type { Proposal, ProposalContent } from './proposals.js';
import type { Leaf } from './ratchet-tree.js';
import { PrivateKey } from './secrets.js';
import type { MessageSizes } from './sizes.js';

/** A proposal, and the private key of the leaf in it, if it is an Update. */
export interface Proposed {
  readonly proposal: Proposal;
  readonly updateKey?: PrivateKey;
}

/**
 * Throws a TypeError if no member could commit the proposal, were it the only one (RFC 9420 §12.1, §12.2).
 * @param reference tells it from every other
 */
export function proposed(from: Knowledge, change: ProposedChange, reference: string, contents: Contents, sizes: MessageSizes): Proposed {
  const { leaf: sender, self } = from;
  const made = (content: ProposalContent, told: ChangeProposed): Proposal => ({
    ...content,
    sender,
    shown: { reference, sender: self, change: told },
  });
  switch (change.kind) {
    case 'update': {
      const updateKey = new PrivateKey();
      const node: Leaf = { kind: 'leaf', device: self, publicKey: updateKey.publicKey, size: sizes.leafNode(self, 'update') };
      return { proposal: made({ kind: 'update', node }, change), updateKey };
    }
    case 'add': {
      const keyPackage = contents.keyPackage(change.keyPackage) ?? invalid('not an encoded key package');
      const { device } = keyPackage.leaf;
      if (from.group.leafOf(device) !== undefined) invalid(`${device} is already in the group`);
      return { proposal: made({ kind: 'add', keyPackage }, { kind: 'add', device }) };
    }
    case 'remove': {
      const leaf = from.group.leafOf(change.device) ?? notAMember(change.device);
      if (from.group.roster.length === 1) invalid('nobody would be left');
      return { proposal: made({ kind: 'remove', leaf }, change) };
    }
    case 'encrypted_state': {
      const encryptedState = encodedState(change.state);
      return { proposal: made({ kind: 'encrypted_state', encryptedState }, { kind: 'encrypted_state', state: encryptedState.state }) };
    }
  }
}
