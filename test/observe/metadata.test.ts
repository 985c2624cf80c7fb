/** What servers can see: told by hand, and in runs whose answer is known beforehand. */
import { describe, expect, it } from 'vitest';
import type { StampedFact } from '../../src/facts/index.js';
import { isDevice, serverOfUser, userId } from '../../src/names.js';
import { runOf } from '../simulation/running.js';
import { a, atA, atB, atC, b, c, FIRST, FIRST_EVENT, Story } from './story.js';

const joined = (story: Story, server: typeof a, user: string) => story.tell(server, { kind: 'user_joined', user: userId(user) });

describe('the events that a server sees', () => {
  it('should be those that it holds, whatever it made of them, from time zero on', () => {
    const story = new Story();
    const commit = story.publish(a, story.commit(atA));
    story.receive(commit, [b], 'soft_failed').receive(commit, [c], 'rejected', 'm.mls.commit', 4);
    story.accept(atA, story.submit(atA, 1));
    const { metadata } = story.end().metrics;
    expect(metadata).toMatchObject({
      events: { 'a.example': 2, 'b.example': 1, 'c.example': 1 },
      bytes: { 'a.example': 1_000, 'b.example': 500, 'c.example': 500 },
    });
    expect(metadata.held).toEqual([
      { server: a, type: 'm.mls.commit', events: 1, bytes: 500 },
      { server: a, type: 'm.room.encrypted', events: 1, bytes: 500 },
      { server: b, type: 'm.mls.commit', events: 1, bytes: 500 },
      { server: c, type: 'm.mls.commit', events: 1, bytes: 500 },
    ]);
  });

  it('should count what they say in the clear once, also where they are from before time zero', () => {
    const story = new Story();
    const [first, second] = [story.commit(atA), story.commit(atA, { parent: FIRST, epoch: 2 })];
    story.receive(FIRST_EVENT, [c]);
    story.receive(story.publish(a, first), [c]).receive(story.publish(a, second, FIRST_EVENT, [b, a]), [c]);
    const { epochs, powers_lists, servers_lists } = story.end().metrics.metadata;
    expect([epochs, powers_lists, servers_lists].map((each) => each[c])).toEqual([3, 2, 1]);
  });
});

describe('whom a server is told of', () => {
  it('should be users of other servers only, each once, with everything that told', () => {
    const story = new Story();
    story.tell(a, { kind: 'keys_queried', by: atA, from: undefined, users: [userId('@a:a.example'), userId('@c:c.example')] });
    story.tell(a, { kind: 'keys_claimed', by: atA, from: undefined, devices: [atA, atB, atC] });
    story.tell(b, { kind: 'device_list_received', user: userId('@c:c.example'), from: c });
    story.tell(b, { kind: 'keys_claimed', by: undefined, from: a, devices: [atB] });
    for (const server of [a, b]) {
      story.tell(server, { kind: 'to_device_carried', from: atA, to: atB, state: FIRST, size: 1 });
      story.tell(server, { kind: 'user_invited', user: userId('@b:b.example'), by: server === a ? atA : undefined, via: a });
    }
    const { learned, other_users } = story.end().metrics.metadata;
    expect(learned).toEqual([
      { server: a, user: '@b:b.example', from: ['invite', 'key_claim', 'to_device'] },
      { server: a, user: '@c:c.example', from: ['key_claim', 'key_query'] },
      { server: b, user: '@a:a.example', from: ['to_device'] },
      { server: b, user: '@c:c.example', from: ['device_list'] },
    ]);
    expect(other_users).toEqual({ 'a.example': 2, 'b.example': 2 });
  });

  it('should be known from before time zero by device lists, which servers hold, and by nothing else of setting up', () => {
    const story = new Story().at(-1);
    const user = userId('@b:b.example');
    story.tell(a, { kind: 'device_list_received', user, from: b });
    story.tell(c, { kind: 'user_invited', user, by: undefined, via: a });
    story.tell(c, { kind: 'keys_claimed', by: atC, from: undefined, devices: [atB] });
    story.tell(c, { kind: 'to_device_carried', from: atB, to: atC, state: FIRST, size: 1 });
    story.at(0).publish(c, story.commit(atC));
    const { learned, other_users } = story.end().metrics.metadata;
    expect(learned).toEqual([{ server: a, user, from: ['device_list'] }]);
    expect(other_users).toEqual({ 'a.example': 1, 'c.example': 0 });
  });
});

describe('who wrote an event', () => {
  it('should be known of a server’s own devices, and of a server that has one user in the room when it makes the event', () => {
    const story = new Story();
    joined(story, a, '@a:a.example');
    const alone = story.accept(atA, story.submit(atA, 1));
    joined(story, a, '@other:a.example');
    const notAlone = story.accept(atA, story.submit(atA, 2));
    for (const event of [alone, notAlone]) story.receive(event, [b], 'accepted', 'm.room.encrypted');
    const { authors, own_users } = story.end().metrics.metadata;
    expect(authors).toEqual({
      own: { 'a.example': 2, 'b.example': 0 },
      single: { 'a.example': 0, 'b.example': 1 },
      hidden: { 'a.example': 0, 'b.example': 1 },
    });
    expect(own_users).toEqual({ 'a.example': 2 });
  });

  it('should not be asked of a pending commit’s conversion, which a server makes', () => {
    const story = new Story();
    joined(story, b, '@b:b.example');
    joined(story, a, '@a:a.example');
    const commit = story.commit(atB, { way: 'pending' });
    story.receive(story.propose(b, commit), [a, b, c], 'accepted', 'm.mls.pending_commit');
    story.receive(story.publish(a, commit), [b, c]);
    const { authors, events } = story.end().metrics.metadata;
    expect(authors).toEqual({
      own: { 'a.example': 0, 'b.example': 1, 'c.example': 0 },
      single: { 'a.example': 1, 'b.example': 0, 'c.example': 1 },
      hidden: { 'a.example': 0, 'b.example': 0, 'c.example': 0 },
    });
    expect(events).toEqual({ 'a.example': 2, 'b.example': 2, 'c.example': 2 });
  });
});

describe('a room', () => {
  const document = {
    seed: 3,
    duration: '20m',
    servers: [{ name: 'a.example' }, { name: 'b.example' }, { name: 'c.example' }],
    users: [{ id: '@alice:a.example' }, { count: 2, id: '@bob{n}:b.example' }, { id: '@carol:c.example' }],
    room: { creator: '@alice:a.example', powers: ['a.example'], members: { except: '@carol:c.example' } },
    network: { latency: { constant: '50ms' } },
    workload: { messages: { every: '1m', by: 'device' } },
    timeline: [{ at: '10m', commit: { by: '@bob1:b.example', add: '@carol:c.example' } }],
  };

  it('should show a server only what passes it', async () => {
    const facts: StampedFact[] = [];
    const { metrics } = await runOf(document, { onFact: (fact) => facts.push(fact) });
    const { metadata } = metrics;
    // Bob's server carries his query, claim, Welcome and invite; Carol's the Welcome and the invite; Alice's neither.
    expect(metadata.learned).toEqual([
      { server: 'b.example', user: '@carol:c.example', from: ['invite', 'key_claim', 'key_query', 'to_device'] },
      { server: 'c.example', user: '@bob1:b.example', from: ['to_device'] },
    ]);
    expect(metadata.own_users).toEqual({ 'a.example': 1, 'b.example': 2, 'c.example': 1 });
    // With one power and no fault every server ends with the same events, the one that came late too.
    const [made = 0] = Object.values(metadata.events);
    expect(made).toBe(metrics.events.count.total);
    const { own, single, hidden } = metadata.authors;
    const byUsers = facts.filter(({ at, fact }) => at >= 0 && fact.kind === 'event_created').length - 1;
    for (const server of ['a.example', 'b.example']) {
      expect((own[server] ?? 0) + (single[server] ?? 0) + (hidden[server] ?? 0), server).toBe(byUsers);
    }
    const messagesOf = (server: string) =>
      facts.filter(({ at, node, fact }) => at >= 0 && node === server && fact.kind === 'event_created' && fact.type === 'm.room.encrypted')
        .length;
    expect(single['b.example']).toBe(messagesOf('a.example') + messagesOf('c.example'));
    // Beside their messages, the pending commit.
    expect(hidden['a.example']).toBe(messagesOf('b.example') + 1);
  });

  it('should show every server who is in the room on others, if device lists are announced as the Matrix spec has it (H48)', async () => {
    const { metrics } = await runOf({ ...document, rules: { device_lists: 'announced' } });
    const { learned, other_users } = metrics.metadata;
    const users = ['@alice:a.example', '@bob1:b.example', '@bob2:b.example', '@carol:c.example'];
    const others = Object.keys(other_users).map((server) => [server, users.filter((user) => !user.endsWith(`:${server}`))]);
    const byList = learned.filter(({ from }) => from.includes('device_list'));
    expect(others.map(([server]) => [server, byList.flatMap((one) => (one.server === server ? [one.user] : []))])).toEqual(others);
    expect(other_users).toEqual({ 'a.example': 3, 'b.example': 2, 'c.example': 3 });
  });

  it('should never tell a server of another’s user but by what passed it, nor miss one', async () => {
    const facts: StampedFact[] = [];
    const { metrics } = await runOf(document, { onFact: (fact) => facts.push(fact) });
    const named = new Set(
      facts.flatMap(({ at, node, fact }) => {
        if (at < 0 || node === undefined || isDevice(node)) return [];
        const tells = ['keys_queried', 'keys_claimed', 'to_device_carried', 'user_invited'].includes(fact.kind);
        const users = (tells ? JSON.stringify(fact) : '').match(/@\w+:\w+\.example/g) ?? [];
        return users.filter((user) => serverOfUser(userId(user)) !== node).map((user) => `${node} ${user}`);
      }),
    );
    expect(new Set(metrics.metadata.learned.map(({ server, user }) => `${server} ${user}`))).toEqual(named);
    expect(named.size).toBe(2);
  });
});
