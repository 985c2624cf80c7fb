/** Making a PrivateMessage (RFC 9420 §6.3): its content is sealed under the sender's next key, which is gone afterwards (§9.2). */
import type { Contents, PrivateContent } from './contents.js';
import { SymbolicGroupState } from './group-state.js';
import type { MessageSizes } from './sizes.js';
import { type PrivateMessageHeader, toText, writePrivateMessage } from './wire.js';

export interface SealedMessage {
  readonly bytes: Uint8Array;
  /** The same epoch, with the message's key gone. */
  readonly state: SymbolicGroupState;
}

/** @param length of the ciphertext */
export function sealMessage(
  { knowledge, ratchets, held }: SymbolicGroupState,
  id: string,
  content: PrivateContent,
  authenticatedData: Uint8Array,
  length: number,
  { contents, sizes }: { readonly contents: Contents; readonly sizes: MessageSizes },
): SealedMessage {
  const { group, leaf, secrets } = knowledge;
  const header: PrivateMessageHeader = {
    groupId: group.groupIdText,
    epoch: group.epoch,
    contentType: content.type,
    authenticatedData: toText(authenticatedData),
  };
  const { place, sealed, ratchets: left } = ratchets.seal(leaf, content.type === 'application' ? 'application' : 'handshake', content);
  const bytes = writePrivateMessage(header, id, { senderData: sizes.encryptedSenderData, ciphertext: length });
  const senderData = secrets.senderData.seal(place);
  contents.add(id, { kind: 'private_message', header, senderData, content: sealed, length: bytes.length });
  return { bytes, state: new SymbolicGroupState(knowledge, left, held) };
}
