/**
 * The bytes. An MLSMessage's public part is genuine (RFC 9420 §6, §6.3, §12.4.3.1): servers and devices read it as they read any.
 * What would be encrypted has the length that it would have, begins with the id of what it stands for, and is zero from there
 * on: so every change of it shows, as it would by an AEAD.
 */
import { decodePrivateMessage, encodePrivateMessage, type MlsContentType } from '../../room/msc4256/mls-framing.js';
import { decodeOpaques, encodeOpaque } from '../../room/tls.js';

export const ID_LENGTH = 16;

export interface PrivateMessageHeader {
  /** One character a byte. */
  readonly groupId: string;
  readonly epoch: number;
  readonly contentType: MlsContentType;
  /** As the group id. */
  readonly authenticatedData: string;
}

/** What somebody with every key could still see of a PrivateMessage. */
export interface ReadPrivateMessage extends PrivateMessageHeader {
  /** Undefined: the sender data, or the part of the ciphertext that it depends on, is not what anybody made. */
  readonly id: string | undefined;
  /** The rest of the ciphertext is. */
  readonly isWhole: boolean;
  /** Of the whole. */
  readonly length: number;
}

export interface ReadWelcome {
  readonly cipherSuite: number;
  readonly secrets: readonly ReadGroupSecrets[];
  /** Undefined: the group info is not what anybody made. */
  readonly id: string | undefined;
  readonly groupInfoLength: number;
}

export interface ReadGroupSecrets {
  /** The reference of the key package that they are for. */
  readonly newMember: string;
  /** Undefined: they are not what anybody made for that key package. */
  readonly id: string | undefined;
  readonly ciphertextLength: number;
}

const MLS10 = 1;
const WELCOME = 3;

export function writePrivateMessage(
  header: PrivateMessageHeader,
  id: string,
  lengths: { readonly senderData: number; readonly ciphertext: number },
): Uint8Array {
  return encodePrivateMessage({
    groupId: toBytes(header.groupId),
    epoch: header.epoch,
    contentType: header.contentType,
    authenticatedData: toBytes(header.authenticatedData),
    encryptedSenderData: standIn(id, lengths.senderData),
    ciphertext: standIn(id, lengths.ciphertext),
  });
}

/**
 * Undefined unless the bytes are an MLSMessage that holds a PrivateMessage.
 * @param sample how many bytes of the ciphertext the key of the sender data depends on (§6.3.2): as many as a hash of the suite has
 */
export function readPrivateMessage(bytes: Uint8Array, sample: number): ReadPrivateMessage | undefined {
  const message = decodePrivateMessage(bytes);
  if ('malformed' in message) return undefined;
  const { epoch, contentType, encryptedSenderData, ciphertext } = message;
  const id = idOf(encryptedSenderData, encryptedSenderData.length);
  return {
    groupId: toText(message.groupId),
    epoch,
    contentType,
    authenticatedData: toText(message.authenticatedData),
    id: id !== undefined && id === idOf(ciphertext, sample) ? id : undefined,
    isWhole: idOf(ciphertext, ciphertext.length) !== undefined,
    length: bytes.length,
  };
}

export function encodeWelcome(
  welcome: { readonly cipherSuite: number; readonly newMembers: readonly string[]; readonly id: string },
  lengths: { readonly kemOutput: number; readonly groupSecrets: number; readonly groupInfo: number },
): Uint8Array {
  const secrets = welcome.newMembers.map((newMember) =>
    concat(
      encodeOpaque(toBytes(newMember)),
      encodeOpaque(standIn(welcome.id + newMember.slice(0, lengths.kemOutput - ID_LENGTH), lengths.kemOutput)),
      encodeOpaque(standIn('', lengths.groupSecrets)),
    ),
  );
  return concat(
    uint16(MLS10),
    uint16(WELCOME),
    uint16(welcome.cipherSuite),
    encodeOpaque(concat(...secrets)),
    encodeOpaque(standIn(welcome.id, lengths.groupInfo)),
  );
}

/** Undefined unless the bytes are an MLSMessage that holds a Welcome. */
export function decodeWelcome(bytes: Uint8Array): ReadWelcome | undefined {
  const [secrets, groupInfo, ...rest] = (isOfFormat(bytes, WELCOME) ? decodeOpaques(bytes, 6) : undefined) ?? [];
  const fields = secrets === undefined ? undefined : decodeOpaques(secrets);
  if (fields === undefined || fields.length % 3 !== 0 || groupInfo === undefined || rest.length > 0) return undefined;
  const entries: ReadGroupSecrets[] = [];
  for (let at = 0; at < fields.length; at += 3) {
    const [newMember, kemOutput, ciphertext] = fields.slice(at, at + 3).map(toText);
    if (newMember === undefined || kemOutput === undefined || ciphertext === undefined) return undefined;
    const id = kemOutput.slice(0, ID_LENGTH);
    const isMade =
      kemOutput.slice(ID_LENGTH) === newMember.slice(0, kemOutput.length - ID_LENGTH) && isZero(toBytes(ciphertext), 0, ciphertext.length);
    entries.push({ newMember, id: isMade ? id : undefined, ciphertextLength: ciphertext.length });
  }
  return { cipherSuite: uint16At(bytes, 4), secrets: entries, id: idOf(groupInfo, groupInfo.length), groupInfoLength: groupInfo.length };
}

/** A key package's bytes, which nobody reads but an engine, stand for it whole. */
export const encodeKeyPackage = (id: string, length: number): Uint8Array => standIn(id, length);

/** Undefined: not what anybody made. */
export const decodeKeyPackage = (bytes: Uint8Array): string | undefined => idOf(bytes, bytes.length);

/** Of one call; V8 takes more. */
const ARGUMENTS_MAX = 4_096;

/** One character a byte, which compares and serves as a key where bytes do not. */
export function toText(bytes: Uint8Array): string {
  if (bytes.length <= ARGUMENTS_MAX) return Reflect.apply(String.fromCharCode, undefined, bytes);
  return toText(bytes.subarray(0, ARGUMENTS_MAX)) + toText(bytes.subarray(ARGUMENTS_MAX));
}

export const toBytes = (text: string): Uint8Array => standIn(text, text.length);

/** An id, and zeros up to a length. */
function standIn(id: string, length: number): Uint8Array {
  const bytes = new Uint8Array(length);
  for (let at = 0; at < id.length; at++) bytes[at] = id.charCodeAt(at);
  return bytes;
}

/** The id at the beginning, if there are only zeros behind it up to `end`. */
function idOf(bytes: Uint8Array, end: number): string | undefined {
  return bytes.length >= ID_LENGTH && isZero(bytes, ID_LENGTH, end) ? toText(bytes.subarray(0, ID_LENGTH)) : undefined;
}

function isZero(bytes: Uint8Array, from: number, to: number): boolean {
  for (let at = from; at < to; at++) if (bytes[at] !== 0) return false;
  return true;
}

const isOfFormat = (bytes: Uint8Array, wireFormat: number): boolean => uint16At(bytes, 0) === MLS10 && uint16At(bytes, 2) === wireFormat;

const uint16 = (value: number): Uint8Array => Uint8Array.of(value >> 8, value & 0xff);
const uint16At = (bytes: Uint8Array, at: number): number => (bytes[at] ?? 0) * 256 + (bytes[at + 1] ?? 0);

function concat(...parts: readonly Uint8Array[]): Uint8Array {
  const joined = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let offset = 0;
  for (const part of parts) {
    joined.set(part, offset);
    offset += part.length;
  }
  return joined;
}
