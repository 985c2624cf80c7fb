/**
 * A PrivateMessage (RFC 9420 §6.3) inside an MLSMessage (§6), written and read as anybody can who has no key. Read strictly, to the
 * last byte: two servers must not read one event differently (H10).
 *
 *     struct {                               struct {
 *       ProtocolVersion version = mls10;       opaque group_id<V>;
 *       WireFormat wire_format;                uint64 epoch;
 *       PrivateMessage message;                ContentType content_type;
 *     } MLSMessage;                            opaque authenticated_data<V>;
 *                                              opaque encrypted_sender_data<V>;
 *                                              opaque ciphertext<V>;
 *                                            } PrivateMessage;
 */
import type { Epoch } from '../../names.js';
import { opaqueLength, TlsError, TlsReader, writeOpaque, writeUint } from '../tls.js';

export type MlsContentType = 'application' | 'proposal' | 'commit';

export interface PrivateMessage {
  readonly groupId: Uint8Array;
  /** The epoch in which the message was made. A commit ends it. */
  readonly epoch: Epoch;
  readonly contentType: MlsContentType;
  readonly authenticatedData: Uint8Array;
  readonly encryptedSenderData: Uint8Array;
  readonly ciphertext: Uint8Array;
}

/** Something could not be read; `malformed` says what and why, as the end of a sentence. */
export interface Malformed {
  readonly malformed: string;
}

const PROTOCOL_VERSION_MLS10 = 1;
const WIRE_FORMAT_PRIVATE_MESSAGE = 2;
/** RFC 9420 §6, ContentType. */
const CONTENT_TYPE_CODES = { application: 1, proposal: 2, commit: 3 } as const;
const CONTENT_TYPES: readonly (MlsContentType | undefined)[] = [undefined, 'application', 'proposal', 'commit'];

/** Version and wire format; epoch and content type. */
const FIXED_LENGTH = 2 + 2 + 8 + 1;

/** Throws a RangeError for a field that no vector can hold. */
export function encodePrivateMessage(message: PrivateMessage): Uint8Array {
  const { groupId, epoch, contentType, authenticatedData, encryptedSenderData, ciphertext } = message;
  const lengths = opaqueLength(groupId) + opaqueLength(authenticatedData) + opaqueLength(encryptedSenderData) + opaqueLength(ciphertext);
  const bytes = new Uint8Array(FIXED_LENGTH + lengths);
  let at = writeUint(bytes, 0, PROTOCOL_VERSION_MLS10, 2);
  at = writeUint(bytes, at, WIRE_FORMAT_PRIVATE_MESSAGE, 2);
  at = writeOpaque(bytes, at, groupId);
  at = writeUint(bytes, at, epoch, 8);
  at = writeUint(bytes, at, CONTENT_TYPE_CODES[contentType], 1);
  at = writeOpaque(bytes, at, authenticatedData);
  at = writeOpaque(bytes, at, encryptedSenderData);
  writeOpaque(bytes, at, ciphertext);
  return bytes;
}

/** The fields are views of the bytes. */
export function decodePrivateMessage(bytes: Uint8Array): PrivateMessage | Malformed {
  try {
    return read(new TlsReader(bytes));
  } catch (error) {
    if (error instanceof TlsError) return { malformed: error.message };
    throw error;
  }
}

function read(reader: TlsReader): PrivateMessage {
  const version = reader.uint(2);
  if (version !== PROTOCOL_VERSION_MLS10) throw new TlsError(`the MLS protocol version is ${version}, not mls10`);
  const wireFormat = reader.uint(2);
  if (wireFormat !== WIRE_FORMAT_PRIVATE_MESSAGE) throw new TlsError(`the MLS wire format is ${wireFormat}, not a private message`);
  const groupId = reader.opaque();
  // Beyond 2^53 the number is rounded, which no rule notices: such an epoch follows no commit.
  const epoch = reader.uint(8);
  const code = reader.uint(1);
  const contentType = CONTENT_TYPES[code];
  if (contentType === undefined) throw new TlsError(`the MLS content type is ${code}`);
  const authenticatedData = reader.opaque();
  const encryptedSenderData = reader.opaque();
  const ciphertext = reader.opaque();
  reader.end();
  return { groupId, epoch, contentType, authenticatedData, encryptedSenderData, ciphertext };
}
