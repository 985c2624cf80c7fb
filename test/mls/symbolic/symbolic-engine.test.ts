/** What the symbolic engine's bytes are: genuine where servers read them, unlike any others, and never to be changed unseen. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { CreatedCommit, GroupState, MlsClient } from '../../../src/mls/engine.js';
import { createRealEngine } from '../../../src/mls/real/engine.js';
import { createSymbolicEngine } from '../../../src/mls/symbolic/engine.js';
import { decodeMlsHeader } from '../../../src/room/msc4256/mls-header.js';
import { device, entropyFor, failureOf, header, room, succeeded, suiteName, utf8 } from '../devices.js';

interface Group {
  readonly clients: readonly MlsClient[];
  readonly states: readonly GroupState[];
  /** Adds the last client. */
  readonly commit: CreatedCommit;
}

/** Three members, and a fourth who is being added. */
async function group(): Promise<Group> {
  const engine = createSymbolicEngine({ cipherSuite: suiteName, entropyFor });
  const clients = await Promise.all([0, 1, 2, 3].map(async (index) => engine.createClient(device(index))));
  const [founder, ...others] = clients;
  if (founder === undefined) expect.fail('no founder');
  const add = await Promise.all(others.slice(0, 2).map((client) => client.createKeyPackage({ lastResort: false })));
  const founded = await founder.createCommit(await founder.createGroup(room, {}), { add: add.map(({ bytes }) => bytes) }, header, 1);
  const joined = others.slice(0, 2).map(async (client) => succeeded(await client.join(founded.welcome ?? new Uint8Array())).state);
  const states = [founded.next, ...(await Promise.all(joined))];
  const last = await clients[3]?.createKeyPackage({ lastResort: true });
  const commit = await founder.createCommit(founded.next, { add: [last?.bytes ?? new Uint8Array()] }, utf8('said in the clear'), 2);
  return { clients, states, commit };
}

const at = <T>(list: readonly T[], index: number): T => list[index] ?? expect.fail(`nothing at ${index}`);

describe('the symbolic engine', () => {
  it('should write headers that a homeserver reads', async () => {
    const { clients, states, commit } = await group();
    const { bytes } = await at(clients, 1).encrypt(at(states, 1), utf8('hello'), 1);
    const proposal = await at(clients, 1).createProposal(at(states, 1), { kind: 'update' }, utf8('I ask'), 1);
    const common = { groupId: room, epoch: 1 };
    expect(decodeMlsHeader(proposal.bytes)).toEqual({ ...common, contentType: 'proposal', authenticatedData: utf8('I ask') });
    expect(decodeMlsHeader(commit.bytes)).toEqual({ ...common, contentType: 'commit', authenticatedData: utf8('said in the clear') });
    expect(decodeMlsHeader(bytes)).toEqual({ ...common, contentType: 'application', authenticatedData: new Uint8Array() });
  });

  it('should make the same bytes for the same operation, whatever came before, and others for any other', async () => {
    const twin = async (others: boolean) => {
      const { clients, states } = await group();
      const [client, state] = [at(clients, 1), at(states, 1)];
      if (others) await client.createCommit((await client.encrypt(state, utf8('first'), 1)).next, {}, header, 1);
      return [(await client.createCommit(state, {}, header, 2)).bytes, (await client.encrypt(state, utf8('second'), 2)).bytes];
    };
    expect(await twin(true)).toEqual(await twin(false));
    const { clients, states } = await group();
    const messages = await Promise.all([1, 2, 2].map((number) => at(clients, 1).encrypt(at(states, 1), utf8('again'), number)));
    expect(new Set(messages.map(({ bytes }) => String(bytes))).size).toBe(3);
  });

  it('should fail without throwing if bytes are garbage', async () => {
    const { clients, states } = await group();
    const [client, state] = [at(clients, 1), at(states, 1)];
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 200 }), async (bytes) => {
        const handshake = [await client.processCommit(state, bytes), await client.processProposal(state, bytes)];
        const failures = [...handshake, await client.decrypt(state, bytes), await client.join(bytes)].map(failureOf);
        expect(failures).toEqual(Array(4).fill('malformed'));
      }),
      { seed: 1 },
    );
  });

  it('should see any bit that is wrong, and bytes that are cut or longer', async () => {
    const { clients, states, commit } = await group();
    const [founder, reader, joiner] = [at(clients, 0), at(clients, 1), at(clients, 3)];
    const message = (await founder.encrypt(at(states, 0), utf8('hello'), 1)).bytes;
    const keyPackage = (await joiner.createKeyPackage({ lastResort: false })).bytes;
    const adding = async (bytes: Uint8Array): Promise<string> => {
      try {
        await founder.createCommit(at(states, 0), { add: [bytes] }, header, 3);
        return 'none';
      } catch {
        return 'thrown';
      }
    };
    const attempts = [
      { bytes: commit.bytes, attempt: async (bytes: Uint8Array) => failureOf(await reader.processCommit(at(states, 1), bytes)) },
      { bytes: message, attempt: async (bytes: Uint8Array) => failureOf(await reader.decrypt(at(states, 1), bytes)) },
      { bytes: commit.welcome ?? new Uint8Array(), attempt: async (bytes: Uint8Array) => failureOf(await joiner.join(bytes)) },
      { bytes: keyPackage, attempt: adding },
    ];
    for (const { bytes, attempt } of attempts) {
      for (let position = 0; position < bytes.length; position++) {
        const damaged = bytes.slice();
        damaged[position] = (bytes[position] ?? 0) ^ (1 << (position % 8));
        expect(await attempt(damaged), `byte ${position}`).not.toBe('none');
      }
      expect(await attempt(bytes.slice(0, -1))).not.toBe('none');
      expect(await attempt(Uint8Array.of(...bytes, 0))).not.toBe('none');
      expect(await attempt(bytes.slice())).toBe('none');
    }
  });

  it('should tell a caller of its mistakes by an exception', async () => {
    const { clients, states } = await group();
    const real = await createRealEngine({ cipherSuite: suiteName, entropyFor }).createClient(device(0));
    const foreign = await real.createGroup(room, {});
    expect(() => createSymbolicEngine({ cipherSuite: 'MLS_256_DHKEMP384_AES256GCM_SHA384_P384', entropyFor })).toThrow(RangeError);
    expect(() => at(clients, 0).encrypt(foreign, utf8('hello'), 1)).toThrow('another engine');
    await expect((async () => at(clients, 0).createCommit(at(states, 0), { remove: [device(9)] }, header, 1))()).rejects.toThrow(
      'not a member',
    );
  });
});
