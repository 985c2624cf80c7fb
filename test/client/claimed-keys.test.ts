/** What a client finds wrong with the keys of a device that it wants to add (MSC4256, "Credentials & KeyPackages"), on real keys. */
import { encodeKeyPackage, generateKeyPackageWithKey, makeKeyPackageRef } from 'ts-mls/keyPackage.js';
import { beforeAll, describe, expect, it } from 'vitest';
import type { DeviceKeys } from '../../src/api/device-keys.js';
import { ClaimedKeys, type VouchedKeyPackage } from '../../src/client/claimed-keys.js';
import { credentialId, signedDeviceKeys } from '../../src/client/device-keys.js';
import { lifetimeFrom } from '../../src/client/key-package-lifetime.js';
import { userIdentity } from '../../src/client/user-identity.js';
import { type LocalInstant, localInstant } from '../../src/kernel/time.js';
import { decodeIdentity, encodeIdentity } from '../../src/mls/credential.js';
import type { Lifetime, MlsClient } from '../../src/mls/engine.js';
import { unlimitedLifetime } from '../../src/mls/limits.js';
import { cipherSuites } from '../../src/mls/real/cipher-suite.js';
import { createRealEngine } from '../../src/mls/real/engine.js';
import { capabilities } from '../../src/mls/real/group-parameters.js';
import { deviceId, keyPackageLabel, roomId, userId } from '../../src/names.js';
import { decodeBase64, encodeBase64 } from '../../src/room/base64.js';
import { ed25519 } from '../../src/room/crypto.js';
import { algorithmOf } from '../../src/room/msc4256/names.js';
import { entropyFor, suiteName } from '../mls/devices.js';

const ALGORITHM = algorithmOf(suiteName);
const BOB = deviceId('@bob:b/LAPTOP');
const DAY = 24 * 60 * 60 * 1e6;
const MADE_AT = localInstant(0);

const engine = createRealEngine({ cipherSuite: suiteName, entropyFor });
const seed = (name: string) => entropyFor(name)(32);
const bob = userIdentity(userId('@bob:b'), ed25519, seed('master'), seed('self-signing'));
const mallory = userIdentity(userId('@bob:b'), ed25519, seed("mallory's master"), seed("mallory's self-signing"));
const fingerprint = ed25519.key(seed('fingerprint'));

let alice: MlsClient;
let owner: MlsClient;
let good: VouchedKeyPackage & { readonly deviceKeys: DeviceKeys };

const claimedFrom = async (mls: MlsClient, lastResort = false): Promise<VouchedKeyPackage> => {
  const { bytes, reference } = await mls.createKeyPackage({ lastResort, lifetime: lifetimeFrom(MADE_AT) });
  return { device: BOB, keyId: `${ALGORITHM}:${reference}`, keyPackage: encodeBase64(bytes, 'standard'), label: keyPackageLabel(BOB, 1) };
};

beforeAll(async () => {
  alice = await engine.createClient(deviceId('@alice:a/PHONE'));
  owner = await engine.createClient(BOB);
  const deviceKeys = await signedDeviceKeys(owner, ALGORITHM, fingerprint, bob);
  good = { ...(await claimedFrom(owner)), deviceKeys, userKeys: bob.published };
});

const problem = (claimed: VouchedKeyPackage, now: LocalInstant = MADE_AT, required: 'm.cross' | 'm.none' | 'm.tofu' = 'm.cross') =>
  new ClaimedKeys(alice, ALGORITHM, ed25519).problemWith(claimed, required, now);

describe('device keys', () => {
  it('should hold the credential under the algorithm, signed by device, credential and user', () => {
    const { deviceKeys } = good;
    const id = `${ALGORITHM}:LAPTOP`;
    expect(deviceKeys).toMatchObject({ user_id: '@bob:b', device_id: 'LAPTOP', algorithms: [ALGORITHM] });
    expect(Object.keys(deviceKeys.keys)).toEqual(['ed25519:LAPTOP', id]);
    expect(Object.keys(deviceKeys.signatures['@bob:b'] ?? {})).toEqual(['ed25519:LAPTOP', id, `ed25519:${bob.selfSigning.publicKey}`]);
    const identity = decodeIdentity(decodeBase64(deviceKeys.keys[id] ?? '', 'standard') ?? new Uint8Array());
    expect(identity?.device).toBe(BOB);
    expect(identity?.signatureKey).toHaveLength(32);
  });
});

describe('a claimed key package', () => {
  it('should be of use as it was uploaded, also as a last resort', async () => {
    expect(await problem(good)).toBeUndefined();
    expect(await problem({ ...good, ...(await claimedFrom(owner, true)) })).toBeUndefined();
    expect(await problem(good, MADE_AT, 'm.tofu')).toBeUndefined();
  });

  it('should be of use from a day before it was made to 90 days after, by the clock of who adds it', async () => {
    const at = (days: number, seconds = 0) => localInstant(days * DAY + seconds * 1e6);
    expect(await problem(good, at(-1))).toBeUndefined();
    expect(await problem(good, at(-1, -1))).toBe('its key package is not valid yet');
    expect(await problem(good, at(90))).toBeUndefined();
    expect(await problem(good, at(90, 1))).toBe('its key package has expired');
  });

  it('should be of no use if it is meant to live longer than any of ours', async () => {
    const { notBefore, notAfter } = lifetimeFrom(MADE_AT);
    const living = async (lifetime: Lifetime) => {
      const { bytes, reference } = await owner.createKeyPackage({ lastResort: false, lifetime });
      return problem({ ...good, keyId: `${ALGORITHM}:${reference}`, keyPackage: encodeBase64(bytes, 'standard') });
    };
    expect(await living({ notBefore: notBefore - 1, notAfter: notAfter - 1 })).toBeUndefined();
    expect(await living({ notBefore: notBefore - 1, notAfter })).toBe('its key package has too long a lifetime');
    expect(await living(unlimitedLifetime)).toBe('its key package has too long a lifetime');
  });

  it('should be of no use if it is damaged, of another device or suite, or under the id of another', async () => {
    const bytes = decodeBase64(good.keyPackage, 'standard') ?? new Uint8Array();
    for (let at = 0; at < bytes.length; at += 5) {
      const damaged = encodeBase64(bytes.with(at, (bytes[at] ?? 0) ^ 1), 'standard');
      expect(await problem({ ...good, keyPackage: damaged })).toBeDefined();
    }
    const carol = await engine.createClient(deviceId('@carol:b/1'));
    const chaCha = createRealEngine({ cipherSuite: 'MLS_128_DHKEMX25519_CHACHA20POLY1305_SHA256_Ed25519', entropyFor });
    expect(await problem({ ...good, keyPackage: '' })).toBe('its key package is not valid');
    expect(await problem({ ...good, ...(await claimedFrom(await chaCha.createClient(BOB))) })).toBe('its key package is not valid');
    expect(await problem({ ...good, ...(await claimedFrom(carol)) })).toBe('its key package is of @carol:b/1');
    expect(await problem({ ...good, keyId: `${good.keyId}x` })).toBe('its key package stands under the id of another');
  });

  it('should be of no use, and not to be added, if its device does not support the encrypted state (0xF6D0)', async () => {
    const suite = cipherSuites(suiteName).drawingFrom(entropyFor('without'));
    const key = await suite.signature.keygen();
    const identity = encodeIdentity({ device: BOB, signatureKey: key.publicKey });
    const { publicPackage } = await generateKeyPackageWithKey(
      { credentialType: 'basic', identity },
      { ...capabilities(suite), extensions: [] },
      { notBefore: 0n, notAfter: 2n ** 53n },
      [],
      key,
      suite,
    );
    const bytes = encodeKeyPackage(publicPackage);
    const reference = encodeBase64(await makeKeyPackageRef(publicPackage, suite.hash), 'standard');
    const claimed = { ...good, keyId: `${ALGORITHM}:${reference}`, keyPackage: encodeBase64(bytes, 'standard') };
    expect(await problem(claimed)).toBe('it does not support encrypted state');
    const state = await alice.createGroup(roomId('!room:a'), {});
    await expect(alice.createCommit(state, { add: [bytes] }, new Uint8Array(), 1)).rejects.toThrow('support extension');
  });

  it('should be of no use if the device keys are missing, or have another credential', async () => {
    const { deviceKeys: _, ...bare } = good;
    // The same device id, registered anew: its key packages are right, and not of the credential that was uploaded.
    const anew = await createRealEngine({ cipherSuite: suiteName, entropyFor: (...key) => entropyFor('anew', ...key) }).createClient(BOB);
    expect(await problem(bare)).toBe('it has uploaded no device keys');
    expect(await problem({ ...good, ...(await claimedFrom(anew)) })).toBe('its device keys have another credential');
    const another = await signedDeviceKeys(await engine.createClient(deviceId('@bob:b/PHONE')), ALGORITHM, fingerprint, bob);
    expect(await problem({ ...good, deviceKeys: another })).toBe('its device keys are of another device');
  });

  it('should be of no use if its credential has not signed the device keys', async () => {
    const { deviceKeys } = good;
    const { [credentialId(ALGORITHM, BOB)]: _, ...others } = deviceKeys.signatures['@bob:b'] ?? {};
    const unsigned = { ...deviceKeys, signatures: { '@bob:b': others } };
    const altered = { ...deviceKeys, algorithms: [...deviceKeys.algorithms, 'm.olm.v1.curve25519-aes-sha2'] };
    for (const changed of [unsigned, altered])
      expect(await problem({ ...good, deviceKeys: changed })).toBe('its credential has not signed its device keys');
  });

  it('should be of no use if it is not cross-signed, unless the room does not ask for that', async () => {
    const { userKeys: _, ...bare } = good;
    const byMallory = await signedDeviceKeys(owner, ALGORITHM, fingerprint, mallory);
    const mixed = { master: bob.published.master, selfSigning: mallory.published.selfSigning };
    for (const claimed of [
      bare,
      { ...good, deviceKeys: byMallory },
      { ...good, userKeys: mallory.published },
      { ...good, deviceKeys: byMallory, userKeys: mixed },
    ]) {
      expect(await problem(claimed)).toBe('it is not cross-signed');
      expect(await problem(claimed, MADE_AT, 'm.none')).toBeUndefined();
    }
  });
});
