import { describe, expect, it } from 'vitest';
import type { StampedFact } from '../../src/facts/index.js';
import { factsOf, runOf } from './running.js';

const room = {
  seed: 9,
  duration: '30m',
  servers: [{ name: 'a.example' }, { name: 'b.example' }],
  users: [{ id: '@alice:a.example' }, { id: '@bob:b.example' }, { id: '@carol:b.example' }],
  room: { creator: '@alice:a.example', powers: ['a.example'], members: { except: ['@carol:b.example'] } },
  network: { latency: { constant: '100ms' } },
  workload: { messages: { every: '1m', by: ['@alice:a.example', '@bob:b.example'] } },
};
const CAROL = '@carol:b.example/1';

/** Which messages were accepted by a server, and when, and which of them Carol read. */
function story(facts: readonly StampedFact[]) {
  const sent = facts.flatMap(({ at, fact }) =>
    fact.kind === 'event_created' && fact.type === 'm.room.encrypted' ? [{ at, message: fact.carries }] : [],
  );
  const read = facts.flatMap(({ node, fact }) => (node === CAROL && fact.kind === 'message_decrypted' ? [fact.message] : []));
  const enteredAt = facts.find(({ node, fact }) => node === CAROL && fact.kind === 'state_entered')?.at ?? Number.POSITIVE_INFINITY;
  const acceptedAt = facts.find(({ at, fact }) => at > 0 && fact.kind === 'event_created' && fact.type === 'm.mls.commit')?.at ?? 0;
  return { sent, read, enteredAt, acceptedAt };
}

describe('a device that is added during the run', () => {
  it('should read what comes after and nothing before', async () => {
    const timeline = [{ at: '630s', commit: { by: '@alice:a.example', add: '@carol:b.example' } }];
    const { sent, read, acceptedAt, enteredAt } = story(await factsOf({ ...room, timeline }));
    expect(enteredAt).toBeLessThan(Number.POSITIVE_INFINITY);
    expect(sent.filter(({ at }) => at < acceptedAt).length).toBeGreaterThan(10);
    expect(read).toEqual(sent.filter(({ at }) => at > acceptedAt).map(({ message }) => message));
    expect(read.length).toBeGreaterThan(10);
  });

  it('should be added by way of a pending commit too, and onto a server that was not in the room', async () => {
    const { metrics } = await runOf({
      ...room,
      room: {
        creator: '@alice:a.example',
        powers: ['a.example'],
        servers: ['a.example', 'b.example'],
        members: { except: ['@carol:c.example'] },
      },
      servers: [...room.servers, { name: 'c.example' }],
      users: [...room.users.slice(0, 2), { id: '@carol:c.example' }],
      timeline: [{ at: '10m', commit: { by: '@bob:b.example', add: '@carol:c.example' } }],
    });
    expect(metrics.commits).toMatchObject({ accepted: 1, unsatisfied: 0 });
    expect(metrics.agreement).toMatchObject({ final: true, devices_current: 1 });
    expect(metrics.messages.undecryptable.total + metrics.messages.undelivered).toBe(0);
  });
});

describe('a device whose key packages are of another time', () => {
  /** Carol's are made when the room is set up, 8 days before the workload. */
  const addedBy = async (offset: string) => {
    const users = [{ id: '@alice:a.example', clock: { offset } }, ...room.users.slice(1)];
    const timeline = [{ at: '10m', commit: { by: '@alice:a.example', add: '@carol:b.example' } }];
    const facts = await factsOf({ ...room, users, timeline });
    return facts.flatMap(({ node, fact }) => {
      if (fact.kind === 'change_impossible') return [fact.why];
      return node === CAROL && fact.kind === 'state_entered' ? ['added'] : [];
    });
  };

  it('should be added if there is one whose time it is by the clock of who adds it, or its owner can make one', async () => {
    expect(await addedBy('80d')).toEqual(['added']);
    // The one from setting up has expired; it is claimed, replaced, and the new one lasts.
    expect(await addedBy('83d')).toEqual(['added']);
    expect(await addedBy('91d')).toEqual([`${CAROL}: its key package has expired`]);
    expect(await addedBy('-8d')).toEqual(['added']);
    expect(await addedBy('-10d')).toEqual([`${CAROL}: its key package is not valid yet`]);
  });
});

describe('a device that is removed', () => {
  it('should read nothing from then on, and go on being shown it', async () => {
    const facts = await factsOf({
      ...room,
      room: { ...room.room, members: 'all' },
      timeline: [{ at: '15m', commit: { by: '@alice:a.example', remove: '@carol:b.example' } }],
    });
    const { sent, read, acceptedAt } = story(facts);
    const shown = facts.filter(({ node, fact }) => node === CAROL && fact.kind === 'message_unreadable').length;
    expect(read).toEqual(sent.filter(({ at }) => at < acceptedAt).map(({ message }) => message));
    expect(shown).toBe(sent.filter(({ at }) => at > acceptedAt).length);
  });
});
