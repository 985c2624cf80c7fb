/** What holds of every fork, on random rooms, under each reading. `SCHISM_PROPERTY_RUNS` says how many, see `property-runs.ts`. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BASELINE, type Reading } from '../../../src/room/msc4256/reading.js';
import { roomVersion } from '../../../src/room/msc4256/room-version.js';
import { PROPERTY_TIMEOUT_MS, propertyRuns } from '../property-runs.js';
import { READINGS } from '../readings.js';
import { RoomDag, told } from '../room-dag.js';

const SERVERS = ['a', 'b', 'k', 'x'];

/** One commit upon an earlier one; `over` counts from the newest. A commit may be the duplicate of another. */
interface Step {
  readonly origin: string;
  readonly over: number;
  readonly ts: number;
  readonly powers: readonly string[];
  readonly duplicate: boolean;
}

const step: fc.Arbitrary<Step> = fc.record({
  // x is never a power, so some commits are bad.
  origin: fc.constantFrom('a', 'a', 'b', 'b', 'k', 'x'),
  over: fc.nat(3),
  ts: fc.nat(20),
  powers: fc.oneof({ weight: 3, arbitrary: fc.constant(['a', 'b', 'k']) }, fc.shuffledSubarray(['a', 'b', 'k'], { minLength: 1 })),
  duplicate: fc.boolean(),
});
const steps = fc.array(step, { minLength: 2, maxLength: 9 });
/** The room that steps make: `0` is the commit of epoch 0, and the others are numbered. */
function build(made: readonly Step[], chosen: Partial<Reading>): { dag: RoomDag; labels: readonly string[] } {
  const dag = new RoomDag(roomVersion({ ...BASELINE, ...chosen }), { powers: ['a', 'b', 'k'], servers: SERVERS });
  dag.create('cr');
  dag.commit('0', 0, { origin: 'a', prev: ['cr'], auth: ['cr'] });
  const epochs = new Map([['0', 0]]);
  const contents = new Map<string, string>();
  for (const [at, { origin, over, ts, powers, duplicate }] of made.entries()) {
    const label = `${at + 1}`;
    const parent = `${Math.max(0, at - over)}`;
    const epoch = (epochs.get(parent) ?? 0) + 1;
    epochs.set(label, epoch);
    const place = `${epoch} over ${parent}`;
    const content = duplicate ? (contents.get(place) ?? label) : label;
    contents.set(place, content);
    dag.commit(label, epoch, { origin, prev: [parent], auth: ['cr', parent], ts, powers, content });
  }
  return { dag, labels: [...epochs.keys()] };
}

const world = steps.chain((made) => {
  const labels = made.map((_, at) => `${at + 1}`);
  return fc.record({ made: fc.constant(made), tips: fc.shuffledSubarray(labels, { minLength: 2 }) });
});
const runs = propertyRuns(30);

describe.each(READINGS)('resolution of random forks under $name', { timeout: PROPERTY_TIMEOUT_MS }, ({ rules }) => {
  it('should not depend on the order of the state sets, nor on repeated ones, nor on what was asked before', () => {
    fc.assert(
      fc.property(world, ({ made, tips }) => {
        const first = build(made, rules).dag;
        const second = build(made, rules).dag;
        second.resolve(tips.slice(1));
        expect(told(second.resolve([...tips].reverse().concat(tips)))).toStrictEqual(told(first.resolve(tips)));
      }),
      runs,
    );
  });

  it('should be the same by v2 and v2.1 (if there is one create event)', () => {
    fc.assert(
      fc.property(world, ({ made, tips }) => {
        const [v2, v21] = (['v2', 'v2.1'] as const).map((state_resolution) =>
          told(build(made, { ...rules, state_resolution }).dag.resolve(tips)),
        );
        expect(v21).toStrictEqual(v2);
      }),
      runs,
    );
  });

  it('should graft nothing (if the parent is pinned)', () => {
    fc.assert(
      fc.property(world, fc.constantFrom('event', 'content'), ({ made, tips }, commit_parent) => {
        expect(build(made, { ...rules, commit_parent }).dag.resolve(tips).grafts).toEqual([]);
      }),
      runs,
    );
  });

  it('should take every conflicted commit once, after the commit that it cites, and one commit an epoch', () => {
    fc.assert(
      fc.property(world, ({ made, tips }) => {
        const { dag } = build(made, rules);
        const { steps: taken } = dag.resolve(tips);
        const order = taken.map(({ event }) => event.label as string);
        expect(new Set(order).size).toBe(order.length);
        for (const tip of tips) expect(order).toContain(tip);
        const accepted = taken.filter(({ verdict }) => verdict.allowed).map(({ event }) => dag.version.contents.mlsHeader(event));
        const epochs = accepted.map((header) => ('malformed' in header ? -1 : header.epoch));
        expect(new Set(epochs).size).toBe(epochs.length);
        for (const [at, label] of order.entries()) {
          for (const cited of dag.get(label).pdu.auth_events) if (order.includes(cited)) expect(order.indexOf(cited)).toBeLessThan(at);
        }
      }),
      runs,
    );
  });

  it('should conflict over exactly what some but not all of the branches hold, as found by walking all of them', () => {
    fc.assert(
      fc.property(world, ({ made, tips }) => {
        const { dag } = build(made, rules);
        const chain = (label: string): string[] => [label, ...dag.get(label).pdu.auth_events.flatMap((cited) => chain(cited))];
        const chains = tips.map((tip) => new Set(chain(tip)));
        const differing = new Set(chains.flatMap((one) => [...one]).filter((label) => !chains.every((one) => one.has(label))));
        const expected = new Set([...differing, ...tips]);
        expect(new Set(dag.resolve(tips).steps.map(({ event }) => event.label as string))).toStrictEqual(expected);
      }),
      runs,
    );
  });

  it('should end on the tip of the only branch there is', () => {
    fc.assert(
      fc.property(fc.integer({ min: 2, max: 8 }), fc.nat(), (length, from) => {
        const chain = Array.from({ length }, (): Step => ({ origin: 'a', over: 0, ts: 0, powers: ['a'], duplicate: false }));
        const { dag } = build(chain, rules);
        const older = `${from % length}`;
        expect(told(dag.resolve([older, `${length}`]))).toMatchObject({ tip: `${length}`, graft: false });
      }),
      runs,
    );
  });
});
