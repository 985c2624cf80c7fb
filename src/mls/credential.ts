/**
 * The identity inside a member's basic credential: user id, device id and public signature key, each an `opaque<V>` (MSC4256,
 * "Credentials & KeyPackages"; the MSC leaves the vectors' form open, RFC 9420 has only this one). A device of ours,
 * `@user:server/1`, is the user id before the last slash and the device id after it.
 */
import { type DeviceId, deviceId, userOfDevice } from '../names.js';
import { decodeOpaques, encodeOpaque } from '../room/tls.js';

export interface Identity {
  readonly device: DeviceId;
  readonly signatureKey: Uint8Array;
}

export function encodeIdentity({ device, signatureKey }: Identity): Uint8Array {
  const user = userOfDevice(device);
  const utf8 = new TextEncoder();
  const fields = [utf8.encode(user), utf8.encode(device.slice(user.length + 1)), signatureKey].map(encodeOpaque);
  const encoded = new Uint8Array(fields.reduce((length, field) => length + field.length, 0));
  let offset = 0;
  for (const field of fields) {
    encoded.set(field, offset);
    offset += field.length;
  }
  return encoded;
}

/** Undefined unless the bytes are exactly three fields, the first two non-empty UTF-8, the device id without a slash. */
export function decodeIdentity(bytes: Uint8Array): Identity | undefined {
  const [user, device, signatureKey, ...rest] = decodeOpaques(bytes) ?? [];
  if (user === undefined || device === undefined || signatureKey === undefined || rest.length > 0) return undefined;
  const userText = decodeUtf8(user);
  const deviceText = decodeUtf8(device);
  if (!userText || !deviceText || deviceText.includes('/')) return undefined;
  return { device: deviceId(`${userText}/${deviceText}`), signatureKey };
}

function decodeUtf8(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return undefined;
  }
}
