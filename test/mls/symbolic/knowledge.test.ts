/** What one can do hangs on the secrets that one holds, and not on what is known to all. */
import { beforeAll, describe, expect, it } from 'vitest';
import type { CreatedCommit, MlsClient } from '../../../src/mls/engine.js';
import { createSymbolicEngine } from '../../../src/mls/symbolic/engine.js';
import { type Knowledge, SymbolicGroupState, symbolic } from '../../../src/mls/symbolic/group-state.js';
import { PrivateKey } from '../../../src/mls/symbolic/secrets.js';
import { SenderRatchets } from '../../../src/mls/symbolic/sender-ratchets.js';
import { device, entropyFor, failureOf, header, room, succeeded, suiteName, utf8 } from '../devices.js';

const engine = createSymbolicEngine({ cipherSuite: suiteName, entropyFor });
let clients: readonly MlsClient[];
/** Of devices 0 to 3, in epoch 1. */
let states: readonly SymbolicGroupState[];
/** By device 0: it removes device 3. */
let commit: CreatedCommit;
/** Sent after it by device 0. */
let message: Uint8Array;

beforeAll(async () => {
  clients = await Promise.all([0, 1, 2, 3].map(async (index) => engine.createClient(device(index))));
  const [founder, ...others] = clients;
  if (founder === undefined) expect.fail('no founder');
  const add = await Promise.all(others.map(async (client) => (await client.createKeyPackage({ lastResort: false })).bytes));
  const founded = await founder.createCommit(await founder.createGroup(room, {}), { add }, header, 1);
  const joined = others.map(async (client) => succeeded(await client.join(founded.welcome ?? new Uint8Array())).state);
  states = [founded.next, ...(await Promise.all(joined))].map(symbolic);
  commit = await founder.createCommit(founded.next, { remove: [device(3)] }, header, 2);
  message = (await founder.encrypt(commit.next, utf8('among us'), 1)).bytes;
});

const clientOf = (index: number): MlsClient => clients[index] ?? expect.fail(`no device ${index}`);
const knowledgeOf = (index: number): Knowledge => (states[index] ?? expect.fail(`no device ${index}`)).knowledge;
/** A state of somebody who knows this. */
const knowing = (knowledge: Knowledge) => new SymbolicGroupState(knowledge, SenderRatchets.from(knowledge.secrets.encryption));

describe('whoever knows all that is public', () => {
  it('should open what members open (if it is one)', async () => {
    const { next } = succeeded(await clientOf(1).processCommit(knowing(knowledgeOf(1)), commit.bytes));
    expect(succeeded(await clientOf(1).decrypt(next ?? expect.fail('removed'), message)).plaintext).toEqual(utf8('among us'));
  });

  it('should not read on after it was removed, though it sees the new tree', async () => {
    const { group } = symbolic(commit.next).knowledge;
    expect(failureOf(await clientOf(3).decrypt(knowing({ ...knowledgeOf(3), group }), message))).toBe('cannot_open');
    // Nor by taking the place of a member.
    const posing = { ...knowledgeOf(3), group, leaf: 1 };
    expect(failureOf(await clientOf(3).decrypt(knowing(posing), message))).toBe('cannot_open');
  });

  it('should not follow a commit without a private key that its path is sealed to', async () => {
    const keys = [...knowledgeOf(1).privateKeys];
    const others = new Map(keys.map(([node]) => [node, new PrivateKey()]));
    for (const privateKeys of [new Map<number, PrivateKey>(), others]) {
      const state = knowing({ ...knowledgeOf(1), privateKeys });
      expect(failureOf(await clientOf(1).processCommit(state, commit.bytes))).toBe('cannot_open');
    }
    // Nor with those of the one who is removed, to whom nothing is sealed.
    const removed = knowing({ ...knowledgeOf(1), privateKeys: knowledgeOf(3).privateKeys });
    const leafKeyOnly = new Map([...knowledgeOf(3).privateKeys].filter(([node]) => node === 6));
    expect(leafKeyOnly.size).toBe(1);
    expect(failureOf(await clientOf(1).processCommit(knowing({ ...removed.knowledge, privateKeys: leafKeyOnly }), commit.bytes))).toBe(
      'cannot_open',
    );
  });

  it('should come to other secrets from another epoch, and to none from the commit alone', async () => {
    const elsewhere = symbolic(await clientOf(1).createGroup(room, {})).knowledge.secrets;
    const state = knowing({ ...knowledgeOf(1), secrets: elsewhere });
    expect(failureOf(await clientOf(1).processCommit(state, commit.bytes))).toBe('cannot_open');
    expect(failureOf(await clientOf(1).join(commit.bytes))).toBe('malformed');
  });
});
