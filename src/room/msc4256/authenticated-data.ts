/**
 * What a commit says in the clear: the CBOR map in the authenticated data of its PrivateMessage (MSC4256, "State events").
 * Servers decide by it, so only one encoding of a value is valid, the deterministic one of RFC 8949 §4.2.1 (H10). Keys that
 * the MSC does not name are refused, as are federation lists that are missing: its rules "favour stricter validation".
 */
import { Encoder } from 'cbor-x';
import type { Malformed } from './mls-framing.js';

/** Who has to have verified whom to be added, from the strictest to the laxest. */
export const VERIFICATION_LEVELS = ['m.direct', 'm.cross', 'm.tofu', 'm.none'] as const;
export type VerificationLevel = (typeof VERIFICATION_LEVELS)[number];

export interface FederationData {
  /** Servers that may publish commits, the most powerful first. */
  readonly powers: readonly string[];
  /** Servers that take part in the room. */
  readonly servers: readonly string[];
  /** Servers that may offer commits as `m.mls.pending_commit`. */
  readonly canPropose: readonly string[];
}

export interface SecurityData {
  /** How long a device may keep left group states, in seconds. Absent: 0. Not clamped yet, see `usableWindowSeconds`. */
  readonly windowSeconds?: number;
  /** Absent: `m.cross`. */
  readonly requiredVerification?: VerificationLevel;
}

/** The lists may be empty or name a server twice or wrongly: the auth rules speak about that, one list at a time. */
export interface AuthenticatedData {
  readonly federation: FederationData;
  /** Absent: both defaults. */
  readonly security?: SecurityData;
}

export const DEFAULT_WINDOW_SECONDS = 0;
export const DEFAULT_VERIFICATION: VerificationLevel = 'm.cross';
const MAX_WINDOW_SECONDS = 7 * 24 * 3600;

/** The window as a client uses it: values above seven days count as seven days. */
export const usableWindowSeconds = (windowSeconds: number): number => Math.min(windowSeconds, MAX_WINDOW_SECONDS);

const cbor = new Encoder({ useRecords: false, variableMapSize: true, mapsAsObjects: true, tagUint8Array: false });

/** The one valid encoding. Integers must be safe; the window must not be negative. */
export function encodeAuthenticatedData({ federation, security }: AuthenticatedData): Uint8Array {
  // Keys stand in the order of their encodings: shorter ones first, then bytewise (RFC 8949 §4.2.1).
  const map = {
    ...(security && {
      security: {
        ...(security.windowSeconds !== undefined && { window: cborInteger(security.windowSeconds) }),
        ...(security.requiredVerification !== undefined && { required_verification: security.requiredVerification }),
      },
    }),
    federation: { powers: federation.powers, servers: federation.servers, can_propose: federation.canPropose },
  };
  return new Uint8Array(cbor.encode(map));
}

/** The value of an encoding, if it is the valid one. */
export function decodeAuthenticatedData(bytes: Uint8Array): AuthenticatedData | Malformed {
  let decoded: unknown;
  try {
    decoded = cbor.decode(bytes);
  } catch {
    return { malformed: 'the authenticated data is not CBOR' };
  }
  const data = shape(decoded);
  if ('malformed' in data) return data;
  // Catches duplicate keys, long forms, indefinite lengths, other orders, floats and trailing bytes alike.
  return equalBytes(bytes, encodeAuthenticatedData(data)) ? data : { malformed: 'the authenticated data is not in deterministic CBOR' };
}

function shape(decoded: unknown): AuthenticatedData | Malformed {
  if (!isMap(decoded, ['federation', 'security'])) return { malformed: 'the authenticated data is not a map of federation and security' };
  const { federation, security } = decoded;
  if (!isMap(federation, ['powers', 'servers', 'can_propose'])) return { malformed: 'federation is not a map of its three lists' };
  const { powers, servers, can_propose: canPropose } = federation;
  if (!isTexts(powers)) return { malformed: 'federation.powers is not a list of texts' };
  if (!isTexts(servers)) return { malformed: 'federation.servers is not a list of texts' };
  if (!isTexts(canPropose)) return { malformed: 'federation.can_propose is not a list of texts' };
  const lists: FederationData = { powers, servers, canPropose };
  if (security === undefined) return { federation: lists };
  if (!isMap(security, ['window', 'required_verification'])) return { malformed: 'security is not a map of what it may hold' };
  const { window, required_verification: verification } = security;
  const windowSeconds = typeof window === 'bigint' ? Number(window) : window;
  if (windowSeconds !== undefined && !isWindow(windowSeconds)) return { malformed: 'security.window is not a number of seconds' };
  if (verification !== undefined && !isVerification(verification)) return { malformed: 'security.required_verification is unknown' };
  return {
    federation: lists,
    security: {
      ...(windowSeconds !== undefined && { windowSeconds }),
      ...(verification !== undefined && { requiredVerification: verification }),
    },
  };
}

function isMap(value: unknown, keys: readonly string[]): value is Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null || Object.getPrototypeOf(value) !== Object.prototype) return false;
  return Object.keys(value).every((key) => keys.includes(key));
}

const isTexts = (value: unknown): value is readonly string[] => Array.isArray(value) && value.every((entry) => typeof entry === 'string');

const isWindow = (value: unknown): value is number => Number.isSafeInteger(value) && Number(value) >= 0;

const isVerification = (value: unknown): value is VerificationLevel => VERIFICATION_LEVELS.some((level) => level === value);

/** cbor-x writes a number from 2^32 as a float and a bigint as an integer of 64 bits. */
const cborInteger = (value: number): number | bigint => (value >= 2 ** 32 ? BigInt(value) : value);

const equalBytes = (a: Uint8Array, b: Uint8Array): boolean => a.length === b.length && a.every((byte, at) => byte === b[at]);
