/**
 * Two memberships, of the network and of the group. What is meant for whom is told by the group's roster alone; what is
 * shown to whom, by network membership alone; and each number says which of the two it goes by.
 */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { StampedFact } from '../../src/facts/index.js';
import { serverOfUser, userId, userOfDevice } from '../../src/names.js';
import { runOf } from './running.js';

const room = {
  seed: 5,
  duration: '30m',
  servers: [{ name: 'a.example' }, { name: 'b.example' }, { name: 'c.example' }],
  users: [{ id: '@alice:a.example' }, { id: '@bob:b.example' }, { id: '@beth:b.example' }, { id: '@carol:c.example', devices: 2 }],
  room: { creator: '@alice:a.example', powers: ['a.example'] },
  network: { latency: { constant: '50ms' } },
  // The minutes are counted from a time that is drawn once for each process, the same in every one of these runs.
  workload: { messages: { every: '1m', by: ['@alice:a.example'] } },
};
const metricsOf = async (...timeline: readonly object[]) => (await runOf({ ...room, timeline })).metrics;
const removal = (at: string, remove: string) => ({ at, commit: { by: '@alice:a.example', remove } });

describe('a user who leaves', () => {
  it('should change whom messages reach, and not whom they are for, until a commit removes its devices', async () => {
    const stayed = await metricsOf();
    const left = await metricsOf({ at: '10m', leave: '@carol:c.example' });
    const removed = await metricsOf({ at: '10m', leave: '@carol:c.example' }, removal('20m', '@carol:c.example'));
    // Thirty messages, to four devices each. Carol, who has two of them, leaves after ten and is removed after twenty.
    expect([stayed, left, removed].map(({ messages }) => [messages.sent, messages.pairs])).toEqual([
      [30, 120],
      [30, 120],
      [30, 100],
    ]);
    expect([stayed, left, removed].map(({ messages }) => messages.undelivered)).toEqual([0, 40, 20]);
    expect(left.messages.decrypted).toBe(left.messages.pairs - left.messages.undelivered);
    expect([stayed, left, removed].map(({ agreement }) => agreement.devices_current)).toEqual([1, 3 / 5, 1]);
    for (const { messages, recovery } of [stayed, left, removed]) {
      expect([messages.shown_outside, messages.undecryptable.total, recovery.episodes]).toEqual([0, 0, 0]);
    }
    expect([stayed, left].map(({ metadata }) => metadata.own_users['c.example'])).toEqual([1, 0]);
  });

  it('should go on being shown what it cannot read, if it is removed and does not leave (H48)', async () => {
    const { messages, metadata, recovery } = await metricsOf(removal('20m', '@beth:b.example'));
    expect(messages).toMatchObject({ pairs: 110, decrypted: 110, shown_outside: 10 });
    expect(metadata.own_users['b.example']).toBe(2);
    expect(recovery.episodes).toBe(0);
    // Once it leaves, that ends.
    const gone = await metricsOf(removal('10m', '@beth:b.example'), { at: '20m', leave: '@beth:b.example' });
    expect(gone.messages).toMatchObject({ pairs: 100, decrypted: 100, shown_outside: 10 });
  });

  it('should leave a server behind that is sent events and takes no part, until a commit takes it off the list', async () => {
    const servers = { at: '20m', commit: { by: '@alice:a.example', servers: ['a.example', 'b.example'] } };
    const before = await metricsOf({ at: '10m', leave: '@carol:c.example' });
    const after = await metricsOf({ at: '10m', leave: '@carol:c.example' }, servers);
    expect(before.metadata.ignored['c.example']).toBe(20);
    // Ten messages, and the commit that takes it off.
    expect(after.metadata.ignored['c.example']).toBe(11);
    expect(before.agreement).toMatchObject({ final: true, absent: ['c.example'] });
    expect(after.agreement).toMatchObject({ final: true, absent: [] });
  });

  it('should be able to come back, as far as the group goes with a new leaf', async () => {
    const timeline = [
      { at: '5m', leave: '@carol:c.example' },
      removal('10m', '@carol:c.example'),
      { at: '15m', commit: { by: '@bob:b.example', add: '@carol:c.example' } },
    ];
    const { messages, agreement, metadata } = await metricsOf(...timeline);
    // Between leaving and being removed there were five messages for two devices, which they are shown later and cannot read.
    expect(messages.undecryptable).toMatchObject({ total: 10, key_deleted: 10 });
    expect(messages.decrypted).toBe(messages.pairs - 10);
    expect(messages.undelivered).toBe(0);
    expect(agreement).toMatchObject({ final: true, absent: [], devices_current: 1 });
    expect(metadata.own_users['c.example']).toBe(1);
  });
});

describe('a user who leaves right after it has invited', () => {
  it('should not keep out whom it invited, whose server then gets the room from another one (H26)', async () => {
    const facts: StampedFact[] = [];
    const { metrics } = await runOf(
      {
        ...room,
        users: [{ id: '@alice:a.example' }, { id: '@bob:b.example' }, { id: '@carol:c.example' }],
        room: { ...room.room, servers: ['a.example', 'b.example'], members: ['@alice:a.example', '@bob:b.example'] },
        network: { latency: { constant: '500ms' }, client_latency: { constant: '20ms' } },
        timeline: [
          { at: '5m', commit: { by: '@bob:b.example', add: '@carol:c.example' } },
          // The invite is on its way: Bob's device has seen the commit and sent it.
          { at: '303.3s', leave: '@bob:b.example' },
        ],
      },
      { onFact: (fact) => facts.push(fact) },
    );
    const times = facts.flatMap(({ at, fact }) =>
      at > 0 && (fact.kind === 'user_left' || fact.kind === 'invite_shown') ? [fact.kind] : [],
    );
    expect(times).toEqual(['user_left', 'invite_shown']);
    expect(facts.filter(({ fact }) => fact.kind === 'membership_refused').map(({ fact }) => fact)).toMatchObject([
      { action: 'join', rule: 'membership' },
    ]);
    expect(metrics.metadata.own_users).toEqual({ 'a.example': 1, 'b.example': 0, 'c.example': 1 });
    expect(metrics.messages.decrypted).toBe(metrics.messages.pairs - metrics.messages.undelivered);
  });
});

describe('a user who is on the roster and not in the room', () => {
  it('should come back if somebody adds it, by a commit that removes it too, and its server with it (H48)', async () => {
    const left = { at: '10m', leave: '@carol:c.example' };
    const servers = { at: '12m', commit: { by: '@alice:a.example', servers: ['a.example', 'b.example'] } };
    const add = { at: '20m', commit: { by: '@bob:b.example', add: '@carol:c.example' } };
    for (const timeline of [
      [left, add],
      [left, servers, add],
      [servers, add],
    ]) {
      const facts: StampedFact[] = [];
      const { metrics } = await runOf({ ...room, timeline }, { onFact: (fact) => facts.push(fact) });
      const added = facts.flatMap(({ at, fact }) => (at > 0 && fact.kind === 'commit_created' ? fact.added : []));
      expect(added).toEqual(['@carol:c.example/1', '@carol:c.example/2']);
      expect(metrics.agreement).toMatchObject({ final: true, absent: [], devices_current: 1 });
      expect(metrics.metadata.own_users['c.example']).toBe(1);
      expect(metrics.commits.unsatisfied).toBe(0);
      // From then on they read everything.
      const late = facts.flatMap(({ at, fact }) => (at > 21 * 60e6 && fact.kind === 'event_created' ? [fact.carries ?? ''] : []));
      const read = facts.filter(
        ({ node, fact }) => node === '@carol:c.example/2' && fact.kind === 'message_decrypted' && late.includes(fact.message),
      );
      expect(read).toHaveLength(late.length);
    }
  });
});

const OTHERS = ['@bob:b.example', '@beth:b.example', '@carol:c.example', '@adam:a.example'] as const;
const step = fc.record({ what: fc.constantFrom('add', 'remove', 'leave'), user: fc.constantFrom(...OTHERS), by: fc.nat({ max: 3 }) });
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

/** Those of the steps that can be done in this order, one a minute, and who is in the group and in the room after all of them. */
function possible(steps: readonly Step[], members: readonly string[]) {
  const group = new Set<string>(['@alice:a.example', ...members]);
  const network = new Set(group);
  const timeline: object[] = [];
  for (const { what, user, by } of steps) {
    const at = `${timeline.length + 1}m`;
    const able = [...group].filter((one) => network.has(one) && one !== user);
    const author = able[by % able.length] ?? '@alice:a.example';
    // Who has left may be added, on the roster or not.
    const isIn = what === 'remove' ? group.has(user) : network.has(user) && (what === 'leave' || group.has(user));
    if (isIn === (what === 'add')) continue;
    if (what === 'leave') network.delete(user);
    else if (what === 'remove') group.delete(user);
    else for (const which of [group, network]) which.add(user);
    timeline.push(what === 'leave' ? { at, leave: user } : { at, commit: { by: author, [what]: user } });
  }
  return { timeline, group, network };
}

describe('joins and leaves in any order on any servers', () => {
  it('should leave every member that is in the room able to read a fresh message (one power, no faults)', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 14 }), fc.subarray([...OTHERS]), fc.nat(), async (steps, members, seed) => {
        const { timeline, group, network } = possible(steps, members);
        const facts: StampedFact[] = [];
        const outsiders = OTHERS.filter((user) => !members.includes(user));
        const { metrics, violations } = await runOf(
          {
            seed,
            duration: '20m',
            servers: room.servers,
            users: [{ id: '@alice:a.example' }, ...OTHERS.map((id) => ({ id, devices: id === '@bob:b.example' ? 2 : 1 }))],
            room: { creator: '@alice:a.example', powers: ['a.example'], members: { except: outsiders } },
            timeline: [...timeline, { at: '19m', send: { by: '@alice:a.example', text: 'fresh' } }],
          },
          { onFact: (fact) => facts.push(fact) },
        );
        const readers = new Set(facts.flatMap(({ node = '', fact }) => (fact.kind === 'message_decrypted' ? [node] : [])));
        const isIn = (user: string) => group.has(user) && network.has(user) && user !== '@alice:a.example';
        expect([...readers].sort()).toEqual(
          OTHERS.filter(isIn)
            .flatMap((user) => (user === '@bob:b.example' ? [`${user}/1`, `${user}/2`] : [`${user}/1`]))
            .sort(),
        );
        // Whom it is for and is not in the room is never shown it.
        expect(metrics.messages.undelivered).toBe(metrics.messages.pairs - readers.size);
        const joined = facts.flatMap(({ fact }) => (fact.kind === 'message_submitted' ? fact.roster : [])).map(userOfDevice);
        expect(new Set(joined)).toEqual(new Set([...group].map(userId)));
        expect(violations).toEqual([]);
      }),
      { numRuns: 30 },
    );
  });
});

/** Those who are in the room at the end, as their servers have it. */
function joinedAt(facts: readonly StampedFact[]): ReadonlySet<string> {
  const joined = new Set<string>();
  for (const { fact } of facts) {
    if (fact.kind === 'user_joined') joined.add(fact.user);
    else if (fact.kind === 'user_left') joined.delete(fact.user);
  }
  return joined;
}

/** Those outside the room who have been sent an invite, and have neither joined since nor declined or left. */
function invitedAt(facts: readonly StampedFact[]): ReadonlySet<string> {
  const joined = new Set<string>();
  const invited = new Set<string>();
  for (const { fact } of facts) {
    if (fact.kind === 'user_invited' && !joined.has(fact.user)) invited.add(fact.user);
    if (fact.kind !== 'user_joined' && fact.kind !== 'user_left') continue;
    invited.delete(fact.user);
    if (fact.kind === 'user_joined') joined.add(fact.user);
    else joined.delete(fact.user);
  }
  return invited;
}

const soon = fc.record({ step, after: fc.integer({ min: 0, max: 1_500 }) });

/** Those of the steps that are not refused beforehand, some milliseconds after each other, so that one may come upon another. */
function soonAfterEachOther(steps: readonly { readonly step: Step; readonly after: number }[], members: readonly string[]) {
  const [everIn, everOut] = [new Set<string>(members), new Set(OTHERS.filter((user) => !members.includes(user)))];
  const gone = new Set<string>();
  const timeline: object[] = [];
  let at = 60_000;
  for (const { step: wanted, after } of steps) {
    const { what, user, by } = wanted;
    at += after;
    if (!(what === 'add' ? everOut : everIn).has(user) || (what === 'leave' && gone.has(user))) continue;
    const others = ['@alice:a.example', ...OTHERS].filter((other) => other !== user && (other === '@alice:a.example' || everIn.has(other)));
    if (what === 'add') everIn.add(user);
    else everOut.add(user);
    if (what === 'leave') gone.add(user);
    else if (what === 'add') gone.delete(user);
    const commit = { by: others[by % others.length], [what]: user };
    timeline.push({ at: `${at}ms`, ...(what === 'leave' ? { leave: user } : { commit }) });
  }
  return timeline;
}

describe('joins and leaves at once', () => {
  it('should leave whoever is on the roster and in the room able to read a fresh message (one power, no faults)', async () => {
    const latency = fc.constantFrom({ constant: '100ms' }, { uniform: ['10ms', '1s'] });
    let read = 0;
    await fc.assert(
      fc.asyncProperty(
        fc.array(soon, { maxLength: 14 }),
        latency,
        fc.subarray([...OTHERS]),
        fc.nat(),
        async (steps, law, members, seed) => {
          const timeline = soonAfterEachOther(steps, members);
          const facts: StampedFact[] = [];
          const { metrics, violations } = await runOf(
            {
              seed,
              duration: '20m',
              servers: room.servers,
              users: [{ id: '@alice:a.example' }, ...OTHERS.map((id) => ({ id, devices: id === '@bob:b.example' ? 2 : 1 }))],
              room: {
                creator: '@alice:a.example',
                powers: ['a.example'],
                members: { except: OTHERS.filter((user) => !members.includes(user)) },
              },
              network: { latency: law },
              timeline: [...timeline, { at: '19m', send: { by: '@alice:a.example', text: 'fresh' } }],
            },
            { onFact: (fact) => facts.push(fact) },
          );
          const joined = joinedAt(facts);
          const roster = facts.flatMap(({ fact }) => (fact.kind === 'message_submitted' ? fact.roster : []));
          const readers = facts.flatMap(({ node = '', fact }) => (fact.kind === 'message_decrypted' ? [node] : []));
          const meant = roster.filter((device) => joined.has(userOfDevice(device)) && device !== '@alice:a.example/1');
          expect([...readers].sort()).toEqual([...meant].sort());
          const invited = invitedAt(facts);
          expect(roster.filter((device) => invited.has(userOfDevice(device)))).toEqual([]);
          expect(metrics.messages.undecryptable.total).toBe(0);
          expect(violations).toEqual([]);
          read += readers.length;
        },
      ),
      { numRuns: 30 },
    );
    expect(read).toBeGreaterThan(0);
  });
});

describe('the two memberships', () => {
  it('should each tell its own numbers only, whoever comes and goes', async () => {
    const seen = { outside: 0, absent: 0 };
    await fc.assert(
      fc.asyncProperty(fc.array(soon, { maxLength: 14 }), fc.subarray([...OTHERS]), fc.nat(), async (steps, members, seed) => {
        const facts: StampedFact[] = [];
        const { metrics } = await runOf(
          {
            seed,
            duration: '4m',
            servers: room.servers,
            users: [{ id: '@alice:a.example' }, ...OTHERS.map((id) => ({ id }))],
            room: {
              creator: '@alice:a.example',
              powers: ['a.example'],
              members: { except: OTHERS.filter((user) => !members.includes(user)) },
            },
            network: { latency: { constant: '100ms' } },
            workload: { messages: { every: '11s', by: 'device' } },
            timeline: soonAfterEachOther(steps, members),
          },
          { onFact: (fact) => facts.push(fact) },
        );
        // By the group: a message is for the roster of its group state.
        const rosters = new Map(
          facts.flatMap(({ fact }) => (fact.kind === 'message_submitted' ? [[fact.message, fact.roster] as const] : [])),
        );
        const sent = facts.flatMap(({ fact }) => (fact.kind === 'event_created' && fact.carries ? (rosters.get(fact.carries) ?? []) : []));
        const messages = facts.filter(({ fact }) => fact.kind === 'event_created' && fact.type === 'm.room.encrypted').length;
        expect(metrics.messages.pairs).toBe(sent.length - messages);
        // By the network: it is shown to the devices of who is in the room.
        const shown = facts.flatMap(({ node = '', fact }) =>
          fact.kind === 'message_decrypted' || fact.kind === 'message_unreadable' ? [{ node, message: fact.message }] : [],
        );
        const outside = shown.filter(({ node, message }) => !rosters.get(message)?.some((device) => device === node));
        expect(metrics.messages.shown_outside).toBe(new Set(outside.map(({ node, message }) => `${node} ${message}`)).size);
        const joined = joinedAt(facts);
        for (const [server, users] of Object.entries(metrics.metadata.own_users)) {
          expect(users, server).toBe([...joined].filter((user) => serverOfUser(userId(user)) === server).length);
        }
        // The group again: a server that has left is absent as long as `federation.servers` names it, and no matter for agreement.
        const absent = room.servers.map(({ name }) => name).filter((name) => ![...joined].some((user) => user.endsWith(`:${name}`)));
        expect(metrics.agreement).toMatchObject({ final: true, absent });
        seen.outside += metrics.messages.shown_outside;
        seen.absent += absent.length;
      }),
      { numRuns: 25 },
    );
    expect([seen.outside > 0, seen.absent > 0]).toEqual([true, true]);
  });
});
