/** What others send never makes the engine throw, and what fails is told as far as a client can know. */
import fc from 'fast-check';
import { createCommit } from 'ts-mls/createCommit.js';
import { decodeMlsMessage, encodeMlsMessage } from 'ts-mls/message.js';
import { beforeAll, describe, expect, it } from 'vitest';
import type { CreatedCommit, GroupState, MlsClient } from '../../src/mls/engine.js';
import { cipherSuites } from '../../src/mls/real/cipher-suite.js';
import { createRealEngine } from '../../src/mls/real/engine.js';
import { createSymbolicEngine } from '../../src/mls/symbolic/engine.js';
import { roomId } from '../../src/names.js';
import { Devices, device, entropyFor, failureOf, header, mlsOf, room, succeeded, suiteName, utf8 } from './devices.js';

let devices: Devices;
let reader: { client: MlsClient; state: GroupState };
let commit: CreatedCommit;
let message: Uint8Array;

beforeAll(async () => {
  devices = await Devices.create(4, 3);
  reader = devices.member(1);
  commit = await devices.make(0, { add: [3] });
  message = (await devices.client(0).encrypt(devices.member(0).state, utf8('hello'), 1)).bytes;
});

describe('bytes from others', () => {
  it('should carry the authenticated data where a homeserver reads it', () => {
    const decoded = decodeMlsMessage(commit.bytes, 0)?.[0];
    if (decoded?.wireformat !== 'mls_private_message') expect.fail('not a private message');
    expect(decoded.privateMessage).toMatchObject({ groupId: utf8(room), epoch: 1n, contentType: 'commit', authenticatedData: header });
  });

  it('should fail without throwing if they are garbage', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 200 }), async (bytes) => {
        const { client, state } = reader;
        expect(
          [await client.processCommit(state, bytes), await client.decrypt(state, bytes), await client.join(bytes)].map(failureOf),
        ).toEqual(Array(3).fill('malformed'));
      }),
      { seed: 1, numRuns: 200 },
    );
  });

  it('should fail without throwing if one bit is wrong, or they are cut or longer', async () => {
    const joiner = devices.client(3);
    const { client, state } = reader;
    const attempts = [
      { bytes: commit.bytes, attempt: (bytes: Uint8Array) => client.processCommit(state, bytes) },
      { bytes: message, attempt: (bytes: Uint8Array) => client.decrypt(state, bytes) },
      { bytes: commit.welcome ?? new Uint8Array(), attempt: (bytes: Uint8Array) => joiner.join(bytes) },
    ];
    const damage = fc.record({
      kind: fc.constantFrom('bit', 'cut', 'longer'),
      at: fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
      bit: fc.nat(7),
    });
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...attempts), damage, async ({ bytes, attempt }, { kind, at, bit }) => {
        const position = Math.floor(at * bytes.length);
        const damaged = kind === 'cut' ? bytes.slice(0, position) : kind === 'longer' ? Uint8Array.of(...bytes, bit) : bytes.slice();
        if (kind === 'bit') damaged[position] = (bytes[position] ?? 0) ^ (1 << bit);
        expect((await attempt(damaged)).ok).toBe(false);
      }),
      { seed: 2, numRuns: 300 },
    );
    for (const { bytes, attempt } of attempts) expect(failureOf(await attempt(bytes))).toBe('none');
  });

  it('should be told apart by what they are', async () => {
    const { client, state } = reader;
    const elsewhere = await client.createGroup(roomId('!other:a.example'), {});
    const later = succeeded(await client.processCommit(state, commit.bytes)).next ?? state;
    const afterwards = await devices.client(0).createCommit(commit.next, {}, header, 99);
    expect(failureOf(await client.decrypt(state, commit.bytes))).toBe('malformed');
    expect(failureOf(await client.processCommit(state, message))).toBe('malformed');
    expect(failureOf(await client.join(message))).toBe('malformed');
    expect(failureOf(await client.processCommit(elsewhere, commit.bytes))).toBe('foreign_group');
    expect(failureOf(await client.processCommit(later, commit.bytes))).toBe('former_epoch');
    expect(failureOf(await client.processCommit(state, afterwards.bytes))).toBe('future_epoch');
    expect(failureOf(await devices.client(0).processCommit(devices.member(0).state, commit.bytes))).toBe('own_message');
    expect(failureOf(await devices.client(0).decrypt(devices.member(0).state, message))).toBe('own_message');
    expect(failureOf(await client.join(commit.welcome ?? new Uint8Array()))).toBe('no_key_package');
  });

  it('should be refused if a commit refers to a proposal that we lack, or has no path where it needs one', async () => {
    const author = mlsOf(devices.member(0).state);
    const context = { cipherSuite: cipherSuites(suiteName).drawingFrom(entropyFor('hostile')), state: author };
    const { extensions } = author.groupContext;
    const pathless = await createCommit(context, {
      extraProposals: [{ proposalType: 'group_context_extensions', groupContextExtensions: { extensions } }],
    });
    const pending = { AAAA: { senderLeafIndex: 2, proposal: { proposalType: 'remove' as const, remove: { removed: 1 } } } };
    const referring = await createCommit({ ...context, state: { ...author, unappliedProposals: pending } });
    expect(await reader.client.processCommit(reader.state, encodeMlsMessage(pathless.commit))).toMatchObject({
      ok: false,
      failure: 'cannot_open',
      detail: /update path/,
    });
    expect(failureOf(await reader.client.processCommit(reader.state, encodeMlsMessage(referring.commit)))).toBe('unknown_proposal');
  });
});

describe('a Welcome', () => {
  it.each([createRealEngine({ cipherSuite: suiteName, entropyFor }), createSymbolicEngine({ cipherSuite: suiteName, entropyFor })])(
    'should use up the key package that it is for, and say which, unless that is a last resort ($kind)',
    async (engine) => {
      const [alice, bob] = [await engine.createClient(device(0)), await engine.createClient(device(1))];
      const state = await alice.createGroup(room, {});
      const welcomeFor = async (lastResort: boolean) => {
        const { bytes, reference } = await bob.createKeyPackage({ lastResort });
        const { welcome = new Uint8Array() } = await alice.createCommit(state, { add: [bytes] }, header, lastResort ? 2 : 1);
        return { welcome, reference };
      };
      const [once, often] = [await welcomeFor(false), await welcomeFor(true)];
      const outcomes: string[] = [];
      for (const { welcome } of [once, once, often, often]) {
        const outcome = await bob.join(welcome);
        outcomes.push(outcome.ok ? outcome.reference : outcome.failure);
      }
      expect(outcomes).toEqual([once.reference, 'no_key_package', often.reference, often.reference]);
    },
  );
});

describe('a caller', () => {
  it('should be told of its mistakes by an exception', async () => {
    const { client, state } = devices.member(0);
    const taken = await devices.client(1).createKeyPackage({ lastResort: false });
    expect(() => createRealEngine({ cipherSuite: 'MLS_256_XWING_AES256GCM_SHA512_Ed25519', entropyFor })).toThrow(RangeError);
    await expect(client.createCommit(state, { remove: [device(9)] }, header, 1)).rejects.toThrow('not a member');
    await expect(client.createCommit(state, { add: [utf8('no key package')] }, header, 1)).rejects.toThrow();
    await expect(client.createCommit(state, { add: [taken.bytes] }, header, 1)).rejects.toThrow('already in the group');
  });
});
