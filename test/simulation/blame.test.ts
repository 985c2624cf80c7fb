/** Blame in whole runs: it is the metrics', pair by pair, and asking for it changes nothing. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { StampedFact } from '../../src/facts/index.js';
import { randomScenario } from '../../src/library/arbitraries/scenario.js';
import type { Blame } from '../../src/observe/blame.js';
import { runOf } from './running.js';

const SHAPE = { powers: [1, 2, 3], kinds: ['update', 'add', 'remove', 'servers'] } as const;

/** A fork: both sides of a partition commit. */
const PARTED = {
  seed: 5,
  duration: '50m',
  servers: [{ name: 'a.example' }, { name: 'b.example' }],
  users: [{ id: '@alice:a.example' }, { id: '@bob:b.example' }, { id: '@bert:b.example' }],
  room: { creator: '@alice:a.example', powers: ['a.example', 'b.example'] },
  network: { latency: { constant: '50ms' } },
  workload: { messages: { every: '2m', by: 'device' } },
  timeline: [
    { at: '10m', partition: [['a.example'], ['b.example']], for: '12m' },
    { at: '11m', commit: { by: '@alice:a.example', update: true } },
    { at: '12m', commit: { by: '@bob:b.example', update: true } },
  ],
};
const scenarios: fc.Arbitrary<object> = randomScenario(SHAPE);
const withFork: [object][] = [[PARTED]];

describe('blame', () => {
  it('should account for every pair that the metrics say was not read, and change nothing', async () => {
    const causes = new Set<string>();
    await fc.assert(
      fc.asyncProperty(scenarios, async (document) => {
        const symbolic = { ...document, mls: 'symbolic' };
        const { blame = [], ...outcome } = await runOf(symbolic, { blame: true });
        const count = (...wanted: Blame['cause'][]) => blame.filter(({ cause }) => wanted.includes(cause)).length;
        const { undecryptable, hidden, undelivered } = outcome.metrics.messages;
        expect(count('key_deleted')).toBe(undecryptable.key_deleted);
        expect(count('never_joined')).toBe(undecryptable.never_joined);
        expect(count('fork')).toBe(undecryptable.fork);
        expect(count('other')).toBe(undecryptable.other);
        expect(count('soft_failed')).toBe(hidden.soft_failed);
        expect(count('rejected')).toBe(hidden.rejected);
        expect(count('undelivered')).toBe(undelivered);
        expect(new Set(blame.map(({ message, device }) => `${message} ${device}`)).size).toBe(blame.length);
        for (const { cause } of blame) causes.add(cause);
        expect(await runOf(symbolic)).toEqual(outcome);
      }),
      { numRuns: 20, examples: withFork },
    );
    expect([...causes]).toEqual(expect.arrayContaining(['fork', 'soft_failed']));
  });

  it('should name commits and events that there were, and what was so at that time', async () => {
    await fc.assert(
      fc.asyncProperty(scenarios, async (document) => {
        const facts: StampedFact[] = [];
        const { blame = [] } = await runOf({ ...document, mls: 'symbolic' }, { blame: true, onFact: (fact) => facts.push(fact) });
        const commits = new Set(facts.flatMap(({ fact }) => (fact.kind === 'commit_created' ? [fact.commit as string] : [])));
        for (const { cause, device, event, decision } of blame) {
          const server = device.slice(device.indexOf(':') + 1, device.lastIndexOf('/'));
          if (cause === 'fork' && decision.instead_of !== null) expect(commits).toContain(decision.instead_of);
          if (cause === 'fork' || cause === 'never_joined' || decision.why.startsWith('had not followed'))
            expect(commits).toContain(decision.commit);
          if (cause !== 'soft_failed') continue;
          const refused = facts.findIndex(
            ({ node, fact }) => node === server && fact.kind === 'event_received' && fact.event === event && fact.outcome === 'soft_failed',
          );
          const current = facts
            .slice(0, refused)
            .findLast(({ node, room, fact }) => node === server && room === undefined && fact.kind === 'current_commit_changed');
          expect(decision.at_ms).toBe((facts[refused]?.at ?? 0) / 1_000);
          expect(current?.fact).toMatchObject({ to: decision.event });
        }
      }),
      { numRuns: 25, examples: withFork },
    );
  });
});
