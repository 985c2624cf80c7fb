/** MSC4256, "Unstable prefixes": a room has the names of its room version, and no others. */
import { describe, expect, it } from 'vitest';
import { eventLabel, serverName } from '../../../src/names.js';
import { createContent } from '../../../src/room/msc4256/event-content.js';
import { NAMES } from '../../../src/room/msc4256/names.js';
import { BASELINE } from '../../../src/room/msc4256/reading.js';
import { roomVersion } from '../../../src/room/msc4256/room-version.js';
import { runOf } from '../../simulation/running.js';
import { ALGORITHM, RoomDag } from '../room-dag.js';

const STABLE = NAMES['m.mls.1'];
const UNSTABLE = NAMES['de.bwi.mls.v1'];

describe('a room with unstable names', () => {
  const names = [STABLE, UNSTABLE] as const;

  it.each([names, [UNSTABLE, STABLE]] as const)('should take the events of its own names only (%o)', (own, other) => {
    const dag = new RoomDag(roomVersion(BASELINE, { names: own }), { powers: ['a'], servers: ['a', 'x'] });
    const judged = (event: ReturnType<RoomDag['get']>, commit?: string) => {
      const state = event.pdu.type === 'm.room.create' ? dag.version.state(undefined, undefined) : dag.state(commit);
      const verdict = dag.version.authorise(event, state, dag.cited(event), 5);
      return verdict.allowed ? 'allowed' : verdict.rule;
    };
    expect(judged(dag.create('cr', { content: createContent(ALGORITHM, { names: own }) }))).toBe('allowed');
    expect(judged(dag.create('other', { content: createContent(ALGORITHM, { names: other }) }))).toBe('3.3');
    const at = { origin: 'a', prev: ['cr'], auth: ['cr'] };
    expect(judged(dag.commit('a0', 0, { ...at, change: { type: own.commitType } }))).toBe('allowed');
    expect(judged(dag.commit('b0', 0, { ...at, change: { type: other.commitType } }))).toBe('2');
    const next = { prev: ['a0'], auth: ['cr', 'a0'] };
    expect(judged(dag.pending('x1', 1, { ...next, change: { type: own.pendingCommitType } }), 'a0')).toBe('allowed');
    expect(judged(dag.pending('x2', 1, { ...next, change: { type: other.pendingCommitType } }), 'a0')).toBe('12');
  });

  it.each(names)('should protect the content of its own commits from redaction (%o)', (own) => {
    const { commitType, pendingCommitType } = own;
    const key = {
      server: serverName('a'),
      keyId: 'ed25519:1',
      sign: () => new Uint8Array(64),
      verifyKey: { keyId: 'ed25519:1', verify: () => true },
    };
    const dag = new RoomDag(roomVersion(BASELINE, { names: own }), { powers: ['a'], servers: ['a'] });
    const redacted = (type: string) => {
      const { hashes: _hashes, signatures: _signatures, ...draft } = dag.commit('a0', 0, { change: { type } }).pdu;
      const made = dag.version.build(draft, key, { label: eventLabel('a#1'), carries: undefined });
      const tampered = { ...made, pdu: { ...made.pdu, hashes: { sha256: 'another' } } };
      const inspection = dag.version.inspect(tampered, () => key.verifyKey);
      return inspection.kind === 'redacted' ? Object.keys(inspection.event.pdu.content) : inspection.kind;
    };
    expect(redacted(commitType)).toEqual(['algorithm', 'ciphertext']);
    expect(redacted(pendingCommitType)).toEqual([]);
  });

  it('should live through a scenario as one with stable names does, but for the names', async () => {
    const document = {
      seed: 'names',
      duration: '20m',
      servers: [{ name: 'a.example' }, { name: 'b.example' }],
      network: { latency: { constant: '50ms' } },
      users: [{ id: '@alice:a.example' }, { id: '@bob:b.example' }],
      workload: { messages: { rate: '2/min', by: 'device' }, commits: [{ kind: 'update', rate: '20/h', by: 'device' }] },
    };
    const room = { creator: '@alice:a.example', powers: ['a.example'] };
    const stable = await runOf({ ...document, room });
    const unstable = await runOf({ ...document, room: { ...room, room_version: 'de.bwi.mls.v1' } });
    const { events: before, metadata: seenBefore, ...rest } = stable.metrics;
    const { events: after, metadata: seenAfter, ...same } = unstable.metrics;
    expect(same).toEqual(rest);
    // The names are longer, and so are the events.
    const { bytes: _bytes, held: _held, ...seen } = seenBefore;
    expect(seenAfter).toMatchObject(seen);
    const { 'm.mls.commit': commits, 'm.mls.pending_commit': pendings, ...others } = before.count;
    expect(after.count).toEqual({ ...others, 'de.bwi.mls.commit': commits, 'de.bwi.mls.pending_commit': pendings });
    expect(commits).toBeGreaterThan(0);
    expect(pendings).toBeGreaterThan(0);
  });
});
