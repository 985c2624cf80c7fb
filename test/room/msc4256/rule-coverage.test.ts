/**
 * That the suite sees each auth rule let an event pass and refuse one, by the cases of its own, by the library of DAGs and by a
 * run; and which rules cannot do both, and why.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { decideDag } from '../../../src/resolve/decide.js';
import { AUTH_RULES } from '../../../src/room/msc4256/auth-rules.js';
import { createContent } from '../../../src/room/msc4256/event-content.js';
import { BASELINE } from '../../../src/room/msc4256/reading.js';
import { roomVersion } from '../../../src/room/msc4256/room-version.js';
import { RuleCoverage } from '../../../src/room/msc4256/rule-coverage.js';
import { loadDag } from '../../../src/scenario/dag/load.js';
import { runOf } from '../../simulation/running.js';
import { ALGORITHM, RoomDag } from '../room-dag.js';
import { CASES, LISTS, message, room } from './auth-rule-cases.js';

const LIBRARY = new URL('../../../scenarios/dags/', import.meta.url);

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

    const counts = coverage.counts();
    expect(counts.filter(({ allowed }) => allowed === 0).map(({ rule }) => rule)).toEqual([]);
    expect(counts.filter(({ refused }) => refused === 0).map(({ rule }) => rule)).toEqual(CANNOT_REFUSE);
  });

  it('should count no event that a rule has nothing to say of', () => {
    const coverage = new RuleCoverage();
    message()(room({}, { rules: coverage.rules }));
    const asked = coverage.counts().filter(({ allowed, refused }) => allowed + refused > 0);
    expect(asked).toEqual(['4.1', '4.2', '4.3', '6', '7', '8', '11', '12'].map((rule) => ({ rule, allowed: 1, refused: 0 })));
  });

  it('should see the library of DAGs refuse by every rule that a DAG file can break', () => {
    const coverage = new RuleCoverage();
    for (const file of readdirSync(LIBRARY)) {
      const loaded = loadDag({ file, text: readFileSync(new URL(file, LIBRARY), 'utf8') });
      if (loaded.ok) decideDag(loaded.dag, { rules: coverage.rules });
    }
    const refusing = coverage.counts().filter(({ refused }) => refused > 0);
    expect(refusing.map(({ rule }) => rule)).toEqual(
      expect.arrayContaining(['2', '3.6', '4.2', '4.3', '4.4', '5', '6', '9.3', '9.7', '9.8', '9.9', '10.1', '10.4', '10.5', '11', '12']),
    );
  });

  it('should be part of what a run comes to, in the order of the MSC, and the same whoever else is in the scenario', async () => {
    const document = {
      seed: 's',
      duration: '10m',
      users: [{ id: '@alice:a.example' }, { id: '@bob:b.example' }],
      room: { creator: '@alice:a.example', powers: ['a.example'], servers: ['a.example', 'b.example'] },
      workload: { messages: { rate: '4/min', by: 'device' }, commits: [{ kind: 'update', rate: '20/h', by: 'device' }] },
    };
    const servers = ['a.example', 'b.example'].map((name) => ({ name }));
    const { auth_rules: counts, metrics } = await runOf({ ...document, servers });
    expect(counts.map(({ rule }) => rule)).toEqual(AUTH_RULES.map(({ rule }) => rule));
    expect(counts.find(({ rule }) => rule === '11')?.allowed).toBeGreaterThanOrEqual(metrics.messages.sent);
    // A server that nobody lives on takes no part, and asks for nothing.
    expect((await runOf({ ...document, servers: [...servers, { name: 'c.example' }] })).auth_rules).toEqual(counts);
  });
});
