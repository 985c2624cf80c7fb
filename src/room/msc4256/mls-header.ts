/**
 * What anybody can read of an MLS message without a key: the public part of a PrivateMessage (RFC 9420 §6.3) inside an
 * MLSMessage (§6). Read strictly, to the last byte: two servers must not read one event differently (H10).
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
import { type Epoch, type RoomId, roomId } from '../../names.js';

export type MlsContentType = 'application' | 'proposal' | 'commit';

export interface MlsHeader {
  /** The MLS group id, which is the room id (MSC4256, auth rule 7). */
  readonly groupId: RoomId;
  /** The epoch in which the message was made. A commit ends it. */
  readonly epoch: Epoch;
  readonly contentType: MlsContentType;
  readonly authenticatedData: Uint8Array;
}

/** Something could not be read; `malformed` says what and why, as the end of a sentence. */
export interface Malformed {
  readonly malformed: string;
}

const PROTOCOL_VERSION_MLS10 = 1;
const WIRE_FORMAT_PRIVATE_MESSAGE = 2;
/** RFC 9420 §6, ContentType. */
const CONTENT_TYPES: readonly (MlsContentType | undefined)[] = [undefined, 'application', 'proposal', 'commit'];

/** Carries the reason out of the nested reads; never leaves this file. */
class ReadError extends Error {}

/** The header of an encoded MLSMessage that holds a PrivateMessage. */
export function decodeMlsHeader(bytes: Uint8Array): MlsHeader | Malformed {
  try {
    return readHeader(new Reader(bytes));
  } catch (error) {
    if (error instanceof ReadError) return { malformed: error.message };
    throw error;
  }
}

function readHeader(reader: Reader): MlsHeader {
  const version = reader.uint(2);
  if (version !== PROTOCOL_VERSION_MLS10) throw new ReadError(`the MLS protocol version is ${version}, not mls10`);
  const wireFormat = reader.uint(2);
  if (wireFormat !== WIRE_FORMAT_PRIVATE_MESSAGE) throw new ReadError(`the MLS wire format is ${wireFormat}, not a private message`);
  const groupId = roomId(reader.text());
  // Beyond 2^53 the number is rounded, which no rule notices: such an epoch follows no commit.
  const epoch = reader.uint(4) * 2 ** 32 + reader.uint(4);
  const code = reader.uint(1);
  const contentType = CONTENT_TYPES[code];
  if (contentType === undefined) throw new ReadError(`the MLS content type is ${code}`);
  // A copy, because headers are kept and the bytes around this one are not.
  const authenticatedData = reader.vector().slice();
  reader.vector();
  reader.vector();
  reader.end();
  return { groupId, epoch, contentType, authenticatedData };
}

const textDecoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

class Reader {
  private at = 0;

  constructor(private readonly bytes: Uint8Array) {}

  /** A big-endian unsigned integer of up to 4 bytes. */
  uint(length: number): number {
    let value = 0;
    for (const byte of this.take(length)) value = value * 256 + byte;
    return value;
  }

  /** A variable-size vector (RFC 9420 §2.1.2): its length in as few bytes as it needs, two bits saying how many. */
  vector(): Uint8Array {
    const first = this.uint(1);
    const extra = [0, 1, 3][first >> 6];
    if (extra === undefined) throw new ReadError('an MLS vector has an invalid length');
    const length = (first & 0x3f) * 256 ** extra + this.uint(extra);
    const shortest = length < 2 ** 6 ? 0 : length < 2 ** 14 ? 1 : 3;
    if (extra !== shortest) throw new ReadError('an MLS vector does not write its length in the shortest way');
    return this.take(length);
  }

  text(): string {
    const bytes = this.vector();
    try {
      return textDecoder.decode(bytes);
    } catch {
      throw new ReadError('the MLS group id is not UTF-8');
    }
  }

  end(): void {
    const rest = this.bytes.length - this.at;
    if (rest > 0) throw new ReadError(`${rest} bytes follow the MLS message`);
  }

  private take(length: number): Uint8Array {
    const end = this.at + length;
    if (end > this.bytes.length) throw new ReadError('the MLS message ends too early');
    const taken = this.bytes.subarray(this.at, end);
    this.at = end;
    return taken;
  }
}
