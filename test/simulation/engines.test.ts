/** One story: whichever MLS engine runs, the same things happen at the same times in the same order. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { StampedFact } from '../../src/facts/index.js';
import { CHANGE_KINDS } from '../../src/scenario/document/change.js';
import { randomScenario } from './random-scenarios.js';
import { factsOf } from './running.js';

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

describe('both MLS engines', () => {
  it('should tell the same story of any scenario, fact by fact', async () => {
    const kinds = new Set<string>();
    // Runs without a tie.
    let whole = 0;
    await fc.assert(
      fc.asyncProperty(randomScenario({ powers: [1, 2, 3], kinds: CHANGE_KINDS }), async (document) => {
        const real = await factsOf({ ...document, mls: 'real' });
        const symbolic = await factsOf({ ...document, mls: 'symbolic' });
        expect(parting(untilTie(real), untilTie(symbolic))).toBeUndefined();
        if (untilTie(real) === real) whole++;
        for (const { fact } of real) if (fact.kind === 'commit_created') kinds.add(fact.change ?? 'proposals');
      }),
      { numRuns: 8 },
    );
    expect(kinds.size).toBeGreaterThan(4);
    expect(whole).toBeGreaterThan(2);
  });
});
