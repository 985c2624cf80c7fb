/** What the space-time diagram shows, held to the facts that it is made of. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { traceRecord } from '../../src/cli/trace-line.js';
import { randomScenario } from '../../src/library/arbitraries/scenario.js';
import { roomDag } from '../../src/report/room-dag/dag.js';
import { FINAL_BRANCH } from '../../src/report/space-time/branches.js';
import { FactPacker, type TraceFact, unpacked } from '../../src/report/space-time/packed-facts.js';
import { type Arrow, type Story, storyOf } from '../../src/report/space-time/story.js';
import { tell } from '../../src/report/space-time/told.js';
import { DRAWN_MOST, firstFrom, viewOf } from '../../src/report/space-time/view.js';
import { factsOf } from '../simulation/running.js';
import { EVERY_FAULT } from './running.js';

const traceOf = async (document: object): Promise<readonly TraceFact[]> =>
  (await factsOf(document)).map((fact) => JSON.parse(JSON.stringify(traceRecord(fact))) as TraceFact); // as a line of the trace is read

const packed = (facts: readonly TraceFact[], most?: number) => {
  const packer = new FactPacker(most);
  for (const fact of facts) packer.add(fact);
  return JSON.parse(JSON.stringify(packer.result())) as ReturnType<FactPacker['result']>; // as the page has it
};

const symbolic = (document: object) => ({ ...document, mls: 'symbolic' });
const sent = (facts: readonly TraceFact[]) => facts.filter(({ kind, at_ms }) => kind === 'transmission' && at_ms >= 0);
const fates = (story: Story) => new Set(story.arrows.map(({ fate }) => fate));

describe('packed facts', () => {
  it('should be the same facts when they are unpacked', async () => {
    const value = fc.oneof(fc.string(), fc.integer(), fc.boolean(), fc.array(fc.string()), fc.array(fc.array(fc.string())));
    const fact = fc
      .tuple(fc.integer(), fc.constantFrom('a', 'b'), fc.dictionary(fc.constantFrom('x', 'y', 'node', '__proto__x'), value))
      .map(([at_ms, kind, fields]) => ({ ...fields, at_ms, kind }) as TraceFact);
    fc.assert(
      fc.property(fc.array(fact), (facts) => {
        expect(unpacked(packed(facts))).toEqual(facts);
      }),
    );
    const facts = await traceOf(EVERY_FAULT);
    expect(unpacked(packed(facts))).toEqual(facts);
    expect(JSON.stringify(packed(facts)).length).toBeLessThan(0.5 * JSON.stringify(facts).length);
  });

  it('should say how many are left out, which are all of the last ones but for those of the DAG', () => {
    const facts = [1, 2, 3, 4, 5].map((at_ms): TraceFact => ({ at_ms, kind: at_ms === 4 ? 'commit_created' : 'crashed' }));
    expect(packed(facts, 2)).toMatchObject({ facts: 5, missing: 2, missing_from_ms: 3 });
    expect(unpacked(packed(facts, 2))).toEqual([facts[0], facts[1], facts[3]]);
    expect(packed(facts)).toMatchObject({ missing: 0, missing_from_ms: null });
  });

  it('should lead to the same branches and the same DAG, however many are left out', async () => {
    const facts = await traceOf(EVERY_FAULT);
    const few = unpacked(packed(facts, 100));
    expect(few.length).toBeLessThan(facts.length / 4);
    const told = (some: readonly TraceFact[]) => {
      const { events, resolutions, final } = roomDag(some);
      return {
        final,
        events: events.map(({ label, prev, auth, branch }) => ({ label, prev, auth, branch })),
        resolutions: resolutions.map(({ steps }) => steps),
      };
    };
    expect(told(few)).toEqual(told(facts));
  });
});

describe('the story', () => {
  it('should have an arrow for each transmission, between two lanes, and everything in the order of time', async () => {
    await fc.assert(
      fc.asyncProperty(randomScenario({ powers: [1, 2, 3] }), async (document) => {
        const facts = await traceOf(symbolic(document));
        const { arrows, marks, lanes, currents, end } = storyOf(facts);
        expect(arrows.map(({ fact }) => facts[fact])).toEqual(sent(facts));
        for (const { from, to, at, arrives, fate, fact } of arrows) {
          expect([lanes[from]?.node, lanes[to]?.node]).toEqual([facts[fact]?.from, facts[fact]?.to]);
          expect(arrives).toBeGreaterThanOrEqual(at);
          expect(['lost', 'cut'].includes(fate)).toBe(facts[fact]?.arrives_ms === undefined);
        }
        for (const list of [arrows, marks]) expect(list.every(({ at }, place) => at >= (list[place - 1]?.at ?? 0))).toBe(true);
        for (const { lane, fact } of marks) expect(lanes[lane]?.node).toBe(facts[fact]?.node);
        // A server has one current commit at a time.
        for (const lane of lanes.keys()) {
          const spans = currents.filter((current) => current.lane === lane);
          expect(spans.every(({ from }, place) => from >= (spans[place - 1]?.to ?? 0))).toBe(true);
          if (spans.length > 0) expect(spans.at(-1)?.to).toBe(end);
        }
      }),
      { numRuns: 20 },
    );
  });

  it('should put devices beside their servers, mark what did not arrive or was not accepted, and tell branches apart', async () => {
    const facts = await traceOf({ ...EVERY_FAULT, network: { latency: { constant: '50ms' }, loss: 0.05 } });
    const story = storyOf(facts);
    expect(story.lanes.map(({ node }) => node)).toEqual([
      'a.example',
      '@alice:a.example/1',
      'b.example',
      '@bob:b.example/1',
      '@bert:b.example/1',
    ]);
    expect([...fates(story)].sort()).toEqual(['arrives', 'cut', 'lost', 'soft_failed']);
    const final = facts.find(({ kind }) => kind === 'run_ended');
    const branches = new Set(story.currents.map(({ branch }) => branch));
    expect(branches.size).toBe(2);
    expect(story.currents.filter(({ to }) => to === story.end).every(({ branch }) => branch === FINAL_BRANCH)).toBe(true);
    expect(final).toBeDefined();
  });

  it('should call held what comes to a node that is down, until it is back', () => {
    const at = (at_ms: number, kind: string, fields: object = {}): TraceFact => ({ at_ms, kind, ...fields });
    const sentAt = (at_ms: number, arrives_ms: number) =>
      at(at_ms, 'transmission', { from: 'a', to: 'b', thing: 'x', fate: 'arrives', arrives_ms });
    const facts = [
      sentAt(0, 9),
      sentAt(1, 10),
      at(10, 'crashed', { node: 'b' }),
      sentAt(11, 19),
      sentAt(11, 20),
      at(20, 'restarted', { node: 'b' }),
    ];
    expect(storyOf(facts).arrows.map(({ fate }) => fate)).toEqual(['arrives', 'held', 'held', 'arrives']);
  });
});

describe('a view', () => {
  it('should be what lies in a stretch of time on some lanes, about one thing or all', async () => {
    const story = storyOf(await traceOf(EVERY_FAULT));
    const names = [...new Set(story.marks.flatMap(({ about }) => about))];
    const wanted = fc.record({
      from: fc.double({ min: 0, max: story.end, noNaN: true }),
      length: fc.double({ min: 0, max: story.end, noNaN: true }),
      lanes: fc.subarray([...story.lanes.keys()]),
      about: fc.option(fc.constantFrom(...names), { nil: undefined }),
    });
    fc.assert(
      fc.property(wanted, ({ from, length, lanes, about }) => {
        const to = from + length;
        const { marks, arrows, currents, leftOut } = viewOf(story, { from, to, lanes, about });
        const [all, some] = [story.marks, story.arrows].map((list) => list.length) as [number, number];
        expect(Math.max(all, some)).toBeLessThan(DRAWN_MOST);
        expect(leftOut).toBe(0);
        expect(marks).toEqual(
          story.marks.filter(
            (mark) => mark.at >= from && mark.at <= to && lanes.includes(mark.lane) && (about === undefined || mark.about.includes(about)),
          ),
        );
        const isThere = ({ at, arrives, from: a, to: b, thing }: Arrow): boolean =>
          at <= to &&
          arrives >= from &&
          lanes.includes(a) &&
          lanes.includes(b) &&
          (about === undefined || ` ${thing}`.endsWith(` ${about}`));
        expect(arrows).toEqual(story.arrows.filter(isThere));
        expect(currents.every((current) => lanes.includes(current.lane) && current.from <= to && current.to >= from)).toBe(true);
      }),
    );
  });

  it('should draw no more than can be seen of 100,000 facts, what went wrong first, and at once', () => {
    const facts = Array.from({ length: 100_000 }, (_, place): TraceFact => {
      const fate = place % 1_000 === 0 ? { fate: 'cut' } : { fate: 'arrives', arrives_ms: place + 30 };
      return { at_ms: place, kind: 'transmission', from: `s${place % 10}`, to: `s${(place + 1) % 10}`, thing: `t${place}`, ...fate };
    });
    const story = storyOf(facts);
    const lanes = [...story.lanes.keys()];
    const whole = viewOf(story, { from: 0, to: story.end, lanes, about: undefined });
    expect(whole.arrows).toHaveLength(DRAWN_MOST);
    expect(whole.leftOut).toBe(100_000 - DRAWN_MOST);
    expect(whole.arrows.filter(({ fate }) => fate === 'cut')).toHaveLength(100);
    const startedAt = performance.now();
    for (let from = 0; from < 100_000; from += 1_000) viewOf(story, { from, to: from + 100, lanes, about: undefined });
    // A hundred views: each is to take less than a frame.
    expect(performance.now() - startedAt).toBeLessThan(1_600);
    expect(firstFrom(story.arrows, 50_000)).toBe(50_000);
  });
});

describe('what is told of a fact', () => {
  it('should be its fields, its event as it was made, and who has seen that, with the checks and the rule', async () => {
    const facts = await traceOf(EVERY_FAULT);
    const refused = facts.findIndex(({ kind, outcome }) => kind === 'event_received' && outcome === 'soft_failed');
    const told = tell(facts, refused);
    expect(told?.title).toMatch(/^event received at [ab]\.example, \d+\.\d{3} s$/);
    expect(told?.event?.label).toBe(facts[refused]?.event);
    expect(told?.event?.pdu.map(([name]) => name)).toEqual(
      expect.arrayContaining(['origin', 'type', 'prev_events', 'auth_events', 'carries']),
    );
    expect(told?.event?.seen.some((line) => /: passed checks 4 to 6, accepted$/.test(line))).toBe(true);
    expect(told?.event?.seen.some((line) => /: failed check 6, soft-failed by rule \d+(\.\d+)?: /.test(line))).toBe(true);
    const arrow = facts.findIndex(
      ({ kind, thing }) =>
        kind === 'transmission' && String(thing).endsWith(String(told?.event?.pdu.find(([name]) => name === 'carries')?.[1])),
    );
    expect(tell(facts, arrow)?.event?.label).toBe(told?.event?.label);
    expect(tell(facts, facts.length)).toBeUndefined();
  });
});
