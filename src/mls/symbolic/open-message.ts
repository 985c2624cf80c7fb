/** Opening a PrivateMessage (RFC 9420 §6.3.2), in the order in which a client can: header, sender data, content. */
import type { MlsContentType } from '../../room/msc4256/mls-framing.js';
import type { Contents, PrivateContent } from './contents.js';
import type { SymbolicGroupState } from './group-state.js';
import { type Refusal, refused } from './refusal.js';
import type { SenderRatchets } from './sender-ratchets.js';

export interface OpenedMessage {
  readonly ok: true;
  /** The sender's leaf. */
  readonly sender: number;
  readonly content: PrivateContent;
  /** Without this message's key. */
  readonly ratchets: SenderRatchets;
}

export function openMessage(
  state: SymbolicGroupState,
  bytes: Uint8Array,
  type: MlsContentType,
  contents: Contents,
): OpenedMessage | Refusal {
  const { group, leaf, secrets } = state.knowledge;
  const received = contents.message(bytes);
  if (received === 'malformed') return refused('malformed', 'not an MLSMessage that holds a private message');
  if (received.contentType !== type) return refused('malformed', `a private message that holds "${received.contentType}", not "${type}"`);
  if (received.groupId !== group.groupIdText) return refused('foreign_group', 'the group id is another');
  if (received.epoch !== group.epoch) {
    const failure = received.epoch < group.epoch ? 'former_epoch' : 'future_epoch';
    return refused(failure, `the message is of epoch ${received.epoch}, the state of ${group.epoch}`);
  }
  const { found } = received;
  const place = found?.senderData.open(secrets.senderData);
  if (found === undefined || place === undefined) return refused('cannot_open', 'the sender data does not decrypt');
  if (place.leaf === leaf) return refused('own_message', `generation ${place.generation} of our own ratchet`);
  const ratchets = state.ratchets.without(place);
  if (ratchets === 'used_generation') return refused('used_generation', `generation ${place.generation} of leaf ${place.leaf}`);
  const content = ratchets === 'cannot_open' ? undefined : state.ratchets.open(found.content, place);
  if (ratchets === 'cannot_open' || content === undefined || !received.isWhole) {
    return refused('cannot_open', 'the content does not decrypt');
  }
  return { ok: true, sender: place.leaf, content, ratchets };
}
