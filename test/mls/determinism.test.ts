/** Equal keys of randomness give equal bytes, whatever else happened before; and nothing but those keys is asked. */
import { createHash } from 'node:crypto';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { createRealEngine } from '../../src/mls/real/engine.js';
import { Devices, device, entropyFor, header, room, succeeded, suiteName, utf8 } from './devices.js';

/** Every kind of operation; the hash of all bytes that it made, and of the last epoch's secrets. */
async function story(): Promise<string> {
  const hash = createHash('sha256');
  const devices = await Devices.create(7, 5);
  for (const change of [{}, { add: [5, 6], remove: [1] }, { encryptedState: { t: { k: { v: 1 } } } }]) {
    const { bytes, welcome } = await devices.commit(2, change);
    hash.update(bytes).update(welcome ?? 'none');
  }
  const { client, state } = devices.member(3);
  const { bytes } = await client.encrypt(state, utf8('hello'), 1);
  const reader = devices.member(6);
  hash.update(bytes).update(succeeded(await reader.client.decrypt(reader.state, bytes)).plaintext);
  return hash.update(state.epochAuthenticator).digest('hex');
}

describe('the real engine', () => {
  afterEach(() => {
    vi.restoreAllMocks();
  });

  it('should make the same bytes in every run, and in every version of Schism', async () => {
    expect(await story()).toBe(await story());
    // Changes whenever the bytes or the draws of any operation do: then so do the fingerprints of all runs with this engine.
    expect(await story()).toBe('38133e105967e1807013b97adb08bc04ab419a7ceaf26f3f907b00ce90cda75c');
  });

  it('should ask neither a clock nor a source of randomness', async () => {
    const forbidden = () => expect.fail('asked');
    vi.spyOn(Date, 'now').mockImplementation(forbidden);
    vi.spyOn(Math, 'random').mockImplementation(forbidden);
    vi.spyOn(globalThis.crypto, 'getRandomValues').mockImplementation(forbidden);
    expect(await story()).toMatch(/^[0-9a-f]{64}$/);
  });

  it('should draw for one operation what it draws without the others', async () => {
    const engine = createRealEngine({ cipherSuite: suiteName, entropyFor });
    const twin = async (others: boolean) => {
      const client = await engine.createClient(device(0));
      const state = await client.createGroup(room, {});
      if (others) {
        await client.createCommit(state, {}, header, 1);
        await client.encrypt(state, utf8('first'), 1);
        await engine.createClient(device(1));
      }
      const commit = await client.createCommit(state, {}, header, 2);
      return { commit: commit.bytes, message: (await client.encrypt(state, utf8('second'), 2)).bytes };
    };
    expect(await twin(true)).toEqual(await twin(false));
  });

  it('should draw anew for every commit, message and key package', async () => {
    const { client, state } = (await Devices.create(1, 1)).member(0);
    const commits = [await client.createCommit(state, {}, header, 1), await client.createCommit(state, {}, header, 2)];
    const messages = [await client.encrypt(state, utf8('again'), 1), await client.encrypt(state, utf8('again'), 2)];
    const packages = [await client.createKeyPackage({ lastResort: false }), await client.createKeyPackage({ lastResort: false })];
    for (const [first, second] of [commits, messages, packages]) expect(first?.bytes).not.toEqual(second?.bytes);
    expect(packages[0]?.reference).not.toBe(packages[1]?.reference);
  });
});
