/** Wishes of users whose servers are outside `can_propose` (H39): others commit what they propose. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { StampedFact } from '../../src/facts/index.js';
import { runOf } from './running.js';

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
        what: fc.constantFrom('update', 'update', 'state', 'add', 'remove'),
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

/** Without a member on a server that may commit, nothing can be done. */
const isHopeless = (why: string): boolean => why.startsWith('no member who could commit');

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
    expect([...changes].sort()).toEqual(['add', 'remove', 'state', 'update']);
  });
});
