/**
 * Writes an MLSMessage that holds a PrivateMessage (RFC 9420 §6, §6.3), for those who make MLS bytes without an MLS engine: a
 * hand-written DAG. `mls-header.ts` has the structure and reads it.
 */
import type { MlsHeader } from './mls-header.js';

export interface PrivateMessage extends MlsHeader {
  readonly encryptedSenderData: Uint8Array;
  readonly ciphertext: Uint8Array;
}

const CONTENT_TYPE_CODES = { application: 1, proposal: 2, commit: 3 } as const;

export function encodePrivateMessage(message: PrivateMessage): Uint8Array {
  const { groupId, epoch, contentType, authenticatedData, encryptedSenderData, ciphertext } = message;
  return Uint8Array.from([
    // ProtocolVersion mls10, WireFormat mls_private_message.
    ...[0, 1, 0, 2],
    ...vector(new TextEncoder().encode(groupId)),
    ...bigEndian(Math.floor(epoch / 2 ** 32), 4),
    ...bigEndian(epoch % 2 ** 32, 4),
    CONTENT_TYPE_CODES[contentType],
    ...vector(authenticatedData),
    ...vector(encryptedSenderData),
    ...vector(ciphertext),
  ]);
}

/** A variable-size vector (RFC 9420 §2.1.2): its length in as few bytes as it needs, two bits saying how many. */
function vector(bytes: Uint8Array): readonly number[] {
  const { length } = bytes;
  if (length < 2 ** 6) return [length, ...bytes];
  return length < 2 ** 14 ? [...bigEndian(length + 2 ** 14, 2), ...bytes] : [...bigEndian(length + 2 ** 31, 4), ...bytes];
}

const bigEndian = (value: number, bytes: number): readonly number[] =>
  Array.from({ length: bytes }, (_, at) => Math.floor(value / 256 ** (bytes - 1 - at)) % 256);
