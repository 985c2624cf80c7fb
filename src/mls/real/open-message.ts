/**
 * Opening a PrivateMessage (RFC 9420 §6.3.2), as far as its content and its signature. What the header says is checked first:
 * ts-mls would see a foreign group or another epoch only as a failed decryption.
 */
import type { ClientState } from 'ts-mls/clientState.js';
import type { ContentTypeName } from 'ts-mls/contentType.js';
import type { FramedContent, FramedContentAuthData } from 'ts-mls/framedContent.js';
import { decodeMlsMessage, type MLSMessage } from 'ts-mls/message.js';
import { unprotectPrivateMessage } from 'ts-mls/messageProtection.js';
import { decryptSenderData, type PrivateMessage } from 'ts-mls/privateMessage.js';
import type { SecretTree } from 'ts-mls/secretTree.js';
import { bytesEqual } from './bytes.js';
import type { CipherSuite } from './cipher-suite.js';
import { Refusal } from './failure.js';

export interface OpenedMessage {
  /** The sender's leaf index. */
  readonly sender: number;
  readonly content: FramedContent;
  readonly auth: FramedContentAuthData;
  /** The secret tree without this message's key. */
  readonly secretTree: SecretTree;
}

/** Throws: a Refusal for what we can name; anything for what does not open. */
export async function openMessage(
  state: ClientState,
  bytes: Uint8Array,
  kind: ContentTypeName,
  suite: CipherSuite,
): Promise<OpenedMessage> {
  const message = privateMessage(bytes, kind);
  checkHeader(state, message);
  const sender = await checkSender(state, message, kind, suite);
  const { content, tree } = await unprotectPrivateMessage(
    state.keySchedule.senderDataSecret,
    message,
    state.secretTree,
    state.ratchetTree,
    state.groupContext,
    state.clientConfig.keyRetentionConfig,
    suite,
  );
  return { sender, content: content.content, auth: content.auth, secretTree: tree };
}

/** An MLSMessage, all of the bytes. Throws a Refusal. */
export function decodeMessage(bytes: Uint8Array): MLSMessage {
  let decoded: readonly [MLSMessage, number] | undefined;
  try {
    decoded = decodeMlsMessage(bytes, 0);
  } catch (error) {
    throw new Refusal('malformed', error instanceof Error ? error.message : String(error));
  }
  if (decoded === undefined || decoded[1] !== bytes.length) throw new Refusal('malformed', 'not an MLSMessage');
  return decoded[0];
}

function privateMessage(bytes: Uint8Array, kind: ContentTypeName): PrivateMessage {
  const message = decodeMessage(bytes);
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

async function checkSender(state: ClientState, message: PrivateMessage, kind: ContentTypeName, suite: CipherSuite): Promise<number> {
  const senderData = await decryptSenderData(message, state.keySchedule.senderDataSecret, suite);
  if (senderData === undefined) throw new Refusal('cannot_open', 'the sender data does not decode');
  const { leafIndex, generation } = senderData;
  if (leafIndex === state.privatePath.leafIndex) throw new Refusal('own_message', `generation ${generation} of our own ratchet`);
  const ratchets = state.secretTree[2 * leafIndex];
  if (ratchets === undefined || state.ratchetTree[2 * leafIndex] === undefined)
    throw new Refusal('cannot_open', `no member at leaf ${leafIndex}`);
  const ratchet = kind === 'application' ? ratchets.application : ratchets.handshake;
  if (generation < ratchet.generation && ratchet.unusedGenerations[generation] === undefined) {
    throw new Refusal('used_generation', `generation ${generation} of leaf ${leafIndex}, which is at ${ratchet.generation}`);
  }
  return leafIndex;
}
