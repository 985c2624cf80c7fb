/** Process once, follow many: what members share is what each would have worked out, and nobody comes by what is not theirs. */
import fc from 'fast-check';
import { encodeGroupState } from 'ts-mls/clientState.js';
import { describe, expect, it } from 'vitest';
import type { GroupState } from '../../src/mls/engine.js';
import { toHex } from '../../src/mls/real/bytes.js';
import { SharedWork } from '../../src/mls/real/shared-work.js';
import { digest } from '../../src/mls/real/sharing.js';
import { Devices, device, failureOf, mlsOf, succeeded, utf8 } from './devices.js';
import { Life, operation, population } from './life.js';

/** All that a member holds, and all that the interface shows of it. */
const wholeOf = (state: GroupState): unknown => {
  const { updateKeys = {} } = mlsOf(state);
  const { mls: _, ...shown } = { mls: undefined, ...state };
  return { shown, mls: toHex(encodeGroupState(mlsOf(state))), updateKeys };
};
const everybody = ({ members }: Devices): unknown => [...members].map(([name, { state }]) => [name, wholeOf(state)]);

describe('members that share work', () => {
  it('should hold what they would hold without, whatever happens in the group', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(operation, { minLength: 40, maxLength: 40 }), async (life) => {
        const sharing = await Devices.create(population, 4);
        const alone = await Devices.create(population, 4, { share: false });
        const lives = [new Life(sharing), new Life(alone)];
        for (const each of life) {
          for (const lived of lives) await lived.live(each);
          expect(everybody(sharing)).toEqual(everybody(alone));
        }
      }),
      { seed: 2, numRuns: 2, endOnFailure: true },
    );
  }, 60_000);

  it('should open nothing that was altered, whoever has opened the original', async () => {
    const devices = await Devices.create(4, 4);
    const [first, second] = [devices.member(1), devices.member(2)];
    const commit = await devices.make(0);
    const message = await devices.client(0).encrypt(devices.member(0).state, utf8('hello'), 1);
    succeeded(await first.client.processCommit(first.state, commit.bytes));
    succeeded(await first.client.decrypt(first.state, message.bytes));
    for (let at = 0; at < message.bytes.length; at += 7) {
      const altered = message.bytes.with(at, (message.bytes[at] ?? 0) ^ 1);
      expect((await second.client.decrypt(second.state, altered)).ok).toBe(false);
    }
    for (let at = 0; at < commit.bytes.length; at += 37) {
      const altered = commit.bytes.with(at, (commit.bytes[at] ?? 0) ^ 1);
      expect((await second.client.processCommit(second.state, altered)).ok).toBe(false);
    }
    succeeded(await second.client.processCommit(second.state, commit.bytes));
    succeeded(await second.client.decrypt(second.state, message.bytes));
  });

  it('should follow no commit whose path they cannot open themselves', async () => {
    const devices = await Devices.create(4, 4);
    const [first, second] = [devices.member(1), devices.member(2)];
    const { bytes } = await devices.make(0);
    succeeded(await first.client.processCommit(first.state, bytes));
    const mls = mlsOf(second.state);
    const { leafIndex, privateKeys } = mls.privatePath;
    const wrong = Object.fromEntries(Object.keys(privateKeys).map((node) => [node, mlsOf(first.state).privatePath.privateKeys[2]]));
    const robbed = { ...second.state, mls: { ...mls, privatePath: { leafIndex, privateKeys: {} } } };
    const mistaken = { ...second.state, mls: { ...mls, privatePath: { leafIndex, privateKeys: wrong } } };
    expect(failureOf(await second.client.processCommit(robbed, bytes))).toBe('cannot_open');
    expect(failureOf(await second.client.processCommit(mistaken, bytes))).toBe('cannot_open');
    succeeded(await second.client.processCommit(second.state, bytes));
  });

  it('should read nothing twice, and nothing of another branch or of an epoch that they left', async () => {
    const devices = await Devices.create(4, 4);
    const [first, second] = [devices.member(1), devices.member(2)];
    const [left, right] = [await devices.make(0), await devices.make(3)];
    const onLeft = succeeded(await first.client.processCommit(first.state, left.bytes)).next ?? expect.fail('removed');
    const onRight = succeeded(await second.client.processCommit(second.state, right.bytes)).next ?? expect.fail('removed');
    const message = await devices.client(0).encrypt(left.next, utf8('left'), 1);
    const { next } = succeeded(await first.client.decrypt(onLeft, message.bytes));
    expect(failureOf(await first.client.decrypt(next, message.bytes))).toBe('used_generation');
    expect(failureOf(await second.client.decrypt(onRight, message.bytes))).toBe('cannot_open');
    expect(failureOf(await second.client.decrypt(second.state, message.bytes))).toBe('future_epoch');
    expect(failureOf(await first.client.processCommit(onLeft, left.bytes))).toBe('former_epoch');
  });

  it('should not follow a commit of a proposal that they have not seen, nor stay where it removes them', async () => {
    const devices = await Devices.create(4, 4);
    const [author, first, second] = [devices.member(0), devices.member(1), devices.member(2)];
    const before = second.state;
    const removed = devices.member(3);
    await devices.propose(1, { kind: 'remove', device: device(3) });
    const { bytes } = await author.client.createCommit(author.state, {}, utf8(''), 99);
    succeeded(await first.client.processCommit(first.state, bytes));
    expect(failureOf(await second.client.processCommit(before, bytes))).toBe('unknown_proposal');
    expect(succeeded(await removed.client.processCommit(removed.state, bytes)).next).toBeUndefined();
  });

  it('should hold the same view of an epoch, and one of their own of what only they hold', async () => {
    const devices = await Devices.create(5, 4);
    await devices.commit(1, { add: [4] });
    await devices.commit(2);
    const states = [...devices.members.values()].map(({ state }) => mlsOf(state));
    expect(new Set(states.map(({ keySchedule }) => keySchedule)).size).toBe(1);
    expect(new Set(states.map(({ ratchetTree }) => ratchetTree)).size).toBe(1);
    expect(new Set(states.map(({ privatePath }) => privatePath)).size).toBe(states.length);
  });
});

describe('shared work', () => {
  it('should be told apart by kind, objects and bytes, and done again if it failed', async () => {
    const work = new SharedWork();
    const [here, there] = [{}, {}];
    let done = 0;
    const ask = (kind: string, object: object, digest: string) =>
      work.once(kind, { objects: [object], digest }, async () => ({ done: ++done }));
    const answers: number[] = [];
    for (const [kind, object, digest] of [
      ['a', here, 'x'],
      ['b', here, 'x'],
      ['a', there, 'x'],
      ['a', here, 'y'],
      ['a', here, 'x'],
    ] as const)
      answers.push((await ask(kind, object, digest)).done);
    expect(answers).toEqual([1, 2, 3, 4, 1]);
    await expect(work.once('c', { objects: [], digest: '' }, () => Promise.reject(new Error('no')))).rejects.toThrow('no');
    expect(await work.once('c', { objects: [], digest: '' }, async () => ({ now: true }))).toEqual({ now: true });
  });

  it('should be told apart by where one string of bytes ends and the next begins', () => {
    const digests = [['ab', 'c'], ['a', 'bc'], ['abc'], ['abc', ''], ['', 'abc']].map((texts) => digest(...texts.map(utf8)));
    expect(new Set(digests).size).toBe(digests.length);
    expect(digest(utf8('ab'), utf8('c'))).toBe(digests[0]);
  });

  it('should be forgotten when there is much of it', async () => {
    const work = new SharedWork();
    let done = 0;
    const ask = (digest: string) => work.once('a', { objects: [], digest }, async () => ({ done: ++done }));
    for (let number = 0; number < 10_000; number++) await ask(`${number}`);
    await ask('9999');
    expect(done).toBe(10_000);
    await ask('0');
    expect(done).toBe(10_001);
  });
});
