/** What the picture of a room's DAG shows, and what is said of its resolutions, held to the facts that they are made of. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { traceRecord } from '../../src/cli/trace-line.js';
import { randomScenario } from '../../src/library/arbitraries/scenario.js';
import { type DagEvent, type RoomDag, roomDag, roomsOf } from '../../src/report/room-dag/dag.js';
import { replay } from '../../src/report/room-dag/replay.js';
import { dagView, ROWS_MOST } from '../../src/report/room-dag/view.js';
import type { TraceFact } from '../../src/report/space-time/packed-facts.js';
import { factsOf } from '../simulation/running.js';
import { EVERY_FAULT } from './running.js';

const traceOf = async (document: object): Promise<readonly TraceFact[]> =>
  (await factsOf({ ...document, mls: 'symbolic' })).map((fact) => JSON.parse(JSON.stringify(traceRecord(fact))) as TraceFact);

const scenarios = randomScenario({ powers: [1, 2, 3], kinds: ['update', 'add', 'remove', 'servers'] });
const ALWAYS = { from: Number.NEGATIVE_INFINITY, to: Number.POSITIVE_INFINITY };

/** What an event leads back to, by a relation. */
function behind(label: string, parents: (label: string) => readonly string[]): ReadonlySet<string> {
  const seen = new Set<string>();
  const open = [label];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    for (const each of parents(next)) {
      if (!seen.has(each)) open.push(each);
      seen.add(each);
    }
  }
  return seen;
}

describe('the events', () => {
  it('should be all of a room, each after those that it refers to, with who did not accept it', async () => {
    await fc.assert(
      fc.asyncProperty(scenarios, async (document) => {
        const facts = await traceOf(document);
        for (const room of roomsOf(facts)) {
          const { events, byLabel } = roomDag(facts, room);
          const here = facts.filter((fact) => fact.room === room);
          expect(events.map(({ label }) => label)).toEqual(here.flatMap(({ kind, event }) => (kind === 'event_created' ? [event] : [])));
          const seen = new Set<string>();
          for (const { label, prev, auth, kind, softFailed, rejected } of events) {
            for (const each of [...prev, ...auth]) expect(seen).toContain(each);
            expect(auth.length === 0).toBe(kind === 'create');
            const refused = (outcome: string) =>
              here.filter((fact) => fact.event === label && fact.outcome === outcome).map(({ node }) => node);
            expect({ softFailed, rejected }).toEqual({ softFailed: refused('soft_failed'), rejected: refused('rejected') });
            seen.add(label);
            expect(byLabel.get(label)?.label).toBe(label);
          }
        }
      }),
      { numRuns: 15 },
    );
  });
});

describe('the view', () => {
  it('should lead from each event to those that are shown before it, whatever is left out between, and by no edge more than it takes', async () => {
    await fc.assert(
      fc.asyncProperty(scenarios, fc.boolean(), async (document, commitsOnly) => {
        const dag = roomDag(await traceOf(document));
        const view = dagView(dag, { ...ALWAYS, commitsOnly });
        const isShown = ({ kind }: DagEvent): boolean => !commitsOnly || kind !== 'other';
        expect(view.events).toEqual(dag.events.filter(isShown).slice(0, ROWS_MOST));
        expect(view.leftOut).toBe(dag.events.filter(isShown).length - view.events.length);
        // Every event but the create event cites a commit, from the second commit on; of messages that is shown of the chosen one only.
        const [message] = view.events.filter(({ kind }) => kind === 'other');
        const { auth } = dagView(dag, { ...ALWAYS, commitsOnly, chosen: message?.label });
        expect(auth.filter(({ later }) => dag.byLabel.get(later)?.kind === 'other').map(({ later }) => later)).toEqual(
          message === undefined ? [] : [message.label],
        );
        for (const { later, earlier } of auth)
          expect([dag.byLabel.get(later)?.auth, dag.byLabel.get(earlier)?.kind]).toEqual([expect.arrayContaining([earlier]), 'commit']);
        const edges = new Map<string, string[]>();
        for (const { later, earlier } of view.prev) edges.set(later, [...(edges.get(later) ?? []), earlier]);
        const drawn = (label: string): readonly string[] => edges.get(label) ?? [];
        for (const { label } of view.events) {
          const before = [...behind(label, (each) => dag.byLabel.get(each)?.prev ?? [])].filter((each) => view.rows.has(each));
          expect(new Set(behind(label, drawn))).toEqual(new Set(before));
          // Whatever one edge leads to, no other one leads there as well.
          for (const earlier of drawn(label))
            for (const other of drawn(label)) if (other !== earlier) expect(behind(other, drawn)).not.toContain(earlier);
        }
      }),
      { numRuns: 15, examples: [[EVERY_FAULT as never, true]] },
    );
  });

  it('should be of a stretch of time, and draw no more rows than anybody looks through', () => {
    const events = Array.from({ length: 1_000 }, (_, at): DagEvent => {
      const none = { carries: undefined, epoch: undefined, branch: undefined, softFailed: [], rejected: [] };
      const prev = at === 0 ? [] : [`a#${at - 1}`];
      return {
        ...none,
        label: `a#${at}`,
        kind: 'commit',
        type: 'm.mls.commit',
        origin: 'a',
        at,
        timestamp: at,
        fact: at,
        prev,
        auth: prev,
      };
    });
    const dag: RoomDag = { events, byLabel: new Map(events.map((event) => [event.label, event])), resolutions: [], final: undefined };
    const view = dagView(dag, { from: 100, to: 899, commitsOnly: true });
    expect([view.events[0]?.at, view.events.length, view.leftOut]).toEqual([100, ROWS_MOST, 500]);
    expect(view.prev).toHaveLength(ROWS_MOST - 1);
    expect(view.auth).toHaveLength(ROWS_MOST - 1);
  });
});

describe('the replay', () => {
  it('should end with the commit that came out, by steps of which each says why it comes there and what became of it', async () => {
    let steps = 0;
    const check = async (document: object): Promise<void> => {
      const facts = await traceOf(document);
      const dag = roomDag(facts);
      const told = new Set<string>();
      for (const { kind, room, node, states, commit, steps: list } of facts) {
        if (kind !== 'states_resolved' || room !== undefined) continue;
        // Each server tells the steps of a resolution the first time, and only then.
        const key = JSON.stringify([node, [...(states as (string | null)[])].sort(), commit]);
        expect(list !== undefined).toBe(!told.has(key));
        told.add(key);
      }
      for (const resolution of dag.resolutions) {
        const { steps: taken, outcome } = replay(resolution, dag);
        expect(taken.map(({ event }) => event)).toEqual(resolution.steps.map(({ event }) => event));
        // Where all was refused, what the states have in common stands.
        if (taken.some(({ isAccepted }) => isAccepted)) expect(taken.at(-1)?.tip).toBe(resolution.commit);
        for (const [place, { event, text, isAccepted }] of taken.entries()) {
          expect(text.startsWith(`${event}, a `)).toBe(true);
          expect(text.includes('Refused by rule ')).toBe(!isAccepted);
          expect(/It cites|Of what could come next/.test(text)).toBe(place > 0);
          steps += 1;
        }
        expect(outcome[0]).toContain(resolution.commit ?? 'No commit');
      }
    };
    await check(EVERY_FAULT);
    expect(steps).toBeGreaterThan(1);
    await fc.assert(fc.asyncProperty(scenarios, check), { numRuns: 15 });
  });

  it('should say by what the order was decided: citing, power, time, or the event id', () => {
    const event = (label: string, auth: readonly string[], timestamp: number): DagEvent => ({
      ...{
        label,
        kind: 'commit',
        type: 'm.mls.commit',
        origin: 'a',
        at: 0,
        timestamp,
        fact: 0,
        carries: undefined,
        epoch: 1,
        prev: [],
        auth,
      },
      ...{ branch: undefined, softFailed: [], rejected: [] },
    });
    const events = [event('a', ['x'], 1), event('b', ['a'], 2), event('c', ['x'], 3), event('d', ['x'], 4), event('e', ['x'], 4)];
    const byLabel = new Map(events.map((each) => [each.label, each]));
    const refused = { rule: '9.3', why: 'the epoch is 1, not 2' };
    const steps = [
      { event: 'a', power: 0, refused: undefined },
      { event: 'b', power: 0, refused: undefined },
      { event: 'c', power: 1, refused },
      { event: 'd', power: 1, refused },
      { event: 'e', power: 1, refused: undefined },
    ];
    const grafts = [{ commit: 'e', upon: 'b', madeUpon: 'x' }];
    const resolution = { at: 1_000, fact: 0, servers: ['a', 'b'], states: ['b', 'e'], steps, grafts, commit: 'e', decidedByEventId: true };
    const { title, steps: told, outcome } = replay(resolution, { byLabel });
    expect(title).toBe('1.000 s, a, b: b and e give e');
    expect(told.map(({ text }) => text)).toEqual([
      'a, a commit that ends epoch 1, by a, power 0. Accepted: it is the current commit so far.',
      'b, a commit that ends epoch 1, by a, power 0. It cites a, so it comes after that. Accepted: it is the current commit so far.',
      'c, a commit that ends epoch 1, by a, power 1. Of what could come next, b is of the higher power. Refused by rule 9.3: the epoch is 1, not 2.',
      'd, a commit that ends epoch 1, by a, power 1. Of what could come next, c is of the same power and has the earlier timestamp. Refused by rule 9.3: the epoch is 1, not 2.',
      'e, a commit that ends epoch 1, by a, power 1. Of what could come next, d is of the same power and time, and has the lower event id. Accepted: it is the current commit so far.',
    ]);
    expect(told.map(({ tip }) => tip)).toEqual(['a', 'b', 'b', 'b', 'e']);
    expect(outcome).toEqual([
      'e is the current commit: the last one that was accepted; 2 others were refused, by rule 9.3.',
      'GRAFT: e now stands upon b, but was made upon x: no member that followed b can process it (H12).',
      'An event id decided between two of them: power and timestamp were equal. The other MLS engine may decide otherwise.',
    ]);
  });
});
