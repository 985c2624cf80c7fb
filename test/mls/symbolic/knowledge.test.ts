/** What one can do hangs on the secrets that one holds, and not on what is known to all. */
import { beforeAll, describe, expect, it } from 'vitest';
import type { CreatedCommit, MlsClient } from '../../../src/mls/engine.js';
import { createSymbolicEngine } from '../../../src/mls/symbolic/engine.js';
import { type Knowledge, SymbolicGroupState, symbolic } from '../../../src/mls/symbolic/group-state.js';
import { PrivateKey } from '../../../src/mls/symbolic/secrets.js';
import { EncryptionSecret, SenderRatchets } from '../../../src/mls/symbolic/sender-ratchets.js';
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
const stateOf = (index: number): SymbolicGroupState => states[index] ?? expect.fail(`no device ${index}`);
const knowledgeOf = (index: number): Knowledge => stateOf(index).knowledge;
/** A state of somebody who knows this. */
const knowing = (knowledge: Knowledge, { ratchets }: Pick<SymbolicGroupState, 'ratchets'> = stateOf(1)) =>
  new SymbolicGroupState(knowledge, ratchets);

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
    const removed = [...knowledgeOf(3).privateKeys];
    expect(removed.map(([node]) => node)).toContain(6);
    expect(removed.length).toBeGreaterThan(1);
    for (const privateKeys of [removed, new Map(removed.filter(([node]) => node === 6))]) {
      const state = knowing({ ...knowledgeOf(1), privateKeys });
      expect(failureOf(await clientOf(1).processCommit(state, commit.bytes))).toBe('cannot_open');
    }
  });

  it('should not open a message twice, with whatever there is in the state', async () => {
    const { bytes } = await clientOf(0).encrypt(stateOf(0), utf8('once'), 2);
    const everything = (state: SymbolicGroupState) => [...within(state)].flatMap(keysFrom);
    const opens = async (state: SymbolicGroupState) => {
      const tried = everything(state).map(async (ratchets) => clientOf(1).decrypt(knowing(state.knowledge, { ratchets }), bytes));
      return (await Promise.all(tried)).map(failureOf);
    };
    expect(await opens(stateOf(1))).toContain('none');
    const { next } = succeeded(await clientOf(1).decrypt(stateOf(1), bytes));
    expect(await opens(symbolic(next))).toEqual(['used_generation']);
  });

  it('should come to other secrets from another epoch, and to none from the commit alone', async () => {
    const elsewhere = symbolic(await clientOf(1).createGroup(room, {})).knowledge.secrets;
    const state = knowing({ ...knowledgeOf(1), secrets: elsewhere });
    expect(failureOf(await clientOf(1).processCommit(state, commit.bytes))).toBe('cannot_open');
    expect(failureOf(await clientOf(1).join(commit.bytes))).toBe('malformed');
  });
});

/** All that one comes by who has this: fields, elements, and what getters give. */
function* within(value: unknown, seen = new Set<object>()): Generator<object> {
  if (typeof value !== 'object' || value === null || seen.has(value) || seen.size > 10_000) return;
  seen.add(value);
  yield value;
  if (Symbol.iterator in value) for (const element of value as Iterable<unknown>) yield* within(element, seen);
  for (const owner of [value, Object.getPrototypeOf(value)]) {
    if (owner === Object.prototype || owner === null) continue;
    for (const [name, { get }] of Object.entries(Object.getOwnPropertyDescriptors(owner)))
      if (owner === value || get !== undefined) yield* within(Reflect.get(value, name, value), seen);
  }
}

const keysFrom = (value: object): readonly SenderRatchets[] =>
  value instanceof SenderRatchets ? [value] : value instanceof EncryptionSecret ? [SenderRatchets.from(value)] : [];
