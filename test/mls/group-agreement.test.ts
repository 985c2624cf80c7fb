/** Whoever applies one commit to one epoch is in one group (RFC 9420 §12.4): by making it, by processing it or by joining from it. */
import fc from 'fast-check';
import { createCommit } from 'ts-mls/createCommit.js';
import { decodeKeyPackage } from 'ts-mls/keyPackage.js';
import { decodeMlsMessage, encodeMlsMessage } from 'ts-mls/message.js';
import { processPrivateMessage } from 'ts-mls/processMessages.js';
import { emptyPskIndex } from 'ts-mls/pskIndex.js';
import { rootFromNodeWidth } from 'ts-mls/treemath.js';
import { describe, expect, it } from 'vitest';
import type { GroupState } from '../../src/mls/engine.js';
import { toHex } from '../../src/mls/real/bytes.js';
import { cipherSuites } from '../../src/mls/real/cipher-suite.js';
import { groupState } from '../../src/mls/real/group-state.js';
import { x25519 } from '../../src/mls/real/montgomery-edwards.js';
import { type Device, Devices, device, entropyFor, mlsOf, suiteName } from './devices.js';

const population = 12;

interface Step {
  readonly author: number;
  readonly add: readonly number[];
  readonly remove: readonly number[];
  readonly topic: string | undefined;
}

const some = (max: number): fc.Arbitrary<readonly number[]> => fc.array(fc.nat(population - 1), { minLength: 1, maxLength: max });
const topic = fc.option(fc.string({ maxLength: 8 }), { nil: undefined, freq: 3 });
const step = ({
  add = fc.constant([]),
  remove = fc.constant([]),
}: { readonly [kind in 'add' | 'remove']?: fc.Arbitrary<readonly number[]> }) =>
  fc.record({ author: fc.nat(population - 1), add, remove, topic });
/** Updates fill the tree's upper nodes, so that those added later are unmerged there. */
const anyStep: fc.Arbitrary<Step> = fc.oneof(
  { weight: 3, arbitrary: step({}) },
  { weight: 3, arbitrary: step({ add: some(2) }) },
  { weight: 1, arbitrary: step({ remove: some(2) }) },
  { weight: 1, arbitrary: step({ add: some(3), remove: some(2) }) },
);

/** Indices are taken round the members, or those outside, as they are when the step is taken. */
function resolve(devices: Devices, { author, add, remove, topic }: Step) {
  const all = Array.from({ length: population }, (_, i) => i);
  const members = all.filter((i) => devices.members.has(device(i)));
  const outside = all.filter((i) => !devices.members.has(device(i)));
  const pick = (from: readonly number[], indices: readonly number[]) => [...new Set(indices.flatMap((i) => from[i % from.length] ?? []))];
  const [by = 0] = pick(members, [author]);
  const others = members.filter((i) => i !== by);
  const encryptedState = topic === undefined ? {} : { encryptedState: { 'm.room.topic': { '': { topic } } } };
  return { by, change: { add: pick(outside, add), remove: pick(others, remove), ...encryptedState } };
}

/** A secret for a blanked node, or one that does not belong to the node's key, would be a key kept too long. */
function heldKeysAreCurrent({ state }: Device): boolean {
  const { ratchetTree, privatePath } = mlsOf(state);
  return Object.entries(privatePath.privateKeys).every(([index, raw]) => {
    const node = ratchetTree[Number(index)];
    const key = node?.nodeType === 'leaf' ? node.leaf.hpkePublicKey : node?.parent.hpkePublicKey;
    return key !== undefined && toHex(x25519.keyPair(raw).publicKey.raw) === toHex(key);
  });
}

const hasBlankLeaf = (state: GroupState): boolean => mlsOf(state).ratchetTree.some((node, index) => index % 2 === 0 && node === undefined);
const hasUnmergedLeaf = (state: GroupState): boolean =>
  mlsOf(state).ratchetTree.some((node) => node?.nodeType === 'parent' && node.parent.unmergedLeaves.length > 0);

describe('a group', () => {
  it('should be the same for all its members after any sequence of commits', async () => {
    const joins = { all: 0, amongBlanks: 0, amongUnmerged: 0 };
    await fc.assert(
      fc.asyncProperty(fc.array(anyStep, { minLength: 5, maxLength: 9 }), async (steps) => {
        const devices = await Devices.create(population, 6);
        for (const taken of steps) {
          const { by, change } = resolve(devices, taken);
          const { next } = await devices.commit(by, change);
          expect(devices.views().size).toBe(1);
          joins.all += change.add.length;
          if (hasBlankLeaf(next)) joins.amongBlanks += change.add.length;
          if (hasUnmergedLeaf(next)) joins.amongUnmerged += change.add.length;
        }
        expect([...devices.members.values()].every(heldKeysAreCurrent)).toBe(true);
      }),
      { numRuns: 11, seed: 9420 },
    );
    // The kinds of tree that a join can get wrong were there.
    expect(joins.all).toBeGreaterThan(40);
    expect(joins.amongBlanks).toBeGreaterThan(20);
    expect(joins.amongUnmerged).toBeGreaterThan(5);
  });

  it('should be the same for a member that follows with ts-mls alone (unless the root is blank)', async () => {
    const devices = await Devices.create(population, 6);
    const suite = cipherSuites(suiteName).drawingNothing;
    const changes = [
      {},
      { add: [6, 7] },
      { remove: [3] },
      { add: [8], remove: [4] },
      { encryptedState: {} },
      { remove: [6], encryptedState: { t: { k: {} } } },
    ];
    for (const [i, change] of changes.entries()) {
      const before = mlsOf(devices.member(5).state);
      const { bytes, next } = await devices.commit(i % 2, change);
      const message = decodeMlsMessage(bytes, 0)?.[0];
      if (message?.wireformat !== 'mls_private_message') expect.fail('not a private message');
      const followed = await processPrivateMessage(before, message.privateMessage, emptyPskIndex, suite);
      expect(followed.newState.ratchetTree[rootFromNodeWidth(before.ratchetTree.length)]).toBeDefined();
      expect(toHex(followed.newState.keySchedule.epochAuthenticator)).toBe(next.epochAuthenticator);
    }
  });

  it.each(['left', 'right'])('should go on if the whole %s half of its tree is removed', async (half) => {
    const devices = await Devices.create(9, 8);
    const [author, others] = half === 'left' ? [6, [0, 1, 2, 3]] : [1, [4, 5, 6, 7]];
    await devices.commit(author, { remove: others });
    await devices.commit(half === 'left' ? 7 : 2);
    await devices.commit(author, { add: [8] });
    expect(devices.views().size).toBe(1);
    expect(devices.members.size).toBe(5);
  });

  it('should take a device out and in again by one commit', async () => {
    const devices = await Devices.create(4, 4);
    await devices.commit(2, { remove: [1, 3], add: [1, 3] });
    expect(devices.views().size).toBe(1);
    expect(devices.member(1).state.roster).toEqual([0, 1, 2, 3].map(device));
  });

  it('should take in a device that a commit without a path added (as RFC 9420 §12.4 allows, and ts-mls makes)', async () => {
    const devices = await Devices.create(8, 5);
    const drawing = cipherSuites(suiteName).drawingFrom(entropyFor('pathless'));
    for (const joiner of [5, 6, 7]) {
      await devices.commit(4);
      const { client, state } = devices.member(0);
      const { bytes } = await devices.client(joiner).createKeyPackage({ lastResort: false });
      const keyPackage = decodeKeyPackage(bytes, 0)?.[0];
      if (keyPackage === undefined) expect.fail('no key package');
      const made = await createCommit(
        { state: mlsOf(state), cipherSuite: drawing },
        { extraProposals: [{ proposalType: 'add', add: { keyPackage } }], ratchetTreeExtension: true },
      );
      if (made.welcome === undefined) expect.fail('no Welcome');
      const welcome = encodeMlsMessage({ version: 'mls10', wireformat: 'mls_welcome', welcome: made.welcome });
      const next = groupState(made.newState, client.device);
      await devices.apply(0, { bytes: encodeMlsMessage(made.commit), welcome, takenUp: [], parent: state, next });
      expect(devices.views().size).toBe(1);
    }
  });
});
