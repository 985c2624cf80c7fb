import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { runTwice } from '../../src/cli/check-determinism.js';
import type { RunOnce } from '../../src/cli/side-by-side.js';
import { traceLine } from '../../src/cli/trace-line.js';
import type { StampedFact } from '../../src/facts/index.js';
import { instant } from '../../src/kernel/time.js';
import { serverName } from '../../src/names.js';
import type { RunOutcome } from '../../src/observe/run-result.js';
import { run } from '../../src/simulation/run.js';
import { scenarioOf } from '../simulation/running.js';

const scenario = scenarioOf({
  duration: '2m',
  servers: [{ name: 'a.example' }, { name: 'b.example' }],
  users: [{ id: '@alice:a.example' }, { id: '@bob:b.example' }],
  room: { creator: '@alice:a.example', powers: ['a.example'] },
  workload: { messages: { every: '10s' }, commits: [{ kind: 'update', every: '50s', by: '@alice:a.example' }] },
});
const outcome = await run(scenario);
if (outcome === undefined) throw new Error('nobody stops this run');

const fact = (at: number): StampedFact => ({
  at: instant(at),
  node: undefined,
  local: undefined,
  fact: { kind: 'crashed', node: serverName('a.example') },
});
const lineOf = (told: StampedFact | undefined): unknown => (told === undefined ? null : JSON.parse(traceLine(told)));

/** Gives one of the runs at each call: its facts, in stretches with a call of `onProgress` after each. */
const runsOf = (...runs: readonly (readonly StampedFact[][])[]): RunOnce => {
  let calls = 0;
  return async ({ onFact, onProgress }): Promise<RunOutcome | undefined> => {
    const stretches = runs[calls++] ?? [];
    for (const stretch of stretches) {
      for (const told of stretch) onFact?.(told);
      if ((await onProgress?.({ simulated_ms: 0, of_ms: 1 })) === 'stop') return undefined;
    }
    return outcome;
  };
};

describe('runTwice', () => {
  it('should give the outcome and the facts of one run (if two runs are the same)', async () => {
    const told: StampedFact[] = [];
    const ran = await runTwice((options) => run(scenario, options), { onFact: (each) => told.push(each) });
    expect(ran).toEqual({ outcome, determinism: { same: true } });
    expect(told).toHaveLength(outcome.facts);
  });

  it('should see what the runs of one scenario with two seeds have in common', async () => {
    const seeds = ['1', '2'];
    const ran = await runTwice((options) => run({ ...scenario, seed: seeds.pop() ?? '' }, options), {});
    expect(ran?.determinism).toMatchObject({ same: false, parting: { fact: expect.any(Number), first: expect.anything() } });
  });

  it('should name the first fact at which the runs part, however far one gets ahead', async () => {
    const facts = fc.array(fc.array(fc.nat(1).map(fact), { maxLength: 8 }), { maxLength: 4 });
    await fc.assert(
      fc.asyncProperty(facts, facts, async (one, other) => {
        const [first, second] = [one.flat(), other.flat()];
        const length = Math.max(first.length, second.length);
        const parts = Array.from({ length }, (_, place) => place).find((place) => first[place]?.at !== second[place]?.at);
        expect((await runTwice(runsOf(one, other), {}))?.determinism).toEqual(
          parts === undefined
            ? { same: true }
            : { same: false, parting: { fact: parts + 1, first: lineOf(first[parts]), second: lineOf(second[parts]) } },
        );
      }),
    );
  });

  it('should let neither run get ahead by more than one stretch', async () => {
    const stretches = [0, 0];
    let [apart, runs] = [0, 0];
    await runTwice(async ({ onProgress }) => {
      const which = runs++;
      for (let stretch = 1; stretch <= 20; stretch++) {
        stretches[which] = stretch;
        apart = Math.max(apart, Math.abs((stretches[0] ?? 0) - (stretches[1] ?? 0)));
        await onProgress?.({ simulated_ms: stretch, of_ms: 20 });
      }
      return outcome;
    }, {});
    expect([stretches, apart]).toEqual([[20, 20], 1]);
  });

  it('should stop both runs (if it is told to stop)', async () => {
    const facts = Array.from({ length: 5 }, (_, stretch) => [fact(stretch)]);
    const told: StampedFact[] = [];
    const ran = await runTwice(runsOf(facts, facts), {
      onFact: (each) => told.push(each),
      onProgress: () => (told.length === 2 ? 'stop' : 'go_on'),
    });
    expect(ran).toBeUndefined();
    expect(told).toHaveLength(2);
  });

  it('should throw what a run throws, and not leave the other waiting', async () => {
    const whole = runsOf([[fact(1)], [fact(2)], [fact(3)]]);
    let runs = 0;
    const ended: string[] = [];
    const failing: RunOnce = async (options) => {
      if (++runs === 2) throw new Error('no luck');
      const end = await whole(options);
      ended.push('the first');
      return end;
    };
    await expect(runTwice(failing, {})).rejects.toThrow('no luck');
    expect(ended).toEqual(['the first']);
  });
});
