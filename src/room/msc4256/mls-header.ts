/** What anybody can read of an event's MLS message without a key: the public part of a PrivateMessage (RFC 9420 §6.3). */
import { type Epoch, type RoomId, roomId } from '../../names.js';
import { decodePrivateMessage, type Malformed, type MlsContentType } from './mls-framing.js';

export interface MlsHeader {
  /** The MLS group id, which is the room id (MSC4256, auth rule 7). */
  readonly groupId: RoomId;
  /** The epoch in which the message was made. A commit ends it. */
  readonly epoch: Epoch;
  readonly contentType: MlsContentType;
  readonly authenticatedData: Uint8Array;
}

const textDecoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

const NO_BYTES = new Uint8Array();

/** Headers are kept, and the bytes around this one are not. Only a commit has any authenticated data here. */
const ownCopy = (bytes: Uint8Array): Uint8Array => (bytes.length === 0 ? NO_BYTES : bytes.slice());

/** The header of an encoded MLSMessage that holds a PrivateMessage, of a group whose id is UTF-8, as that of a room is. */
export function decodeMlsHeader(bytes: Uint8Array): MlsHeader | Malformed {
  const message = decodePrivateMessage(bytes);
  if ('malformed' in message) return message;
  const { epoch, contentType, authenticatedData } = message;
  try {
    return { groupId: roomId(textDecoder.decode(message.groupId)), epoch, contentType, authenticatedData: ownCopy(authenticatedData) };
  } catch {
    return { malformed: 'the MLS group id is not UTF-8' };
  }
}
