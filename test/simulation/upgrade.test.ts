/** Leaving a room for another: who comes along, what is told of which room, and that the device has both. */
import { describe, expect, it } from 'vitest';
import type { StampedFact } from '../../src/facts/index.js';
import { roomId } from '../../src/names.js';
import type { BuiltWorld } from '../../src/simulation/build.js';
import { run } from '../../src/simulation/run.js';
import { inspectableRun } from './inspecting.js';
import { factsOf, runOf, scenarioOf } from './running.js';

const MINUTE = 60_000_000;
const NEW = roomId('!upgrade0:a.example');
const upgrade = (more: object = {}) => ({ at: '10m', upgrade: { by: '@alice:a.example', ...more } });

const room = (timeline: readonly object[], more: object = {}) => ({
  duration: '40m',
  servers: [{ name: 'a.example' }, { name: 'b.example' }, { name: 'c.example' }],
  users: [{ id: '@alice:a.example', devices: 2 }, { id: '@bob:b.example' }, { id: '@carol:c.example' }],
  room: { creator: '@alice:a.example', powers: ['a.example', 'b.example'], security: { window: '5m' } },
  network: { latency: { constant: '50ms' } },
  workload: { messages: { every: '2m', by: 'device' } },
  timeline,
  ...more,
});

const kinds = (facts: readonly StampedFact[], kind: StampedFact['fact']['kind']) => facts.filter(({ fact }) => fact.kind === kind);

describe('a room upgrade', () => {
  it('should take along the group, which goes on in the new room and reads all there', async () => {
    const { upgrade: metrics, messages } = (await runOf(room([upgrade()]))).metrics;
    expect(metrics).toMatchObject({ rooms: 1, moved: 4, left_behind: 0, rescued: 0, move_ms: { count: 3 } });
    expect(metrics.messages.sent).toBeGreaterThan(50);
    expect(metrics.messages.decrypted).toBe(metrics.messages.pairs);
    // Five rounds before it, at most.
    expect(messages.sent).toBeLessThan(24);
  });

  it('should go by claim, commit, Welcome, invite and join, each told of the new room', async () => {
    const facts = (await factsOf(room([upgrade()]))).filter(({ at }) => at >= 0);
    const there = facts.filter((fact) => fact.room === NEW);
    expect(kinds(facts, 'room_upgraded')).toMatchObject([{ node: '@alice:a.example/1', fact: { successor: NEW } }]);
    expect(kinds(there, 'commit_created').map(({ fact }) => 'roster' in fact && fact.roster.length)).toEqual([2, 3, 4]);
    // A label names one thing in all rooms.
    const made = [...kinds(facts, 'commit_created'), ...kinds(facts, 'event_created')].map(({ fact }) =>
      fact.kind === 'commit_created' ? fact.commit : fact.kind === 'event_created' ? fact.event : '',
    );
    expect(new Set(made).size).toBe(made.length);
    expect(kinds(there, 'user_invited').length).toBeGreaterThan(2);
    expect(kinds(there, 'user_joined').map(({ node }) => node)).toEqual(['a.example', 'b.example', 'c.example']);
    expect(kinds(there, 'participation_began').map(({ node }) => node)).toEqual(['a.example', 'b.example', 'c.example']);
    expect(kinds(there, 'run_ended')).toHaveLength(1);
    for (const { room: of } of [...kinds(facts, 'transaction_sent'), ...kinds(facts, 'partition_began')]) expect(of).toBeUndefined();
  });

  it('should part the users if there are two that do not know of each other, and count who goes on elsewhere', async () => {
    const parted = { at: '5m', partition: [['a.example'], ['b.example', 'c.example']], for: '20m' };
    const other = { at: '12m', upgrade: { by: '@bob:b.example' } };
    let built: BuiltWorld | undefined;
    const onBuilt = (world: BuiltWorld): void => {
      built = world;
    };
    const { rooms, moved, apart } = (await runOf(room([parted, upgrade(), other]), { onBuilt })).metrics.upgrade;
    expect({ rooms, moved }).toEqual({ rooms: 2, moved: 4 });
    // Each side went into its own room first, and was invited to the other one when the partition ended.
    expect(apart).toBe(2);
    const goingOn = [...(built?.devices.values() ?? [])].map(({ latest }) => latest.id);
    expect(goingOn.sort()).toEqual(['!upgrade1:a.example', '!upgrade1:a.example', '!upgrade2:b.example', '!upgrade2:b.example']);
    expect((await runOf(room([upgrade(), { ...other, at: '20m' }]))).metrics.upgrade).toMatchObject({ rooms: 2, moved: 4, apart: 0 });
  });

  it('should leave the numbers of the old room as they are, but for who is not there any more', async () => {
    const quiet = { workload: {} };
    const before = (await runOf(room([], quiet))).metrics;
    const { upgrade: _, federation, metadata, key_packages, ...after } = (await runOf(room([upgrade()], quiet))).metrics;
    const { upgrade: __, federation: ___, metadata: ____, key_packages: _____, ...expected } = before;
    expect(after).toEqual(expected);
    expect(federation.transactions).toBeGreaterThan(before.federation.transactions);
    expect(key_packages.opened).toBe(before.key_packages.opened + 3);
    expect(metadata.held).toEqual(before.metadata.held);
  });

  it('should not send back to the old room who has left the new one', async () => {
    const facts = await factsOf(room([upgrade(), { at: '20m', leave: '@bob:b.example' }]));
    const sent = kinds(facts, 'message_submitted').filter(({ node }) => node === '@bob:b.example/1');
    expect(sent.some(({ room: where }) => where === NEW)).toBe(true);
    expect(sent.filter(({ at, room: where }) => at > 20 * MINUTE && where !== NEW)).toEqual([]);
  });

  it('should invite whom it names, or all but some', async () => {
    const moved = async (members: unknown) => (await runOf(room([upgrade({ members })]))).metrics.upgrade;
    expect(await moved(['@carol:c.example'])).toMatchObject({ moved: 2, left_behind: 2 });
    expect(await moved({ except: ['@carol:c.example'] })).toMatchObject({ moved: 3, left_behind: 1 });
    expect(await moved([])).toMatchObject({ moved: 1, left_behind: 3 });
  });

  it('should make room for other powers, which is the way out where a head is dead', async () => {
    const dead = { at: '5m', crash: 'a.example' };
    const by = { by: '@bob:b.example', members: ['@carol:c.example'], powers: 'b.example' };
    const commit = { at: '20m', commit: { by: '@carol:c.example', update: true } };
    const facts = await factsOf(room([{ at: '10m', upgrade: by }, dead, commit]));
    const [created] = kinds(facts, 'commit_created').filter(({ node, at }) => node === '@carol:c.example/1' && at > 0);
    const [satisfied] = kinds(facts, 'change_satisfied').filter(({ node, at }) => node === '@carol:c.example/1' && at > 0);
    expect(created).toMatchObject({ room: '!upgrade0:b.example' });
    expect((satisfied?.at ?? 0) - (created?.at ?? 0)).toBeLessThan(1_000_000);
  });

  it('should not wait for who cannot be reached', async () => {
    const cut = { at: '9m', partition: [['a.example', 'b.example'], ['c.example']], for: '10m' };
    const { upgrade: metrics } = (await runOf(room([upgrade(), cut]))).metrics;
    expect(metrics).toMatchObject({ moved: 4, move_ms: { count: 3 } });
    expect(metrics.move_ms.p50).toBeLessThan(10_000);
    expect(metrics.move_ms.max).toBeGreaterThan(500_000);
  });

  it('should keep the rules of a room: states are retained and deleted there, through a crash', async () => {
    const commits = ['12m', '13m'].map((at) => ({ at, commit: { by: '@alice:a.example', update: true } }));
    const crash = { at: '14m', crash: '@bob:b.example/1', for: '10m' };
    const held = { most: 0, last: -1, afterWindow: -1 };
    await inspectableRun(scenarioOf(room([upgrade(), ...commits, crash])), ({ devices }, { at }) => {
      if (at < 11 * MINUTE) return;
      const count = (id: string) => [...devices].find(([device]) => device === id)?.[1].latest.states.all().length ?? -1;
      held.last = count('@bob:b.example/1');
      held.most = Math.max(held.most, held.last);
      if (at < 19 * MINUTE) held.afterWindow = count('@carol:c.example/1');
    });
    // That of his Welcome, that in which Carol was added, and two of updates. Of Carol's past ones none is left five minutes after.
    expect(held).toEqual({ most: 4, last: 1, afterWindow: 1 });
  });

  it('should be possible again, and take the users on', async () => {
    const { metrics, violations } = await runOf(room([upgrade(), { at: '20m', upgrade: { by: '@bob:b.example' } }]));
    expect(metrics.upgrade).toMatchObject({ rooms: 2, moved: 4, left_behind: 0 });
    expect(violations).toEqual([]);
  });

  it('should do nothing where the device has never seen the room', async () => {
    const late = {
      users: [{ id: '@alice:a.example' }, { id: '@bob:b.example' }],
      room: { creator: '@alice:a.example', powers: ['a.example'], members: [] },
    };
    const adding = { at: '1m', commit: { by: '@alice:a.example', add: '@bob:b.example' } };
    const cut = { at: '0s', partition: [['a.example'], ['b.example']] };
    const { upgrade: metrics } = (await runOf(room([adding, cut, { at: '10m', upgrade: { by: '@bob:b.example' } }], late))).metrics;
    expect(metrics).toMatchObject({ rooms: 0, moved: 0, left_behind: 0 });
  });

  it('should be the same story on both MLS engines', async () => {
    const document = room([
      upgrade({ members: { except: '@bob:b.example' } }),
      { at: '15m', commit: { by: '@carol:c.example', update: true } },
    ]);
    const fingerprints = await Promise.all(
      ['real', 'symbolic'].map(async (mls) => (await run(scenarioOf({ ...document, mls })))?.fingerprint),
    );
    expect(fingerprints[0]).toBe(fingerprints[1]);
  });
});
