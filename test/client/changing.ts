/** Wishes for a device on the bench, and what came of them. */
import type { Change } from '../../src/client/intents.js';
import { deviceId } from '../../src/names.js';
import { decodeBase64 } from '../../src/room/base64.js';
import { decodeAuthenticatedData } from '../../src/room/msc4256/authenticated-data.js';
import { decodeMlsHeader } from '../../src/room/msc4256/mls-header.js';
import { claimedOf, type DeviceBench } from './device-bench.js';

/** A device that is not in the group yet. */
export const NEW = deviceId('@new:c/1');

export const want = (on: DeviceBench, change: Change) => on.command({ kind: 'change', change });
export const made = (on: DeviceBench) =>
  on.factsOf('commit_created').map(({ commit, intent, parent, way }) => [commit, intent, parent, way]);
export const satisfied = (on: DeviceBench) => on.factsOf('change_satisfied').map(({ intent, commit }) => [intent, commit]);

/** What the device's last commit says in the clear. */
export function said(on: DeviceBench) {
  const sent = on.asked.flatMap(({ body }) => (body.kind === 'send_event' ? [body] : [])).at(-1);
  const header = decodeMlsHeader(decodeBase64(String(sent?.content.ciphertext), 'url-safe') ?? new Uint8Array());
  if ('malformed' in header) throw new Error(header.malformed);
  return decodeAuthenticatedData(header.authenticatedData);
}

/** The key package of `NEW` comes. */
export const giveKeyPackage = async (on: DeviceBench, ...devices: readonly string[]) => {
  const claim = on.asked.find(({ body }) => body.kind === 'claim_keys');
  if (claim === undefined) throw new Error('the device wants no key packages');
  const keyPackages = await Promise.all(devices.map((device) => claimedOf(on.mls, deviceId(device))));
  return on.answer(claim, { kind: 'claimed_keys', keyPackages });
};
