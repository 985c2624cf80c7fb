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
import type { GenerationSecret, SecretTree, SecretTreeNode } from 'ts-mls/secretTree.js';
import type { SenderData } from 'ts-mls/sender.js';
import { bytesEqual } from './bytes.js';
import type { CipherSuite } from './cipher-suite.js';
import { Refusal } from './failure.js';
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
  const { node, ratchet } = senderRatchet(state, senderData, kind);
  const place = 2 * senderData.leafIndex;
  const opened = await sharing.once('content', { objects: [keySchedule, groupContext, ratchet], digest: name }, async () => {
    const { content, tree } = await unprotectPrivateMessage(
      keySchedule.senderDataSecret,
      message,
      secretTree,
      state.ratchetTree,
      groupContext,
      state.clientConfig.keyRetentionConfig,
      suite,
    );
    const after = tree[place];
    return { content, ratchet: after === undefined ? ratchet : ratchetIn(after, kind) };
  });
  const after = kind === 'application' ? { ...node, application: opened.ratchet } : { ...node, handshake: opened.ratchet };
  const { content, auth } = opened.content;
  return { sender: senderData.leafIndex, content, auth, secretTree: secretTree.with(place, after), digest: name };
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

const ratchetIn = ({ application, handshake }: SecretTreeNode, kind: ContentTypeName): GenerationSecret =>
  kind === 'application' ? application : handshake;

/** Where we are in the sender's ratchet. Throws a Refusal if it is our own, or the key was used. */
function senderRatchet(
  state: ClientState,
  { leafIndex, generation }: SenderData,
  kind: ContentTypeName,
): { readonly node: SecretTreeNode; readonly ratchet: GenerationSecret } {
  if (leafIndex === state.privatePath.leafIndex) throw new Refusal('own_message', `generation ${generation} of our own ratchet`);
  const node = state.secretTree[2 * leafIndex];
  if (node === undefined || state.ratchetTree[2 * leafIndex] === undefined) return refuse(`no member at leaf ${leafIndex}`);
  const ratchet = ratchetIn(node, kind);
  if (generation < ratchet.generation && ratchet.unusedGenerations[generation] === undefined) {
    throw new Refusal('used_generation', `generation ${generation} of leaf ${leafIndex}, which is at ${ratchet.generation}`);
  }
  return { node, ratchet };
}
