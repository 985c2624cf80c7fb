/** The two trees of commits, against sets of ancestors. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Fact, StampedFact } from '../../src/facts/index.js';
import { eventLabel, mlsLabel } from '../../src/names.js';
import { CommitEvents, chain, isOnChain, lastCommonCommit } from '../../src/observe/commit-events.js';
import { type Commit, CommitTree, lastCommon, reaches } from '../../src/observe/commit-tree.js';
import { DeviceNumbers, DeviceSet } from '../../src/observe/device-set.js';

const told = (fact: object): StampedFact => ({ at: 0, node: 'x', local: 0, fact: fact as Fact }) as unknown as StampedFact;

/** The n-th element names the parent of the commit n + 1 among those before it. */
const parents = fc.array(fc.nat(), { minLength: 1, maxLength: 40 }).map((picks) => picks.map((pick, index) => pick % (index + 1)));
const pick = fc.nat(40);

const pathOf = (commit: Commit): readonly Commit[] => [commit, ...(commit.parent ? pathOf(commit.parent) : [])];

describe('commit tree', () => {
  it('should know who reaches whom, and the last state that two have gone through', () => {
    fc.assert(
      fc.property(parents, pick, pick, (tree, one, other) => {
        const commits = new CommitTree(new DeviceNumbers());
        for (const [index, parent] of tree.entries()) {
          commits.fact(told({ kind: 'commit_created', commit: `#${index + 1}`, parent: `#${parent}`, roster: [] }));
        }
        const [a, b] = [one, other].map((number) => commits.named(mlsLabel(`#${number % (tree.length + 1)}`))) as [Commit, Commit];
        expect(reaches(a, b)).toBe(pathOf(b).includes(a));
        expect(lastCommon(a, b)).toBe(pathOf(a).find((commit) => pathOf(b).includes(commit)));
      }),
    );
  });
});

describe('commit events', () => {
  it('should know what is on a chain and the last common commit by bytes (if some bytes are in several events)', () => {
    fc.assert(
      fc.property(parents, fc.array(fc.boolean(), { minLength: 40, maxLength: 40 }), pick, pick, (tree, twins, one, other) => {
        const events = new CommitEvents();
        const made: { bytes: string; epoch: number; auth: number }[] = [{ bytes: '#0', epoch: 0, auth: -1 }];
        for (const [index, auth] of tree.entries()) {
          const epoch = made[auth]!.epoch + 1;
          // A twin carries the bytes of the first event that cites the same bytes.
          const twin = twins[index] ? made.find((event) => event.auth >= 0 && made[event.auth]!.bytes === made[auth]!.bytes) : undefined;
          made.push({ bytes: twin?.bytes ?? `#${index + 1}`, epoch, auth });
        }
        for (const [index, { bytes, epoch, auth }] of made.entries()) {
          const auth_commit = auth < 0 ? undefined : `e${auth}`;
          events.fact(told({ kind: 'event_created', type: 'm.mls.commit', event: `e${index}`, carries: bytes, epoch, auth_commit }));
        }
        const [a, b] = [one, other].map((number) => events.get(eventLabel(`e${number % made.length}`))!) as [never, never];
        const bytesOf = (event: Parameters<typeof chain>[0]) => [...chain(event)].map(({ bytes }) => bytes);
        const common = bytesOf(a).find((bytes) => bytesOf(b).includes(bytes));
        expect(isOnChain(a, b)).toBe(bytesOf(b).includes(bytesOf(a)[0]!));
        expect(lastCommonCommit(a, b)?.bytes).toBe(common);
      }),
    );
  });
});

describe('DeviceSet', () => {
  it('should be a set of numbers', () => {
    const change = fc.record({ add: fc.boolean(), number: fc.nat(200) });
    fc.assert(
      fc.property(fc.array(change), fc.array(fc.nat(200)), (changes, others) => {
        const [set, model, more] = [new DeviceSet(), new Set<number>(), new DeviceSet()];
        for (const { add, number } of changes) {
          if (add) set.add(number);
          else set.delete(number);
          model[add ? 'add' : 'delete'](number);
        }
        const copy = set.copy();
        for (const number of others) more.add(number);
        set.addAll(more);
        const sorted = (numbers: Iterable<number>) => [...numbers].sort((x, y) => x - y);
        expect([...copy]).toEqual(sorted(model));
        expect([...set]).toEqual(sorted(new Set([...model, ...others])));
        const numbers = Array.from({ length: 220 }, (_, number) => number);
        expect(numbers.filter((number) => copy.has(number))).toEqual(sorted(model));
      }),
    );
  });
});
