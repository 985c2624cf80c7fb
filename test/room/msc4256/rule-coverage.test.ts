/**
 * That each auth rule is seen to let an event pass and to refuse one, by the cases of its own, by the DAGs of the library, and by
 * runs; and which cannot do both, and why.
 */
import { describe, expect, it } from 'vitest';
import { createContent } from '../../../src/room/msc4256/event-content.js';
import { BASELINE } from '../../../src/room/msc4256/reading.js';
import { roomVersion } from '../../../src/room/msc4256/room-version.js';
import { RuleCoverage } from '../../../src/room/msc4256/rule-coverage.js';
import { runOf } from '../../simulation/running.js';
import { ALGORITHM, RoomDag } from '../room-dag.js';
import { CASES, LISTS, message, room } from './auth-rule-cases.js';

/** "Otherwise, allow": by then every rule of the section has been asked. */
const CANNOT_REFUSE = ['9.11', '10.8'];

describe('the coverage of auth rules', () => {
  it('should see every rule allow and refuse (except those that end a section, which only allow)', () => {
    const coverage = new RuleCoverage();
    const counted = () => room({}, { rules: coverage.rules });
    for (const [, , refused, allowed] of CASES) {
      refused(counted());
      allowed(counted());
    }
    // What only a server that asks can know: an auth event's outcome, and the create event that it has.
    const dag = counted();
    for (const outcome of ['accepted', 'rejected'] as const) dag.version.judgeAuthEvent(dag.get('a1'), outcome);
    dag.version.judgeCreate(dag.create('second'), dag.get('cr'));
    // A room of its own for rule 5.
    const closed = new RoomDag(roomVersion(BASELINE, { rules: coverage.rules }), LISTS);
    closed.create('cr', { content: createContent(ALGORITHM, { federate: false }) });
    closed.commit('a1', 1, {});
    for (const origin of ['a', 'b']) message({ origin })(closed);

    const counts = Object.entries(coverage.counts());
    expect(counts.filter(([, { allowed }]) => allowed === 0).map(([rule]) => rule)).toEqual([]);
    expect(counts.filter(([, { refused }]) => refused === 0).map(([rule]) => rule)).toEqual(CANNOT_REFUSE);
  });

  it('should count no event that a rule has nothing to say of', () => {
    const coverage = new RuleCoverage();
    message()(room({}, { rules: coverage.rules }));
    const asked = Object.entries(coverage.counts()).filter(([, { allowed, refused }]) => allowed + refused > 0);
    expect(asked.map(([rule]) => rule)).toEqual(['6', '7', '8', '11', '12', '4.1', '4.2', '4.3']);
    expect(asked.every(([, { allowed, refused }]) => allowed === 1 && refused === 0)).toBe(true);
  });

  it('should be part of what a run comes to, once for each different event and state', async () => {
    const document = {
      duration: '10m',
      users: [{ id: '@alice:a.example' }, { id: '@bob:b.example' }],
      room: { creator: '@alice:a.example', powers: ['a.example'] },
      workload: { messages: { rate: '4/min', by: 'device' }, commits: [{ kind: 'update', rate: '20/h', by: 'device' }] },
    };
    const names = (count: number) =>
      ['a', 'b', ...Array.from({ length: count }, (_, at) => `s${at}`)].map((name) => ({ name: `${name}.example` }));
    const few = await runOf({ ...document, servers: names(0), seed: 's' });
    expect(few.auth_rules['11']).toEqual({ allowed: expect.any(Number), refused: expect.any(Number) });
    expect(few.auth_rules['11']?.allowed).toBeGreaterThanOrEqual(few.metrics.messages.sent);
    // Servers that nobody lives on, and so take no part, ask for nothing.
    expect(
      (await runOf({ ...document, servers: names(2), room: { ...document.room, servers: ['a.example', 'b.example'] }, seed: 's' }))
        .auth_rules,
    ).toEqual(few.auth_rules);
  });
});
