/** One story: whichever MLS engine runs, the same things happen at the same times in the same order. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { StampedFact } from '../../src/facts/index.js';
import { randomScenario } from '../../src/library/arbitraries/scenario.js';
import { CHANGE_KINDS } from '../../src/scenario/document/change.js';
import { runOf } from './running.js';

/** The first fact in which two runs differ, on either side. */
function parting(real: readonly StampedFact[], symbolic: readonly StampedFact[]): object | undefined {
  const length = Math.max(real.length, symbolic.length);
  for (let at = 0; at < length; at++) {
    if (JSON.stringify(real[at]) !== JSON.stringify(symbolic[at])) return { fact: at + 1, real: real[at], symbolic: symbolic[at] };
  }
  return undefined;
}

/** Up to the moment of the first tie that an event id decided, as each engine has event ids of its own. */
function untilTie(facts: readonly StampedFact[]): readonly StampedFact[] {
  const tie = facts.find(({ fact }) => 'decided_by_event_id' in fact && fact.decided_by_event_id);
  return tie === undefined ? facts : facts.filter(({ at }) => at < tie.at);
}

/** The same with every server on one side or the other of a partition, a power and a member on both, each of whom commits. */
const splitScenario = randomScenario({ powers: [2], kinds: CHANGE_KINDS }).map((document) => {
  const [first, ...others] = document.servers.map(({ name }) => name);
  const { room, workload } = document;
  return {
    ...document,
    room: { ...room, can_propose: 'all', members: 'all' },
    workload: { ...workload, commits: [...workload.commits, { kind: 'update', rate: '10/h', by: 'device' }] },
    timeline: [{ at: '10m', for: '25m', partition: [[first], others] }],
  };
});

/** What has to have happened in one run or another, as far as both were compared. */
function happened(facts: readonly StampedFact[]): ReadonlySet<string> {
  const seen = new Set<string>();
  const welcomed = new Set<string>();
  for (const { fact, node } of facts) {
    if (fact.kind === 'commit_created') seen.add(fact.change ?? 'proposals');
    if (fact.kind === 'partition_began' || fact.kind === 'proposals_taken_up') seen.add(fact.kind);
    if (fact.kind !== 'state_entered') continue;
    const device = String(node);
    if (fact.via === 'rollback' || (fact.via === 'welcome' && welcomed.has(device))) seen.add(fact.via);
    if (fact.via === 'welcome') welcomed.add(device);
  }
  return seen;
}

interface Told {
  readonly facts: readonly StampedFact[];
  readonly fingerprint: string;
}

async function told(document: object): Promise<Told> {
  const facts: StampedFact[] = [];
  const { fingerprint } = await runOf(document, { onFact: (fact) => facts.push(fact) });
  return { facts, fingerprint };
}

describe('both MLS engines', () => {
  it('should tell the same story of any scenario, fact by fact', async () => {
    const seen = new Set<string>();
    // Runs without a tie.
    let whole = 0;
    const compare = async (document: object): Promise<void> => {
      const real = await told({ ...document, mls: 'real' });
      const symbolic = await told({ ...document, mls: 'symbolic' });
      const compared = untilTie(real.facts);
      expect(parting(compared, untilTie(symbolic.facts))).toBeUndefined();
      for (const each of happened(compared)) seen.add(each);
      if (compared !== real.facts) return;
      expect(symbolic.fingerprint).toBe(real.fingerprint);
      whole++;
    };
    await fc.assert(fc.asyncProperty(randomScenario({ powers: [1, 2, 3], kinds: CHANGE_KINDS }), compare), { numRuns: 8, seed: 4256 });
    await fc.assert(fc.asyncProperty(splitScenario, compare), { numRuns: 8, seed: 4256 });
    expect([...seen].sort()).toEqual([...CHANGE_KINDS, 'proposals', 'partition_began', 'proposals_taken_up', 'rollback', 'welcome'].sort());
    expect(whole).toBeGreaterThan(8);
  });
});
