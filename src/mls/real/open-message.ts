/**
 * Opening a PrivateMessage (RFC 9420 §6.3.2), as far as its content and its signature. What the header says is checked first:
 * ts-mls would see a foreign group or another epoch only as a failed decryption.
 */
import type { ClientState } from 'ts-mls/clientState.js';
import type { ContentTypeName } from 'ts-mls/contentType.js';
import { type FramedContent, type FramedContentAuthData, verifyFramedContentSignature } from 'ts-mls/framedContent.js';
import { decodeMlsMessage, encodeMlsMessage, type MLSMessage } from 'ts-mls/message.js';
import {
  decodePrivateMessageContent,
  decryptSenderData,
  encodePrivateContentAAD,
  encodePrivateMessageContent,
  type PrivateMessage,
  toAuthenticatedContent,
} from 'ts-mls/privateMessage.js';
import type { SecretTree, SecretTreeNode } from 'ts-mls/secretTree.js';
import type { SenderData } from 'ts-mls/sender.js';
import { bytesEqual } from './bytes.js';
import type { CipherSuite } from './cipher-suite.js';
import { check, Refusal } from './failure.js';
import { messageKey, type Ratchet } from './message-keys.js';
import { digest, type Sharing, unshared } from './sharing.js';

export interface OpenedMessage {
  /** The sender's leaf index. */
  readonly sender: number;
  readonly content: FramedContent;
  readonly auth: FramedContentAuthData;
  /** The secret tree without this message's key. */
  readonly secretTree: SecretTree;
  /** Of the message's bytes. */
  readonly digest: string;
}

/**
 * Throws: a Refusal for what we can name; anything for what does not open. Who sent a message is the same for all of the epoch;
 * what it says, for all that are at the same place of the sender's ratchet.
 */
export async function openMessage(
  state: ClientState,
  bytes: Uint8Array,
  kind: ContentTypeName,
  suite: CipherSuite,
  sharing: Sharing = unshared,
): Promise<OpenedMessage> {
  const name = digest(bytes);
  const message = privateMessage(await sharing.once('decoded', { objects: [], digest: name }, async () => decodeMessage(bytes)), kind);
  checkHeader(state, message);
  const { keySchedule, groupContext, secretTree } = state;
  const senderData = await sharing.once('sender', { objects: [keySchedule, groupContext], digest: name }, async () => {
    const decoded = await decryptSenderData(message, keySchedule.senderDataSecret, suite);
    return decoded ?? refuse('the sender data does not decode');
  });
  const { node, signatureKey } = senderOf(state, senderData);
  const ratchet = kind === 'application' ? node.application : node.handshake;
  const opened = await sharing.once('content', { objects: [keySchedule, groupContext, ratchet], digest: name }, () =>
    openContent(state, message, senderData, ratchet, signatureKey, suite),
  );
  const after = kind === 'application' ? { ...node, application: opened.ratchet } : { ...node, handshake: opened.ratchet };
  const { content, auth } = opened.content;
  return { sender: senderData.leafIndex, content, auth, secretTree: secretTree.with(2 * senderData.leafIndex, after), digest: name };
}

/** The content, decrypted and with its signature verified, and what is left of the sender's ratchet. */
async function openContent(
  { groupContext, clientConfig }: ClientState,
  message: PrivateMessage,
  { leafIndex, generation, reuseGuard }: SenderData,
  ratchet: Ratchet,
  signatureKey: Uint8Array,
  suite: CipherSuite,
) {
  const { key, nonce, ratchet: left } = await messageKey(ratchet, generation, clientConfig.keyRetentionConfig, suite);
  const guarded = nonce.map((byte, at) => byte ^ (reuseGuard[at] ?? 0));
  const bytes = await suite.hpke.decryptAead(key, guarded, encodePrivateContentAAD(message), message.ciphertext);
  const decoded = decodePrivateMessageContent(message.contentType)(bytes, 0)?.[0];
  check(decoded !== undefined, 'the content does not decode');
  const again = encodePrivateMessageContent({ kind: 'padUntilLength', padUntilLength: bytes.length })(decoded);
  check(bytesEqual(again, bytes), 'the content is not in its one encoding');
  const content = toAuthenticatedContent(decoded, message, leafIndex);
  const { wireformat, auth } = content;
  const isSigned = await verifyFramedContentSignature(signatureKey, wireformat, content.content, auth, groupContext, suite.signature);
  check(isSigned, 'the signature does not verify');
  return { content, ratchet: left };
}

/** An MLSMessage, all of the bytes, and these the one encoding of it: each vector's length in the shortest form (RFC 9420 §2.1.2). Throws a Refusal. */
export function decodeMessage(bytes: Uint8Array): MLSMessage {
  let decoded: readonly [MLSMessage, number] | undefined;
  try {
    decoded = decodeMlsMessage(bytes, 0);
  } catch (error) {
    throw new Refusal('malformed', error instanceof Error ? error.message : String(error));
  }
  if (decoded === undefined || decoded[1] !== bytes.length) throw new Refusal('malformed', 'not an MLSMessage');
  if (!bytesEqual(encodeMlsMessage(decoded[0]), bytes)) throw new Refusal('malformed', 'not the one encoding of an MLSMessage');
  return decoded[0];
}

function privateMessage(message: MLSMessage, kind: ContentTypeName): PrivateMessage {
  if (message.wireformat !== 'mls_private_message') throw new Refusal('malformed', `a message of the wire format ${message.wireformat}`);
  const { contentType } = message.privateMessage;
  if (contentType !== kind) throw new Refusal('malformed', `a private message that holds "${contentType}", not "${kind}"`);
  return message.privateMessage;
}

function checkHeader({ groupContext }: ClientState, { groupId, epoch }: PrivateMessage): void {
  if (!bytesEqual(groupId, groupContext.groupId)) throw new Refusal('foreign_group', 'the group id is another');
  if (epoch === groupContext.epoch) return;
  throw new Refusal(
    epoch < groupContext.epoch ? 'former_epoch' : 'future_epoch',
    `the message is of epoch ${epoch}, the state of ${groupContext.epoch}`,
  );
}

const refuse = (detail: string): never => {
  throw new Refusal('cannot_open', detail);
};

/** The sender's ratchets, as far as we have turned them, and its public key. Throws a Refusal if it is ourselves, or nobody. */
function senderOf(
  { privatePath, secretTree, ratchetTree }: ClientState,
  { leafIndex, generation }: SenderData,
): { readonly node: SecretTreeNode; readonly signatureKey: Uint8Array } {
  if (leafIndex === privatePath.leafIndex) throw new Refusal('own_message', `generation ${generation} of our own ratchet`);
  const node = secretTree[2 * leafIndex];
  const member = ratchetTree[2 * leafIndex];
  if (node === undefined || member?.nodeType !== 'leaf') return refuse(`no member at leaf ${leafIndex}`);
  return { node, signatureKey: member.leaf.signaturePublicKey };
}
