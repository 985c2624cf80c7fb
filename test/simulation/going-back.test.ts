/**
 * When a device comes back to the room by itself, "by window": exactly where the current chain keeps it in the group, all of that chain
 * has reached it, and what that took is within the window that governs (MSC4256, "Commit Conflict Handling"; H30, H45). What should
 * happen is worked out here from the scenario, from what reached whom, and from which state a device stands in: what it keeps of those
 * that it has left, and for how long, is for the scenario and its clock to say, and not for the device.
 */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { StampedFact } from '../../src/facts/index.js';
import type { NodeName } from '../../src/names.js';
import { factsOf } from './running.js';

const MINUTE = 60_000_000;
const SECOND = 1_000_000;
const USERS = ['@alice:a.example', '@anna:a.example', '@bob:b.example', '@bert:b.example'] as const;

interface Commit {
  readonly at: string;
  readonly commit: {
    readonly by: string;
    readonly update?: true;
    readonly security?: { readonly window: string };
    readonly remove?: string;
  };
}
interface Step {
  readonly at: string;
  readonly clock: { readonly device: string; readonly step: string };
}

const minute = fc.integer({ min: 1, max: 14 });
/** What the commits of one side do: mostly new keys, else another window, or the removal of a user of the other side. */
const side = (by: string, others: readonly string[]) =>
  fc
    .uniqueArray(
      fc.record({
        at: minute,
        what: fc.oneof(
          { weight: 5, arbitrary: fc.constant({ update: true as const }) },
          { weight: 3, arbitrary: fc.integer({ min: 0, max: 3_000 }).map((window) => ({ security: { window: `${window}s` } })) },
          { weight: 1, arbitrary: fc.constantFrom(...others).map((remove) => ({ remove })) },
        ),
      }),
      { minLength: 1, maxLength: 3, selector: ({ at }) => at },
    )
    .map((commits): Commit[] => commits.map(({ at, what }) => ({ at: `${10 + at}m`, commit: { by, ...what } })));

const steps = fc
  .uniqueArray(
    fc.record({ device: fc.constantFrom(...USERS), at: fc.integer({ min: 11, max: 49 }), step: fc.integer({ min: -1_200, max: 1_200 }) }),
    { minLength: 2, maxLength: 5, selector: ({ at }) => at },
  )
  .map((all): Step[] => all.map(({ device, at, step }) => ({ at: `${at}.5m`, clock: { device: `${device}/1`, step: `${step}s` } })));

const parted = fc
  .record({
    head: side('@alice:a.example', ['@bert:b.example']),
    other: side('@bob:b.example', ['@anna:a.example', '@alice:a.example']),
    length: fc.integer({ min: 16, max: 40 }),
    window: fc.integer({ min: 600, max: 3_600 }),
    drifts: fc.array(fc.integer({ min: -4_000, max: 4_000 }), { minLength: 4, maxLength: 4 }),
    steps: fc.oneof(fc.constant([]), steps),
    latency: fc.integer({ min: 1, max: 3_000 }),
    rules: fc.record({
      chain_delivery: fc.constantFrom<'full' | 'tip_only'>('full', 'full', 'full', 'tip_only'),
      window_value: fc.constantFrom<'parent' | 'own' | 'max'>('parent', 'own', 'max'),
    }),
  })
  .map(({ head, other, length, window, drifts, steps: clocks, latency, rules }) => ({
    duration: '90m',
    rules,
    servers: [{ name: 'a.example' }, { name: 'b.example' }],
    users: USERS.map((id, at) => ({ id, clock: { drift: `${drifts[at]}ppm` } })),
    room: { creator: '@alice:a.example', powers: ['a.example', 'b.example'], security: { window: `${window}s` } },
    recovery: { readd: 'never' },
    network: { latency: { constant: `${latency}ms` } },
    // A message upon a commit that was soft-failed elsewhere can make it current there.
    workload: { messages: { every: '5m', by: 'device' } },
    timeline: [{ at: '10m', partition: [['a.example'], ['b.example']], for: `${length}m` }, ...head, ...other, ...clocks],
    // For the oracle.
    drifts,
  }));

type Parted = typeof parted extends fc.Arbitrary<infer Document> ? Document : never;

/** A device's clock, as the scenario has it: what it shows at an instant, and the most that it has shown since another. */
function clockOf(document: Parted, device: NodeName) {
  const drift = (document.drifts[USERS.findIndex((user) => `${user}/1` === device)] ?? 0) / 1e6;
  const set = document.timeline
    .flatMap((entry) => ('clock' in entry && entry.clock.device === device ? [entry] : []))
    .map(({ at, clock }) => ({ at: Number.parseFloat(at) * MINUTE, by: Number.parseInt(clock.step, 10) * SECOND }));
  const shown = (at: number): number => at * (1 + drift) + set.reduce((sum, step) => sum + (step.at <= at ? step.by : 0), 0);
  const highest = (from: number, to: number): number =>
    Math.max(shown(to), ...set.filter((step) => from < step.at && step.at <= to).map((step) => shown(step.at - 1)), shown(from));
  return { shown, highest, hasStepped: (from: number, to: number) => set.some(({ at }) => from < at && at <= to) };
}

interface Parting {
  /** Whether the device should come back, whether it did, and whether it set out to: it went back to a state that it had left. */
  readonly should: boolean;
  did: boolean;
  setOut: boolean;
  /** Whether the current commit keeps the device in the group. Who is removed may go back to a state that it learns this in. */
  readonly kept: boolean;
  /** What the case is about. */
  readonly cases: readonly string[];
  /** By how much the decisive state was young enough, or was not, in µs. */
  readonly margin: number;
}

/** A state that a device has left: when, and how long it may keep it. */
interface Left {
  readonly at: number;
  readonly window: number;
}

/** Every time that a device was shown a current commit on another branch than its own. */
function partings(document: Parted, facts: readonly StampedFact[]): readonly Parting[] {
  const first = Number.parseInt(document.room.security.window, 10);
  const wanted = new Map<NodeName, Commit[]>();
  for (const user of USERS) {
    const own = document.timeline.flatMap((entry) => ('commit' in entry && entry.commit.by === user ? [entry] : []));
    wanted.set(
      `${user}/1` as NodeName,
      own.sort((a, b) => Number.parseInt(a.at, 10) - Number.parseInt(b.at, 10)),
    );
  }
  const byIntent = new Map<string, Commit>();
  const [parents, windows] = [new Map<string, string>(), new Map<string, number>()];
  const rosters = new Map<string, readonly string[]>();
  const received = new Map<NodeName, Set<string>>();
  const stands = new Map<NodeName, string>();
  const left = new Map<string, Left>();
  const open = new Map<NodeName, { readonly at: number; readonly tip: string; readonly parting: Parting }>();
  const found: Parting[] = [];
  const path = (commit: string | undefined): string[] => (commit === undefined ? [] : [...path(parents.get(commit)), commit]);
  const said = (commit: string): number => windows.get(commit) ?? first;
  const governing = (own: string, next: string): number =>
    ({ parent: said(own), own: said(next), max: Math.max(said(own), said(next)) })[document.rules.window_value];
  for (const [place, { at, node, fact }] of facts.entries()) {
    if (node === undefined) continue;
    if (fact.kind === 'change_intended' && at >= 0) {
      const next = wanted.get(node)?.shift();
      if (next !== undefined) byIntent.set(`${node} ${fact.intent}`, next);
    }
    if (fact.kind === 'commit_created') {
      parents.set(fact.commit, fact.parent);
      rosters.set(fact.commit, fact.roster);
      const asked = byIntent.get(`${node} ${fact.intent}`)?.commit.security?.window;
      windows.set(fact.commit, asked === undefined ? said(fact.parent) : Number.parseInt(asked, 10));
    }
    if (fact.kind === 'commit_received') received.set(node, (received.get(node) ?? new Set()).add(fact.commit));
    if (fact.kind === 'group_left') stands.delete(node);
    if (fact.kind === 'state_entered') {
      const before = stands.get(node);
      // On going back, the first commit of the other branch is the one that makes the device leave.
      const onwards = facts.slice(place + 1).find((later) => later.node === node && later.at === at && later.fact.kind === 'state_entered');
      const by = fact.via !== 'rollback' ? fact.state : onwards?.fact.kind === 'state_entered' ? onwards.fact.state : fact.state;
      if (before !== undefined) left.set(`${node} ${before}`, { at, window: governing(before, by) * SECOND });
      left.delete(`${node} ${fact.state}`);
      stands.set(node, fact.state);
      const parting = open.get(node);
      if (parting?.at === at && fact.via === 'rollback') parting.parting.setOut = true;
      if (parting?.at === at && fact.state === parting.tip) parting.parting.did = true;
    }
    if (fact.kind !== 'current_commit_shown') continue;
    const [mine, theirs] = [path(stands.get(node)), path(fact.commit)];
    if (mine.length === 0 || theirs.includes(mine.at(-1) ?? '')) continue;
    const clock = clockOf(document, node);
    /** Of each state on the way to the current one that the device has left, whether it has all commits after that, and how old it is. */
    const starts = theirs.flatMap((state, depth) => {
      const since = left.get(`${node} ${state}`);
      if (since === undefined) return [];
      const complete = theirs.slice(depth + 1).every((commit) => received.get(node)?.has(commit) ?? false);
      return [{ complete, margin: since.window - (clock.highest(since.at, at) - clock.shown(since.at)), since }];
    });
    const kept = rosters.get(fact.commit)?.includes(node) ?? false;
    const complete = starts.filter((start) => start.complete);
    const last = starts.at(-1);
    const cases = [
      document.rules.chain_delivery === 'tip_only' && starts.length > 0 && complete.length === 0 ? 'lacks a commit' : '',
      kept ? '' : 'is removed',
      kept && document.rules.chain_delivery === 'tip_only' && complete.length > 0 ? 'only the tip' : '',
      last !== undefined && last.since.window !== first * SECOND ? 'another window' : '',
      last !== undefined && clock.hasStepped(last.since.at, at) ? 'clock set' : '',
    ];
    const parting: Parting = {
      should: kept && complete.some(({ margin }) => margin > 0),
      did: false,
      setOut: false,
      kept,
      cases: cases.filter((name) => name !== ''),
      margin: Math.min(...starts.map(({ margin }) => Math.abs(margin))),
    };
    found.push(parting);
    open.set(node, { at, tip: fact.commit, parting });
  }
  return found;
}

/** Holds runs to what should happen. @returns how often each case came up */
async function hold(parameters: fc.Parameters<[Parted]>): Promise<ReadonlyMap<string, number>> {
  const counts = new Map<string, number>();
  await fc.assert(
    fc.asyncProperty(parted, async (document) => {
      const { drifts: _drifts, ...scenario } = document;
      for (const { should, did, setOut, kept, cases, margin } of partings(document, await factsOf(scenario))) {
        // The oracle's clock is not rounded to whole microseconds, and its steps come a little early.
        if (margin < 1_000) continue;
        const because = `by ${margin} µs; ${cases.join(', ')}`;
        expect(did, because).toBe(should);
        if (kept) expect(setOut, because).toBe(should);
        for (const name of cases.length > 0 ? cases : ['plain']) {
          const key = `${name}: ${did ? 'back' : 'lost'}`;
          counts.set(key, (counts.get(key) ?? 0) + 1);
        }
      }
    }),
    parameters,
  );
  return counts;
}

describe('going back by oneself', () => {
  it('should happen exactly where the device stays in the group, the chain is there and the window is longer than that took', async () => {
    await hold({ numRuns: 60 });
  });

  it('should be held to that in every case there is', async () => {
    const counts = await hold({ numRuns: 100, seed: 4256 });
    const occurred = [...counts.keys()].filter((name) => name !== 'only the tip: lost').sort();
    expect(occurred).toStrictEqual([
      'another window: back',
      'another window: lost',
      'clock set: back',
      'clock set: lost',
      'is removed: lost',
      'lacks a commit: lost',
      'only the tip: back',
      'plain: back',
      'plain: lost',
    ]);
  });
});
