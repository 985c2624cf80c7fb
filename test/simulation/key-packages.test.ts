/** Key packages in whole runs: used once, replaced, and found out about after a crash (MSC4256, "Credentials & KeyPackages"). */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { randomScenario } from '../../src/library/arbitraries/scenario.js';
import type { KeyPackageLabel } from '../../src/names.js';
import { factsOf, runOf } from './running.js';

const most = (counts: ReadonlyMap<unknown, number>): number => Math.max(0, ...counts.values());

describe('a key package', () => {
  it('should be used once in any run, unless it is a last resort', async () => {
    const seen = { added: 0, opened: 0 };
    await fc.assert(
      fc.asyncProperty(randomScenario({ powers: [1, 2], kinds: ['add', 'remove'] }), async (document) => {
        const lastResorts = new Set<KeyPackageLabel>();
        const [given, added, opened] = [new Map<string, number>(), new Map<string, number>(), new Map<string, number>()];
        const use = (counts: Map<string, number>, keyPackage: KeyPackageLabel) => {
          if (!lastResorts.has(keyPackage)) counts.set(keyPackage, (counts.get(keyPackage) ?? 0) + 1);
        };
        for (const { fact } of await factsOf(document)) {
          if (fact.kind === 'keys_uploaded' && fact.last_resort !== undefined) lastResorts.add(fact.last_resort);
          if (fact.kind === 'key_package_given') {
            expect(fact.last_resort).toBe(lastResorts.has(fact.key_package));
            use(given, fact.key_package);
          }
          if (fact.kind === 'commit_created') for (const keyPackage of fact.key_packages) use(added, keyPackage);
          // Of commits that take up one proposal only one can be final.
          if (fact.kind === 'proposal_created' && fact.key_package !== undefined) use(added, fact.key_package);
          if (fact.kind === 'welcome_opened') use(opened, fact.key_package);
        }
        expect([most(given), most(added), most(opened)].filter((uses) => uses > 1)).toEqual([]);
        // Each step only with what the one before it gave.
        expect([...added.keys()].filter((keyPackage) => !given.has(keyPackage))).toEqual([]);
        expect([...opened.keys()].filter((keyPackage) => !added.has(keyPackage))).toEqual([]);
        seen.added += added.size;
        seen.opened += opened.size;
      }),
      { numRuns: 25 },
    );
    expect([seen.added > 0, seen.opened > 0]).toEqual([true, true]);
  });
});

const room = {
  seed: 12,
  duration: '20m',
  servers: [{ name: 'a.example' }, { name: 'b.example' }],
  users: [{ id: '@alice:a.example' }, { id: '@anna:a.example' }, { id: '@bob:b.example' }],
  room: { creator: '@alice:a.example', powers: ['a.example'], members: { except: '@bob:b.example' } },
  network: { latency: { constant: '50ms' } },
};
const keysOf = async (document: object) => (await runOf(document)).metrics.key_packages;

describe('the key packages of a device', () => {
  it('should be looked up after a crash, and left as they are if nothing is missing', async () => {
    const crash = { at: '5m', crash: '@bob:b.example/1', for: '1m' };
    expect(await keysOf({ ...room, timeline: [crash] })).toMatchObject({ listed: 1, uploaded: 0 });
    expect(await keysOf({ ...room, timeline: [{ ...crash, crash: 'b.example' }] })).toMatchObject({ listed: 0, uploaded: 0 });
  });

  it('should be made up for after a crash during which one was claimed, once', async () => {
    const timeline = [
      { at: '5m', crash: '@bob:b.example/1', for: '5m' },
      { at: '7m', commit: { by: '@alice:a.example', add: '@bob:b.example' } },
    ];
    const { metrics } = await runOf({ ...room, timeline });
    expect(metrics.key_packages).toMatchObject({ given: 1, opened: 1, uploaded: 1 });
    expect(metrics.agreement).toMatchObject({ final: true, devices_current: 1 });
  });
});
