/** The library in one call: what it gives is what the command gives, and what it refuses it says. */
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  arbitraries,
  BadDocument,
  type DagDocument,
  loadDag,
  loadScenario,
  READING_VALUES,
  resolve,
  run,
  simulate,
} from '../../src/index.js';

const SCENARIO = readFileSync('test/cli/tiny.yaml', 'utf8');
const DAG = readFileSync('scenarios/dags/graft.yaml', 'utf8');

describe('simulate', () => {
  it('should give what loading and running gives', async () => {
    const loaded = loadScenario({ file: 'x', text: SCENARIO, seed: '7', set: ['network.loss=0.1'], mls: 'symbolic' });
    if (!loaded.ok) throw new Error('the file was good');
    const plain = await run(loaded.scenario);
    let facts = 0;
    const outcome = await simulate(SCENARIO, { seed: '7', set: ['network.loss=0.1'], mls: 'symbolic', onFact: () => (facts += 1) });
    expect(outcome).toEqual(plain);
    expect(facts).toBe(outcome.facts);
  });

  it('should take a plain object as well as text', async () => {
    const document = { schism: 1, name: 'x', duration: '1m', servers: [{ name: 'a.example' }], users: [{ id: '@a:a.example' }] };
    const whole = { ...document, room: { creator: '@a:a.example', powers: ['a.example'] } };
    expect(await simulate(whole)).toEqual(await simulate(JSON.stringify(whole)));
    await expect(simulate(document)).rejects.toThrow(BadDocument);
  });

  it('should refuse what is no document at all', async () => {
    const circular: Record<string, unknown> = {};
    circular.servers = circular;
    for (const none of [circular, { seed: 1n }, undefined, Symbol('x')])
      await expect(simulate(none as object, { file: 'mine' })).rejects.toThrow(/^mine: this is no document: /);
  });

  it('should say every problem, with its place', async () => {
    const refused = simulate('schism: 1\nname: x\nduratoin: 1h\n', { file: 'room.yaml' });
    await expect(refused).rejects.toThrow(/^room\.yaml:3:1: unknown key "duratoin", did you mean "duration"\?/m);
    await refused.catch(({ problems }: BadDocument) => expect(problems.length).toBeGreaterThan(1));
  });
});

describe('resolve', () => {
  it('should give what the file expects', () => {
    const { expectations, tip } = resolve(DAG);
    expect(expectations?.filter(({ held }) => !held)).toEqual([]);
    expect(tip).toBeDefined();
    expect(() => resolve('schism_dag: 2')).toThrow(/^dag:1:13: expected 1, the version of the format/m);
  });
});

describe('arbitraries.scenario', () => {
  it('should draw scenarios that load and run, without a violation, under any reading', async () => {
    await fc.assert(
      fc.asyncProperty(arbitraries.scenario(), arbitraries.reading(), async (scenario, rules) => {
        expect((await simulate({ ...scenario, rules })).violations).toEqual([]);
      }),
      { numRuns: 30 },
    );
  });

  it('should keep to its constraints', () => {
    fc.assert(
      fc.property(
        arbitraries.scenario({ powers: [1], kinds: ['update'], faults: 0, rules: { commit_parent: 'content' } }),
        ({ room, workload, timeline, rules }) => {
          expect([room.powers.length, workload.commits.map(({ kind }) => kind), timeline, rules]).toEqual([
            1,
            ['update'],
            [],
            { commit_parent: 'content' },
          ]);
        },
      ),
    );
  });

  it('should draw every kind of fault, commit and number of powers', () => {
    const all = fc.sample(arbitraries.scenario(), { numRuns: 300, seed: 1 });
    const keys = new Set(all.flatMap(({ timeline }) => timeline.flatMap((event) => Object.keys(event))));
    expect([...keys]).toEqual(expect.arrayContaining(['partition', 'crash', 'offline', 'upgrade', 'leave', 'clock']));
    expect(new Set(all.map(({ room }) => room.powers.length))).toEqual(new Set([1, 2, 3]));
    expect(new Set(all.flatMap(({ workload }) => workload.commits.map(({ kind }) => kind))).size).toBe(5);
  });
});

describe('arbitraries.dag', () => {
  it('should draw DAGs that load and resolve, under any reading', () => {
    fc.assert(
      fc.property(arbitraries.dag(), arbitraries.reading(), (dag, rules) => {
        const { steps, servers } = resolve({ ...dag, rules });
        expect(steps.every(({ event }) => dag.events.some(({ id }) => id === event))).toBe(true);
        for (const { events } of [servers.y, servers.z].filter((server) => server !== undefined))
          expect(events.length).toBe(dag.events.length);
        expect(Object.keys(servers)).toEqual(['y', 'z']);
      }),
    );
  });

  it('should keep to its constraints', () => {
    fc.assert(
      fc.property(arbitraries.dag({ events: 3, powers: ['b', 'a'], edits: false, rules: { commit_parent: 'event' } }), (dag) => {
        expect(dag.events.length).toBeLessThanOrEqual(4);
        expect(dag.events.flatMap((event) => ('powers' in event ? [event.powers] : []))).toEqual([['b', 'a']]);
        expect(dag.rules).toEqual({ commit_parent: 'event' });
        for (const order of Object.values(dag.deliver)) expect(new Set(order)).toEqual(new Set(dag.events.map(({ id }) => id)));
      }),
    );
  });

  it('should draw forks that resolution has to decide, commits that are refused, and servers that soft-fail and reject', () => {
    const decided = fc.sample(arbitraries.dag(), { numRuns: 500, seed: 1 }).map((dag) => resolve(dag));
    const some = (isSo: (result: (typeof decided)[number]) => boolean): number => decided.filter(isSo).length;
    expect(some(({ steps }) => steps.length > 1)).toBeGreaterThan(50);
    expect(some(({ steps }) => steps.some(({ accepted }) => !accepted))).toBeGreaterThan(50);
    expect(some(({ graft }) => graft)).toBeGreaterThan(2);
    for (const outcome of ['soft_failed', 'rejected'])
      expect(
        some(({ servers }) => Object.values(servers).some(({ events }) => events.some((event) => event.outcome === outcome))),
      ).toBeGreaterThan(50);
  });

  it('should shrink to no event but the first commit', () => {
    const never = fc.property(arbitraries.dag(), () => false);
    const smallest = fc.check(never).counterexample?.[0] as DagDocument | undefined; // what it was drawn from
    expect(smallest?.events.map(({ id }) => id)).toEqual(['c0']);
    expect(loadDag({ file: 'x', text: JSON.stringify(smallest) }).ok).toBe(true);
  });
});

describe('arbitraries.reading', () => {
  it('should draw every value of every knob', () => {
    const all = fc.sample(arbitraries.reading(), { numRuns: 300, seed: 1 });
    for (const [knob, values] of Object.entries(READING_VALUES))
      expect(new Set(all.map((rules) => rules[knob as keyof typeof rules]))).toEqual(new Set([undefined, ...values]));
  });
});
