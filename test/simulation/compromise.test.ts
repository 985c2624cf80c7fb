/** What a stolen device opens, by the metrics, is what the symbolic engine lets somebody open who has what the device had. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { randomScenario } from '../../src/library/arbitraries/scenario.js';
import type { DeviceId, MlsLabel } from '../../src/names.js';
import type { RoomEvent } from '../../src/room/event.js';
import type { BuiltWorld } from '../../src/simulation/build.js';
import { factsOf, runOf, scenarioOf } from './running.js';
import { Thief } from './thief.js';

const KINDS = ['update', 'add', 'remove'] as const;

interface Theft {
  readonly device: DeviceId;
  readonly thief: Thief;
  /** The messages sent before. */
  readonly before: ReadonlySet<MlsLabel>;
}

/** Readings that decide what a device keeps, and how often it changes branches. */
const rules = fc.record({
  author_state: fc.constantFrom('keep_until_superseded', 'drop_at_timeout'),
  read_losing_branch: fc.constantFrom('no', 'within_window'),
  current_state: fc.constantFrom('extremities', 'with_state_before', 'none'),
  window_value: fc.constantFrom('parent', 'own', 'max'),
});

/** A random scenario with devices copied at random times. */
const scenarios = fc
  .tuple(
    randomScenario({ powers: [1, 2, 3], kinds: KINDS }),
    fc.array(fc.tuple(fc.integer({ min: 30, max: 3_590 }), fc.nat(2)), { minLength: 1, maxLength: 6 }),
    rules,
    fc.boolean(),
  )
  .map(([document, thefts, reading, proposing]) => ({
    ...document,
    rules: reading,
    // Where others may not commit, they propose.
    room: { ...document.room, ...(proposing && { can_propose: document.room.powers.slice(0, 1) }) },
    mls: 'symbolic',
    workload: { ...document.workload, messages: { every: '1m', by: 'device' } },
    timeline: [
      ...document.timeline,
      ...thefts.map(([at, whom]) => ({ at: `${at}.5s`, compromise: document.users[whom % document.users.length]?.id ?? '' })),
    ],
  }));

async function stolen(document: object) {
  const [thefts, sent]: [Theft[], Set<MlsLabel>] = [[], new Set()];
  let built: BuiltWorld | undefined;
  const { metrics } = await runOf(document, {
    onBuilt: (world) => {
      built = world;
    },
    onFact: ({ at, fact }) => {
      if (fact.kind === 'event_created' && fact.type === 'm.room.encrypted' && fact.carries !== undefined && at >= 0)
        sent.add(fact.carries);
      if (fact.kind === 'device_compromised' && built !== undefined) {
        thefts.push({ device: fact.node, thief: new Thief(built, fact.node), before: new Set(sent) });
      }
    },
  });
  const events = new Map<string, RoomEvent>();
  for (const server of built?.servers.values() ?? []) {
    for (const { event } of server.room(scenarioOf(document).room.id)?.graph.events() ?? []) events.set(event.label, event);
  }
  return { metrics, thefts, events: [...events.values()] };
}

describe('a compromise', () => {
  it('should open as much as the metrics say, before and after, and be healed where they say so', async () => {
    const seen = { before: 0, after: 0, unhealed: 0, healed: 0 };
    await fc.assert(
      fc.asyncProperty(scenarios, async (document) => {
        const { metrics, thefts, events } = await stolen(document);
        const { compromises, compromise } = metrics.exposure;
        expect(compromises.map(({ device }) => device)).toEqual(thefts.map(({ device }) => device));
        const tips = metrics.agreement.tips.map(({ commit }) => commit);
        for (const [place, { thief, before }] of thefts.entries()) {
          const { states, opened } = thief.reads(events);
          const told = compromises[place];
          expect(told?.messages_before).toBe([...opened].filter((message) => before.has(message)).length);
          expect(told?.messages_after).toBe([...opened].filter((message) => !before.has(message)).length);
          // Where the servers agree, the final commit is theirs.
          if (metrics.agreement.final) expect(told?.healing_ms === null).toBe(tips.some((tip) => states.has(tip as MlsLabel)));
          seen.before += told?.messages_before ?? 0;
          seen.after += told?.messages_after ?? 0;
        }
        expect(compromise.count).toBe(thefts.length);
        seen.unhealed += compromise.unhealed;
        seen.healed += compromise.healing_ms.count;
      }),
      { numRuns: 40 },
    );
    for (const times of Object.values(seen)) expect(times).toBeGreaterThan(0);
  });
});

describe('compromises at random times', () => {
  const room = {
    duration: '10h',
    servers: [{ name: 'a.example' }, { name: 'b.example' }],
    users: [{ id: '@alice:a.example' }, { id: '@bob:b.example', devices: 2 }],
    room: { creator: '@alice:a.example', powers: ['a.example', 'b.example'] },
    workload: { messages: { rate: '1/min' }, commits: { kind: 'update', rate: '2/h' } },
    mls: 'symbolic',
  };
  const withThefts = (compromises: object) => ({ ...room, workload: { ...room.workload, compromises } });
  const told = async (document: object): Promise<{ readonly thefts: readonly string[]; readonly rest: readonly string[] }> => {
    const facts = await factsOf(document);
    const lines = facts.map((fact) => ({ isTheft: fact.fact.kind === 'device_compromised', line: JSON.stringify(fact) }));
    return {
      thefts: lines.flatMap(({ isTheft, line }) => (isTheft ? [line] : [])),
      rest: lines.flatMap(({ isTheft, line }) => (isTheft ? [] : [line])),
    };
  };

  it('should come as often as the rate says, to each device at times of its own, and change nothing else', async () => {
    const [none, some] = [await told(room), await told(withThefts({ rate: '10/h' }))];
    expect(none.thefts).toStrictEqual([]);
    expect(some.rest).toStrictEqual(none.rest);
    // Three devices, ten hours: 300 on average, with a standard deviation of 17.
    expect(some.thefts.length).toBeGreaterThan(220);
    expect(some.thefts.length).toBeLessThan(380);
    const { exposure } = (await runOf(withThefts({ rate: '10/h' }))).metrics;
    expect(exposure.compromise.count).toBe(some.thefts.length);
  });

  it('should fall at the same times whoever else is robbed', async () => {
    const all = (await told(withThefts({ rate: '10/h' }))).thefts;
    const one = (await told(withThefts({ rate: '10/h', of: '@bob:b.example/2' }))).thefts;
    expect(one.length).toBeGreaterThan(0);
    expect(one).toStrictEqual(all.filter((line) => line.includes('@bob:b.example/2')));
  });
});
