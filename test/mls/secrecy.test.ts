/** Which state opens what: former and later epochs, branches, the removed and the added (RFC 9420 §16). */
import { deriveTreeSecret } from 'ts-mls/crypto/kdf.js';
import { deriveKey } from 'ts-mls/secretTree.js';
import { describe, expect, it } from 'vitest';
import type { GroupState } from '../../src/mls/engine.js';
import { toHex } from '../../src/mls/real/bytes.js';
import { cipherSuites } from '../../src/mls/real/cipher-suite.js';
import { openMessage } from '../../src/mls/real/open-message.js';
import { Devices, failureOf, mlsOf, succeeded, suiteName, utf8 } from './devices.js';

const suite = cipherSuites(suiteName).drawingNothing;

/** All byte strings in a value, as hex. */
function* byteStrings(value: unknown): Generator<string> {
  if (value instanceof Uint8Array) yield toHex(value);
  else if (value instanceof Map) for (const entry of value) yield* byteStrings(entry);
  else if (typeof value === 'object' && value !== null) for (const entry of Object.values(value)) yield* byteStrings(entry);
}

describe('a group state', () => {
  it('should open both branches of a fork, each in its turn', async () => {
    const devices = await Devices.create(4, 3);
    const { client, state: fork } = devices.member(2);
    const [left, right] = [await devices.make(0), await devices.make(1, { add: [3], remove: [0] })];

    const onLeft = succeeded(await client.processCommit(fork, left.bytes)).next;
    if (onLeft === undefined) expect.fail('removed');
    const leftMessage = await devices.client(0).encrypt(left.next, utf8('left'), 1);
    succeeded(await client.decrypt(onLeft, leftMessage.bytes));
    const onRight = succeeded(await client.processCommit(fork, right.bytes)).next;
    const before = await devices.client(1).encrypt(devices.member(1).state, utf8('before the fork'), 1);

    expect(onLeft.epochAuthenticator).toBe(left.next.epochAuthenticator);
    expect(onRight?.epochAuthenticator).toBe(right.next.epochAuthenticator);
    expect(succeeded(await client.decrypt(fork, before.bytes)).plaintext).toEqual(utf8('before the fork'));
    expect(failureOf(await client.decrypt(onRight ?? fork, leftMessage.bytes))).toBe('cannot_open');
  });

  it('should let its author go back and follow another commit instead of its own', async () => {
    const devices = await Devices.create(3, 3);
    const { client } = devices.member(0);
    const { parent } = await devices.make(0);
    const other = await devices.make(1);
    expect(succeeded(await client.processCommit(parent, other.bytes)).next?.epochAuthenticator).toBe(other.next.epochAuthenticator);
  });

  it('should have lost the key of each commit that it made, and lead to the epoch of any of them', async () => {
    const devices = await Devices.create(3, 3);
    const { client, state: reader } = devices.member(1);
    const before = mlsOf(devices.member(0).state).secretTree[0];
    const commits = [await devices.make(0), await devices.make(0, { remove: [2] }), await devices.make(0)];
    const secret = toHex(before?.handshake.secret ?? expect.fail('no ratchet'));

    let unread = mlsOf(reader);
    for (const { bytes, parent, next } of commits) {
      expect([...byteStrings(mlsOf(parent))]).not.toContain(secret);
      expect(mlsOf(parent).secretTree[0]?.application).toEqual(before?.application);
      expect(succeeded(await client.processCommit(reader, bytes)).next?.epochAuthenticator).toBe(next.epochAuthenticator);
      // Whoever has opened one, and so lost its key, opens the next one, but none twice.
      const { secretTree } = await openMessage(unread, bytes, 'commit', suite);
      unread = { ...unread, secretTree };
      await expect(openMessage(unread, bytes, 'commit', suite)).rejects.toMatchObject({ failure: 'used_generation' });
    }
  });

  it('should not open what was sent after its device was removed, nor before it was added', async () => {
    const devices = await Devices.create(4, 3);
    const removed = devices.member(1);
    const early = await devices.client(0).encrypt(devices.member(0).state, utf8('early'), 1);
    const made = await devices.make(0, { remove: [1], add: [3] });
    expect(succeeded(await removed.client.processCommit(removed.state, made.bytes)).next).toBeUndefined();
    await devices.apply(0, made);
    const late = await devices.client(0).encrypt(devices.member(0).state, utf8('late'), 2);
    const added = devices.member(3);

    expect(failureOf(await removed.client.decrypt(removed.state, late.bytes))).toBe('future_epoch');
    // Nor with a header that lies about the epoch.
    expect(
      failureOf(await removed.client.decrypt({ ...removed.state, mls: pretending(removed.state, 1n) } as typeof removed.state, late.bytes)),
    ).toBe('cannot_open');
    expect(failureOf(await added.client.decrypt(added.state, early.bytes))).toBe('former_epoch');
    expect(
      failureOf(await added.client.decrypt({ ...added.state, mls: pretending(added.state, -1n) } as typeof added.state, early.bytes)),
    ).toBe('cannot_open');
    expect(succeeded(await added.client.decrypt(added.state, late.bytes)).plaintext).toEqual(utf8('late'));
  });

  it('should hold no secret of a former epoch', async () => {
    const devices = await Devices.create(4, 4);
    const { client, state } = devices.member(1);
    const old = mlsOf(state);
    const secrets = new Set(byteStrings([old.keySchedule, old.secretTree]));
    for (const author of [0, 1, 2]) await devices.commit(author);
    const sent = await devices.client(0).encrypt(devices.member(0).state, utf8('now'), 1);
    const { next } = succeeded(await client.decrypt(devices.member(1).state, sent.bytes));

    expect(secrets.size).toBeGreaterThan(20);
    expect([...byteStrings(mlsOf(next))].filter((bytes) => secrets.has(bytes))).toEqual([]);
    expect(mlsOf(next).historicalReceiverData.size).toBe(0);
  });

  it('should have lost a message key once it has opened the message, but none that it skipped', async () => {
    const devices = await Devices.create(2, 2);
    let writer = devices.member(0).state;
    let reader = devices.member(1).state;
    const keys = await ratchetKeys(mlsOf(reader).secretTree[0]?.application.secret ?? expect.fail('no ratchet'), 5);
    const sent: Uint8Array[] = [];
    for (const number of [0, 1, 2, 3, 4]) {
      const { bytes, next } = await devices.client(0).encrypt(writer, Uint8Array.of(number), number);
      sent.push(bytes);
      writer = next;
    }
    expect(await derivable(keys, reader)).toEqual([0, 1, 2, 3, 4]);
    const left = new Set([0, 1, 2, 3, 4]);
    for (const number of [3, 0, 4, 2, 1]) {
      const { plaintext, next } = succeeded(await devices.client(1).decrypt(reader, sent[number] ?? new Uint8Array()));
      expect([...plaintext]).toEqual([number]);
      reader = next;
      left.delete(number);
      // Nor is a used key there, or what it follows from, for whoever takes the state.
      expect(await derivable(keys, reader)).toEqual([...left]);
    }
    for (const bytes of sent) expect(failureOf(await devices.client(1).decrypt(reader, bytes))).toBe('used_generation');
  });
});

/** The keys of a ratchet's first generations, as hex, from the secret of generation 0. */
async function ratchetKeys(secret: Uint8Array, count: number, from = 0): Promise<readonly string[]> {
  if (from >= count) return [];
  const next = await deriveTreeSecret(secret, 'secret', from, suite.kdf.size, suite.kdf);
  return [toHex(await deriveKey(secret, from, suite)), ...(await ratchetKeys(next, count, from + 1))];
}

/** Which of the keys whoever has all of a state finds in it, or derives from a byte string in it that is taken for a secret of any generation. */
async function derivable(keys: readonly string[], state: GroupState): Promise<readonly number[]> {
  const held = [...new Set(byteStrings(mlsOf(state)))];
  const secrets = held.filter((hex) => hex.length === 2 * suite.kdf.size).map((hex) => new Uint8Array(Buffer.from(hex, 'hex')));
  const derived = new Set<string>();
  for (const secret of secrets) {
    for (const from of keys.keys()) for (const key of await ratchetKeys(secret, keys.length, from)) derived.add(key);
  }
  return [...keys.keys()].filter((at) => derived.has(keys[at] ?? '') || held.some((hex) => hex.includes(keys[at] ?? '')));
}

/** A state that takes messages of another epoch for its own. */
const pretending = (state: Parameters<typeof mlsOf>[0], by: bigint) => {
  const mls = mlsOf(state);
  return { ...mls, groupContext: { ...mls.groupContext, epoch: mls.groupContext.epoch + by } };
};
