import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { comparison, type EngineComparison, runOnBoth } from '../../src/cli/compare-engines.js';
import { type RunOnce, runSideBySide } from '../../src/cli/side-by-side.js';
import type { StampedFact } from '../../src/facts/index.js';
import { instant } from '../../src/kernel/time.js';
import { eventLabel, serverName } from '../../src/names.js';
import { run } from '../../src/simulation/run.js';
import { scenarioOf } from '../simulation/running.js';

const scenario = scenarioOf({
  duration: '2m',
  servers: [{ name: 'a.example' }],
  users: [{ id: '@alice:a.example' }, { id: '@bob:a.example' }],
  room: { creator: '@alice:a.example', powers: ['a.example'] },
  workload: { messages: { every: '20s' } },
});
const outcome = await run(scenario);
if (outcome === undefined) throw new Error('nobody stops this run');

/** Three devices whose pending commits are of the same moment; the only power that is up takes the one with the lowest event id. */
const tied = (seed: number) =>
  scenarioOf({
    seed,
    duration: '10m',
    servers: [{ name: 'a.example' }, { name: 'b.example' }, { name: 'c.example' }],
    users: [{ id: '@a:a.example' }, { id: '@b:b.example' }, { count: 3, id: '@c{n}:c.example' }],
    room: { creator: '@a:a.example', powers: ['a.example', 'b.example'] },
    network: { client_latency: { constant: '0ms' } },
    timeline: [{ at: '0s', crash: 'a.example' }, ...[1, 2, 3].map((n) => ({ at: '1m', commit: { by: `@c${n}:c.example`, update: true } }))],
  });

const told = (at: number, server: string): StampedFact => ({
  at: instant(at),
  node: undefined,
  local: undefined,
  fact: { kind: 'crashed', node: serverName(server) },
});
const tie = (at: number): StampedFact => ({
  at: instant(at),
  node: serverName('b.example'),
  local: undefined,
  fact: {
    kind: 'states_resolved',
    event: eventLabel('b.example#1'),
    states: [],
    commit: undefined,
    decided_by_event_id: true,
    steps: undefined,
    grafts: undefined,
  },
});
const runOf =
  (...facts: readonly StampedFact[]): RunOnce =>
  async ({ onFact }) => {
    for (const fact of facts) onFact?.(fact);
    return outcome;
  };
const compared = async (real: readonly StampedFact[], symbolic: readonly StampedFact[]) => {
  const ran = await runSideBySide(runOf(...real), runOf(...symbolic), {});
  return ran && comparison(ran);
};

describe('the two engines', () => {
  it('should be said to agree (if they do), with the outcome and the facts of the real one', async () => {
    const facts: StampedFact[] = [];
    expect(await runOnBoth(scenario, { onFact: (fact) => facts.push(fact) })).toEqual({ outcome, engines: { same: true } });
    expect(facts.length).toBe(outcome.facts);
  });

  it('should be said to part at the first fact that differs', async () => {
    const common = [told(1, 'a.example'), told(2, 'a.example')];
    expect(await compared([...common, told(3, 'a.example')], [...common, told(3, 'b.example')])).toEqual({
      same: false,
      parting: { fact: 3, real: expect.objectContaining({ node: 'a.example' }), symbolic: expect.objectContaining({ node: 'b.example' }) },
    });
    expect(await compared([...common], [...common, tie(3)])).toEqual({ same: true, tie_break: { compared_until: 3 } });
    expect(await compared([told(1, 'a.example'), tie(2)], [told(1, 'b.example'), tie(2)])).toMatchObject({ same: false });
  });

  it('should be compared up to where an event id broke a tie, also if that is told after what it decided', async () => {
    const [one, other] = [told(5, 'a.example'), told(5, 'b.example')];
    await fc.assert(
      fc.asyncProperty(fc.nat(4), fc.boolean(), async (before, first) => {
        const common = Array.from({ length: before }, (_, at) => told(at, 'a.example'));
        const branch = (decided: StampedFact) => [...common, ...(first ? [tie(5), decided] : [decided, tie(5)])];
        const compared_until = before + (first ? 2 : 1);
        expect(await compared(branch(one), branch(other))).toEqual({ same: true, tie_break: { compared_until } });
      }),
    );
  });

  it('should be allowed to part where event ids decide, and only there', async () => {
    const comparisons: (EngineComparison | undefined)[] = [];
    for (let seed = 0; seed < 4; seed++) comparisons.push((await runOnBoth(tied(seed), {}))?.engines);
    expect(comparisons.every((each) => each?.same)).toBe(true);
    expect(comparisons.some((each) => each !== undefined && 'tie_break' in each)).toBe(true);
  });
});
