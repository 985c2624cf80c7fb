/**
 * What an event's MLS bytes say to a server: the header of anything that carries MLS (`m.mls.commit`,
 * `m.mls.pending_commit`, `m.room.encrypted`), and of a commit also its authenticated data.
 *
 * Alphabets (H10): a commit is "urlsafe base64 without padding" and a pending commit "has the same format"; of an encrypted
 * event the MSC says only "unpadded_base_64", so there either alphabet is read, never a mix of both.
 */
import { type Base64Alphabet, decodeBase64 } from '../base64.js';
import type { RoomEvent } from '../event.js';
import {
  DEFAULT_VERIFICATION,
  DEFAULT_WINDOW_SECONDS,
  decodeAuthenticatedData,
  type FederationData,
  type VerificationLevel,
} from './authenticated-data.js';
import type { Malformed } from './mls-framing.js';
import { decodeMlsHeader, type MlsHeader } from './mls-header.js';
import { ENCRYPTED_TYPE } from './names.js';

export interface CommitContent {
  readonly header: MlsHeader;
  readonly federation: FederationData;
  readonly security: {
    /** Seconds, as the commit says it or 0; clients clamp it to seven days (`usableWindowSeconds`). */
    readonly windowSeconds: number;
    readonly requiredVerification: VerificationLevel;
  };
  /** The encoded MLSMessage. */
  readonly mlsBytes: Uint8Array;
}

/** The MLS bytes that an event carries in `content.ciphertext`. */
export function readMlsBytes({ pdu }: RoomEvent): Uint8Array | Malformed {
  const { ciphertext } = pdu.content;
  if (typeof ciphertext !== 'string') return { malformed: 'the event has no ciphertext' };
  const alphabet: Base64Alphabet = pdu.type === ENCRYPTED_TYPE && /[+/]/.test(ciphertext) ? 'standard' : 'url-safe';
  return decodeBase64(ciphertext, alphabet) ?? { malformed: `the ciphertext is not ${alphabet} base64 without padding` };
}

/** What a commit or a pending commit says. */
export function readCommitContent(event: RoomEvent): CommitContent | Malformed {
  const mlsBytes = readMlsBytes(event);
  if ('malformed' in mlsBytes) return mlsBytes;
  const header = decodeMlsHeader(mlsBytes);
  if ('malformed' in header) return header;
  const data = decodeAuthenticatedData(header.authenticatedData);
  if ('malformed' in data) return data;
  return {
    header,
    federation: data.federation,
    security: {
      windowSeconds: data.security?.windowSeconds ?? DEFAULT_WINDOW_SECONDS,
      requiredVerification: data.security?.requiredVerification ?? DEFAULT_VERIFICATION,
    },
    mlsBytes,
  };
}

/**
 * Whether two commits, pending or published, carry the same MLS bytes: what makes one the duplicate or the conversion of the
 * other (H31, H37). Commits have one encoding, so their texts are compared; events that carry none, such as redacted ones, have
 * no bytes in common.
 */
export function sameMlsBytes(a: RoomEvent, b: RoomEvent): boolean {
  const { ciphertext } = a.pdu.content;
  return typeof ciphertext === 'string' && ciphertext === b.pdu.content.ciphertext;
}
