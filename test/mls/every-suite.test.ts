/** What the engine does is the same in every cipher suite that a room may name (RFC 9420 §17.1). */
import { describe, expect, it } from 'vitest';
import { createRealEngine } from '../../src/mls/real/engine.js';
import { CIPHER_SUITES } from '../../src/room/msc4256/cipher-suites.js';
import { Devices, device, entropyFor, failureOf, header, room, succeeded, utf8 } from './devices.js';

describe.each(CIPHER_SUITES)('%s', (cipherSuite) => {
  it('should carry a group through joins, updates, removals, proposals, state changes, messages and a fork', async () => {
    const devices = await Devices.create(7, 4, { cipherSuite });
    await devices.commit(1);
    await devices.commit(2, { add: [4, 5], remove: [3] });
    await devices.propose(4, { kind: 'update' });
    await devices.propose(1, { kind: 'remove', device: device(2) });
    await devices.commit(0, { encryptedState: { 'm.room.topic': { '': { topic: 'suites' } } } });
    await devices.send(4, 'hello');
    expect(devices.views().size).toBe(1);
    expect(devices.member(5).state.roster).toEqual([0, 1, 4, 5].map(device));

    const [left, right] = [await devices.make(0, { add: [6] }), await devices.make(1)];
    const { client, state } = devices.member(5);
    const onLeft = succeeded(await client.processCommit(state, left.bytes)).next;
    const onRight = succeeded(await client.processCommit(state, right.bytes)).next;
    expect([onLeft?.epochAuthenticator, onRight?.epochAuthenticator]).toEqual([
      left.next.epochAuthenticator,
      right.next.epochAuthenticator,
    ]);
    await devices.apply(0, left);
    expect(devices.views().size).toBe(1);
    expect(failureOf(await client.processCommit(onLeft ?? state, right.bytes))).toBe('former_epoch');
  });

  it('should make the same bytes of the same randomness, and refuse altered ones', async () => {
    const made = async () => {
      const engine = createRealEngine({ cipherSuite, entropyFor });
      const [alice, bob] = [await engine.createClient(device(0)), await engine.createClient(device(1))];
      const { bytes } = await bob.createKeyPackage({ lastResort: false });
      const state = await alice.createGroup(room, {});
      const { welcome, next } = await alice.createCommit(state, { add: [bytes] }, header, 1);
      const message = await alice.encrypt(next, utf8('hello'), 1);
      return { bob, bytes: [bytes, welcome ?? new Uint8Array(), message.bytes] as const };
    };
    const [first, second] = [await made(), await made()];
    expect(first.bytes).toEqual(second.bytes);
    const [, welcome, message] = first.bytes;
    const { state } = succeeded(await first.bob.join(welcome));
    expect(failureOf(await first.bob.decrypt(state, message.with(-1, (message.at(-1) ?? 0) ^ 1)))).toBe('cannot_open');
    expect(succeeded(await first.bob.decrypt(state, message)).plaintext).toEqual(utf8('hello'));
    expect(failureOf(await second.bob.join(welcome.with(-1, (welcome.at(-1) ?? 0) ^ 1)))).toBe('cannot_open');
  });
});
