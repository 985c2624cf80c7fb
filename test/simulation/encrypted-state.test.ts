/** Encrypted state events from end to end (MSC4256, "Encrypted state events"): set by a commit, read by every member. */
import { describe, expect, it } from 'vitest';
import type { StampedFact } from '../../src/facts/index.js';
import type { EncryptedState } from '../../src/mls/engine.js';
import type { BuiltWorld } from '../../src/simulation/build.js';
import { runOf } from './running.js';

const ALICE = '@alice:a.example';
const BOB = '@bob:b.example';

const base = {
  seed: 7,
  duration: '30m',
  servers: [{ name: 'a.example' }, { name: 'b.example' }],
  users: [{ id: ALICE, devices: 2 }, { id: BOB }, { id: '@carol:b.example' }],
  room: { creator: ALICE, powers: ['a.example'], members: { except: ['@carol:b.example'] } },
  network: { latency: { constant: '100ms' } },
};

const edit = (by: string, state: EncryptedState, at = '10m') => ({ at, commit: { by, state } });

/** What each member holds at the end, and the facts of the run. */
async function endOf(document: object) {
  let built: BuiltWorld | undefined;
  const facts: StampedFact[] = [];
  const { metrics } = await runOf(document, { onBuilt: (world) => (built = world), onFact: (fact) => facts.push(fact) });
  const held = [...(built?.devices.values() ?? [])].flatMap(({ states }) => states.current?.group.encryptedState ?? []);
  const made = facts.filter(({ at, fact }) => at > 0 && fact.kind === 'commit_created').map(({ node }) => node);
  const impossible = facts.flatMap(({ fact }) => (fact.kind === 'change_impossible' ? [fact.why] : []));
  return { held, metrics, made, impossible };
}

describe('encrypted state', () => {
  it('should be set by a commit and read by every member, and by whoever joins later', async () => {
    const state = { 'm.room.name': { '': { name: 'Dîner à huit' } }, 'org.example.seats': { north: { taken: true }, south: {} } };
    const timeline = [edit(BOB, state), { at: '15m', commit: { by: ALICE, add: '@carol:b.example' } }];
    const { held } = await endOf({ ...base, timeline });
    expect(held).toEqual([state, state, state, state]);
  });

  it('should keep the keys that an edit does not name, and replace whole contents', async () => {
    const timeline = [
      edit(ALICE, { 'm.room.name': { '': { name: 'first', old: 1 } }, 'm.room.topic': { '': { topic: 'stays' } } }),
      edit(BOB, { 'm.room.name': { '': { name: 'second' }, other: {} } }, '15m'),
    ];
    const { held } = await endOf({ ...base, timeline });
    const expected = { 'm.room.name': { '': { name: 'second' }, other: {} }, 'm.room.topic': { '': { topic: 'stays' } } };
    expect(held).toEqual([expected, expected, expected]);
  });

  it('should have of two edits at the same time the one of the loser on top of the other, which loses no key that it alone set', async () => {
    const timeline = [
      edit(ALICE, { 'm.room.name': { '': { name: "Alice's" } }, 'org.example.seats': { north: { by: 'alice' }, both: { by: 'alice' } } }),
      edit(BOB, { 'm.room.topic': { '': { topic: "Bob's" } }, 'org.example.seats': { south: { by: 'bob' }, both: { by: 'bob' } } }),
    ];
    const { held, metrics, made } = await endOf({ ...base, timeline });
    const expected = {
      'm.room.name': { '': { name: "Alice's" } },
      'm.room.topic': { '': { topic: "Bob's" } },
      'org.example.seats': { north: { by: 'alice' }, south: { by: 'bob' }, both: { by: 'bob' } },
    };
    expect(held).toEqual([expected, expected, expected]);
    // Bob's first attempt was made on the state that Alice's commit had left.
    expect(made).toEqual([`${ALICE}/1`, `${BOB}/1`, `${BOB}/1`]);
    expect(metrics.commits).toMatchObject({ accepted: 2, unsatisfied: 0 });
  });

  it('should come to the same where two powers have published the edits on two sides of a partition', async () => {
    const timeline = [
      { at: '9m', partition: [['a.example'], ['b.example']], for: '5m' },
      edit(ALICE, { 'm.room.name': { '': { name: "Alice's" } } }),
      edit(BOB, { 'm.room.topic': { '': { topic: "Bob's" } } }),
    ];
    // A room that goes quiet stays split (H23).
    const workload = { messages: { every: '1m', by: 'device' } };
    const room = { ...base.room, powers: ['a.example', 'b.example'], security: { window: '10m' } };
    const { held, metrics } = await endOf({ ...base, room, rules: { slots: 'direct' }, workload, timeline });
    const expected = { 'm.room.name': { '': { name: "Alice's" } }, 'm.room.topic': { '': { topic: "Bob's" } } };
    expect(metrics.commits.conflicted_epochs).toBe(1);
    expect(held).toEqual([expected, expected, expected]);
  });

  it('should have to fit into the event that carries it, all together', async () => {
    const timeline = [edit(ALICE, { 'org.example.book': { '': { text: 'x'.repeat(60_000) } } })];
    const { held, impossible } = await endOf({ ...base, timeline });
    expect(impossible).toHaveLength(1);
    expect(impossible[0]).toMatch(/bytes/);
    expect(held).toEqual([{}, {}, {}]);
  });
});
