import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { StampedFact } from '../../src/facts/index.js';
import { randomScenario } from '../../src/library/arbitraries/scenario.js';
import { countEpisodes } from '../observe/episodes-by-definition.js';
import { inspectableRun } from './inspecting.js';
import { runOf, scenarioOf } from './running.js';

/** Sooner or later nobody can commit any more. */
const withGarbage = randomScenario({ powers: [1, 2, 3], kinds: ['update', 'garbage'] });

/** Those that decide what a device can follow. */
const readings = fc.record({
  chain_delivery: fc.constantFrom('full', 'tip_only'),
  author_state: fc.constantFrom('keep_until_superseded', 'drop_at_timeout'),
});

describe('any run', () => {
  it('should account for every message and every commit, and hold every invariant', async () => {
    await fc.assert(
      fc.asyncProperty(fc.oneof(randomScenario({ powers: [1, 2, 3] }), withGarbage), readings, async (scenario, rules) => {
        const document = { ...scenario, rules };
        const facts: StampedFact[] = [];
        const { metrics, violations } = await runOf(document, {
          onFact: (fact) => {
            if (fact.room === undefined) facts.push(fact);
          },
        });
        const { pairs, decrypted, undecryptable, hidden, undelivered } = metrics.messages;
        const { created, accepted, lost, refused, stale, expired, open } = metrics.commits;
        const { episodes, by_window, by_welcome, by_return, unrecovered } = metrics.recovery;
        expect(violations).toEqual([]);
        expect(created).toBe(facts.filter(({ at, fact }) => at >= 0 && fact.kind === 'commit_created').length);
        expect(episodes).toBe(countEpisodes(facts));
        // What devices know of themselves. That the branch they are lost to has removed them, they need not have been shown (H45).
        const rosters = new Map(
          facts.flatMap(({ fact }) => (fact.kind === 'commit_created' ? [[fact.commit, fact.roster as readonly unknown[]]] : [])),
        );
        const lostOnes = facts.filter(
          ({ at, node, fact }) => at >= 0 && fact.kind === 'branch_lost' && rosters.get(fact.current)?.includes(node) === true,
        );
        expect(episodes).toBeGreaterThanOrEqual(lostOnes.length);
        expect(decrypted + undecryptable.total + hidden.total + undelivered).toBe(pairs);
        expect(accepted + lost + refused + stale + expired + open).toBe(created);
        expect(by_window + by_welcome + by_return + unrecovered).toBe(episodes);
      }),
      { numRuns: 25 },
    );
  });

  it('should give all members that applied the same commit the same epoch authenticator', async () => {
    let byOthers = 0;
    await fc.assert(
      fc.asyncProperty(randomScenario({ powers: [1, 2, 3] }), async (document) => {
        const authenticators = new Map<string, string>();
        await inspectableRun(scenarioOf(document), (world, { node }) => {
          const states = [...world.devices].find(([device]) => device === node)?.[1].states.all() ?? [];
          for (const { label, group } of states) {
            expect(group.epochAuthenticator).toBe(authenticators.get(label) ?? group.epochAuthenticator);
            authenticators.set(label, group.epochAuthenticator);
            if (!label.startsWith(`${group.self}#`)) byOthers += 1;
          }
        });
      }),
      { numRuns: 12 },
    );
    expect(byOthers).toBeGreaterThan(0);
  });
});

describe('a room with one power', () => {
  it('should never see a commit conflict, and agree in the end if every fault ended before the workload', async () => {
    await fc.assert(
      fc.asyncProperty(randomScenario({ powers: [1] }), async (document) => {
        const { commits, agreement, recovery } = (await runOf(document)).metrics;
        expect(commits.conflicted_epochs).toBe(0);
        expect(commits.lost).toBe(0);
        expect(commits.grafts).toBe(0);
        expect(recovery.episodes).toBe(0);
        expect(agreement.final).toBe(true);
      }),
      { numRuns: 25 },
    );
  });
});
