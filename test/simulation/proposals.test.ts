/** Wishes of users whose servers are outside `can_propose` (H39): others commit what they propose. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { StampedFact } from '../../src/facts/index.js';
import { factsOf, runOf } from './running.js';

const SERVERS = ['a.example', 'b.example', 'c.example', 'd.example'] as const;
const MINUTES = 60;

/** On each server a user with a device or two. Who is no member at the start may be added, and everybody wishes for things at random. */
const room = fc
  .record({
    seed: fc.nat(1_000_000),
    devices: fc.array(fc.integer({ min: 1, max: 2 }), { minLength: 4, maxLength: 4 }),
    power: fc.constantFrom('a.example', 'b.example'),
    canPropose: fc.constantFrom([], ['a.example'], ['c.example'], ['b.example', 'c.example']),
    outsider: fc.boolean(),
    window: fc.constantFrom('0s', '10m'),
    latency: fc.oneof(
      fc.integer({ min: 1, max: 3_000 }).map((ms) => ({ constant: `${ms}ms` })),
      fc.constant({ median: '60ms', p99: '900ms' }),
    ),
    clocks: fc.array(fc.integer({ min: -30, max: 30 }), { minLength: 4, maxLength: 4 }),
    wishes: fc.array(
      fc.record({
        at: fc.integer({ min: 1, max: MINUTES * 60 - 300 }),
        by: fc.nat(3),
        what: fc.constantFrom('update', 'state', 'add', 'add', 'remove', 'remove'),
        whom: fc.nat(3),
      }),
      { minLength: 10, maxLength: 25 },
    ),
  })
  .map(({ devices, power, canPropose, outsider, latency, clocks, wishes, ...base }) => {
    const userOf = (index: number): string => `@user:${SERVERS[index]}`;
    // The creator stays, so that there is somebody.
    const whole = wishes.map(({ at, by, what, whom }) => {
      const subject = `${userOf(whom)}/1`;
      const change =
        what === 'state'
          ? { state: { 'm.room.topic': { '': { topic: `at ${at}` } } } }
          : what === 'update' || whom === 0
            ? { update: true }
            : { [what]: subject };
      return { at: `${at}s`, commit: { by: userOf(by), ...change } };
    });
    return {
      seed: base.seed,
      duration: `${MINUTES}m`,
      drain: '60m',
      servers: SERVERS.map((name, at) => ({ name, clock: { offset: `${clocks[at] ?? 0}s` } })),
      users: SERVERS.map((_, at) => ({ id: userOf(at), devices: devices[at] ?? 1 })),
      room: {
        creator: userOf(0),
        powers: [power],
        can_propose: canPropose,
        security: { window: base.window },
        members: outsider ? { except: [userOf(3)] } : 'all',
      },
      network: { latency },
      // One process of each kind, so that the timeline may add who is in and remove who is not.
      workload: {
        messages: { every: '5m', by: userOf(1) },
        commits: [
          { kind: 'add', rate: '0.001/h', by: userOf(1) },
          { kind: 'remove', rate: '0.001/h', by: userOf(1) },
        ],
      },
      timeline: [...whole, { at: `${MINUTES - 1}m`, send: { by: userOf(0), text: 'can you read this?' } }],
    };
  });

/** Whether everybody whom the last message of the creator's device was encrypted for has read it. */
function lastRead(facts: readonly StampedFact[]): boolean {
  const sent = facts.flatMap(({ node, fact }) => (fact.kind === 'message_submitted' && node === '@user:a.example/1' ? [fact] : [])).at(-1);
  const readers = facts.flatMap(({ node, fact }) => (fact.kind === 'message_decrypted' && fact.message === sent?.message ? [node] : []));
  return sent !== undefined && readers.length === sent.roster.length - 1;
}

/**
 * Without a member on a server that may commit, nothing can be done; nor by who is outside when it wants it; and who is on the roster
 * can be added only by who commits.
 */
const isHopeless = (why: string): boolean => /^(no member who could commit|the device is not in the group|only who commits)/.test(why);

describe('a room with one power and no faults', () => {
  it('should see every wish that is an MLS proposal come true, and agree in the end', async () => {
    let proposed = 0;
    const changes = new Set<string>();
    await fc.assert(
      fc.asyncProperty(room, async (document) => {
        const facts: StampedFact[] = [];
        const { metrics, violations, fingerprint } = await runOf({ ...document, mls: 'symbolic' }, { onFact: (fact) => facts.push(fact) });
        // Who is outside, or was put out of the group before its wish came true, cannot propose.
        const inside = new Set(facts.flatMap(({ node, fact }) => (fact.kind === 'state_entered' ? [node] : [])));
        for (const { node, fact } of facts) if (fact.kind === 'group_left') inside.delete(node);
        expect(metrics.commits.unsatisfied_intents.filter(({ device, why }) => inside.has(device) && !isHopeless(why))).toEqual([]);
        expect(violations).toEqual([]);
        expect(metrics.agreement.final).toBe(true);
        expect(metrics.agreement.devices_current).toBe(1);
        expect(lastRead(facts)).toBe(true);
        proposed += metrics.proposals.taken_up;
        for (const { fact } of facts) if (fact.kind === 'proposal_created') changes.add(fact.change);
        expect((await runOf({ ...document, mls: 'real' })).fingerprint).toBe(fingerprint);
      }),
      { numRuns: 15 },
    );
    expect(proposed).toBeGreaterThan(30);
    // A wish to add somebody again is one to add, once the other is out.
    expect([...changes]).toEqual(expect.arrayContaining(['add', 'remove', 'state', 'update']));
  });
});

describe('who commits proposals', () => {
  /** Two users on the head's server, one on another that may propose commits, and one outside. */
  const wished = (entry: object) => ({
    mls: 'symbolic',
    duration: '40m',
    servers: SERVERS.slice(0, 3).map((name) => ({ name })),
    users: [{ id: '@alice:a.example' }, { id: '@anna:a.example' }, { id: '@bob:b.example' }, { id: '@carol:c.example' }],
    room: { creator: '@alice:a.example', powers: ['a.example'], can_propose: ['b.example'] },
    network: { latency: { constant: '50ms' }, client_latency: { constant: '10ms' } },
    timeline: [entry, { at: '5m', commit: { by: '@carol:c.example', update: true } }],
  });
  const committed = async (entry: object) =>
    (await factsOf(wished(entry))).flatMap(({ at, node, fact }) =>
      at >= 0 && fact.kind === 'commit_created' ? [{ node, at: at / 60e6 }] : [],
    );

  it('should be the first of the head’s server, a second after it holds them', async () => {
    const [only, ...more] = await committed({ at: '1m', send: { by: '@bob:b.example', text: 'hello' } });
    expect(only?.node).toBe('@alice:a.example/1');
    expect(only?.at).toBeCloseTo(5 + 1 / 60, 1);
    expect(more).toEqual([]);
  });

  it.each([
    { what: 'cannot be reached', entry: { at: '4m', offline: '@alice:a.example', for: '36m' } },
    { what: 'has left the room', entry: { at: '4m', leave: '@alice:a.example' } },
  ])('should be the next one of it five minutes later, if the first $what', async ({ entry }) => {
    const [only, ...more] = await committed(entry);
    expect(only?.node).toBe('@anna:a.example/1');
    expect(only?.at).toBeCloseTo(10 + 1 / 60, 1);
    expect(more).toEqual([]);
  });

  it('should be one of a server in can_propose, by a pending commit, if the group has nobody on the head', async () => {
    const document = wished({ at: '1m', commit: { by: '@alice:a.example', remove: '@anna:a.example' } });
    const timeline = [...document.timeline, { at: '3m', commit: { by: '@bob:b.example', remove: '@alice:a.example' } }];
    const facts = await factsOf({ ...document, timeline });
    const made = facts.flatMap(({ node, at, fact }) => (at >= 0 && fact.kind === 'commit_created' ? [[node, fact.way, fact.change]] : []));
    expect(made.at(-1)).toEqual(['@bob:b.example/1', 'pending', undefined]);
    expect(facts.some(({ node, fact }) => node === '@carol:c.example/1' && fact.kind === 'change_satisfied')).toBe(true);
  });
});
