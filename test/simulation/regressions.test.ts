/** Stories that went wrong once. */
import { describe, expect, it } from 'vitest';
import { factsOf, runOf } from './running.js';

describe('a Welcome that is overtaken by a later commit', () => {
  it('should lead its device to that commit all the same', async () => {
    const { metrics } = await runOf({
      seed: 1,
      duration: '40m',
      servers: [{ name: 'a.example' }, { name: 'b.example' }, { name: 'c.example' }],
      users: [{ id: '@a:a.example' }, { id: '@b:b.example' }, { id: '@v:c.example' }],
      room: { creator: '@a:a.example', powers: ['a.example'] },
      network: { latency: { constant: '1s' }, client_latency: { constant: '20ms' } },
      workload: { messages: { every: '2m', by: 'device' } },
      timeline: [
        { at: '5m', commit: { by: '@a:a.example', remove: '@v:c.example' } },
        { at: '10m', commit: { by: '@b:b.example', add: '@v:c.example' } },
        // Becomes current while the Welcome for the commit before is on its way.
        { at: '603200ms', commit: { by: '@a:a.example', update: true } },
      ],
    });
    expect(metrics.commits.accepted).toBe(3);
    expect(metrics.messages).toMatchObject({ withheld: 0, undecryptable: { total: 0 } });
    expect(metrics.agreement.devices_current).toBe(1);
  });
});

describe('a wish that somebody else has carried out on a branch that lost', () => {
  it('should not count as satisfied', async () => {
    const { commits } = (
      await runOf({
        seed: 1,
        duration: '60m',
        servers: [{ name: 'a.example' }, { name: 'b.example' }],
        users: [{ id: '@a:a.example' }, { id: '@b:b.example' }, { id: '@c:b.example' }, { id: '@v:b.example' }],
        room: { creator: '@a:a.example', powers: ['a.example', 'b.example'], members: { except: ['@v:b.example'] } },
        timeline: [
          { at: '1m', partition: [['a.example'], ['b.example']], for: '30m' },
          { at: '2m', commit: { by: '@b:b.example', add: '@v:b.example' } },
          { at: '12m', commit: { by: '@c:b.example', add: '@v:b.example' } },
          ...['3m', '4m', '5m'].map((at) => ({ at, commit: { by: '@a:a.example', update: true } })),
        ],
      })
    ).metrics;
    expect(commits.lost).toBeGreaterThan(0);
    expect(commits.unsatisfied).toBe(2);
  });
});

describe('a device that the current chain has removed', () => {
  it('should keep its last state for the window once, and not go back to it', async () => {
    const device = '@v:b.example/1';
    const facts = await factsOf({
      seed: 1,
      duration: '20m',
      servers: [{ name: 'a.example' }, { name: 'b.example' }],
      users: [{ id: '@a:a.example' }, { id: '@v:b.example' }],
      room: { creator: '@a:a.example', powers: ['a.example'], security: { window: '60s' } },
      network: { latency: { constant: '50ms' } },
      timeline: [
        { at: '5m', commit: { by: '@a:a.example', remove: '@v:b.example' } },
        ...['310s', '340s', '370s'].map((at) => ({ at, commit: { by: '@a:a.example', update: true } })),
      ],
    });
    const story = facts.flatMap(({ at, node, fact }) => (at > 0 && node === device ? [[fact.kind, at / 1e6] as const] : []));
    const times = (kind: string) => story.flatMap(([what, at]) => (what === kind ? [at] : []));
    const [left = 0] = times('group_left');
    expect(times('state_entered')).toEqual([]);
    expect(times('state_retained')).toEqual([left]);
    expect(times('state_deleted')).toEqual([left + 60]);
  });
});

describe('pending commits whose slots open at the same moment', () => {
  it('should be said to have been decided by their event ids', async () => {
    const { resolution, commits } = (
      await runOf({
        duration: '30m',
        servers: [{ name: 'a.example' }, { name: 'b.example' }, { name: 'c.example' }],
        users: [{ id: '@a:a.example' }, { id: '@b:b.example' }, { count: 3, id: '@c{n}:c.example' }],
        room: { creator: '@a:a.example', powers: ['a.example', 'b.example'] },
        network: { client_latency: { constant: '0ms' } },
        timeline: [
          { at: '0s', crash: 'a.example' },
          ...[1, 2, 3].map((n) => ({ at: '1m', commit: { by: `@c${n}:c.example`, update: true } })),
        ],
      })
    ).metrics;
    expect(commits.by_power).toMatchObject({ 1: expect.any(Number) });
    expect(resolution.decided_by_event_id).toBe(true);
  });
});

describe('a device that is down when the workload ends', () => {
  const story = (fault: object) =>
    runOf({
      seed: 2,
      duration: '10m',
      drain: '30m',
      servers: [{ name: 'a.example' }],
      users: [{ id: '@alice:a.example' }, { id: '@bob:a.example' }],
      room: { creator: '@alice:a.example', powers: ['a.example'] },
      timeline: [
        { at: '9m', for: '5m', ...fault },
        { at: '570s', send: { by: '@alice:a.example', text: 'while Bob is away' } },
        { at: '571s', send: { by: '@bob:a.example', text: 'written by Bob' } },
      ],
    });

  it('should be waited for, whether it crashed or is offline', async () => {
    for (const fault of [{ crash: '@bob:a.example/1' }, { offline: '@bob:a.example' }]) {
      const { messages } = (await story(fault)).metrics;
      expect(messages).toMatchObject({ sent: 2, decrypted: 2, undelivered: 0 });
    }
  });
});

describe('a room of more devices than one commit adds', () => {
  it('should be set up, also if its creator is not on the head and clocks are far apart', async () => {
    const { metrics } = await runOf({
      mls: 'symbolic',
      seed: 1,
      duration: '1m',
      servers: [
        { name: 'a.example', clock: { offset: '-4m' } },
        { name: 'b.example', clock: { offset: '4m' } },
      ],
      users: [{ id: '@alice:a.example' }, { count: 66, id: '@u{n}:b.example' }],
      room: { creator: '@alice:a.example', powers: ['b.example', 'a.example'] },
    });
    expect(metrics.agreement.devices_current).toBe(1);
  });
});

describe('a device that is shown only the tip (H45) while it is outside of the group', () => {
  it('should follow from where a Welcome leads over all that it was shown, and not take itself for lost', async () => {
    const facts = await factsOf({
      mls: 'symbolic',
      seed: 0,
      duration: '60m',
      rules: { chain_delivery: 'tip_only' },
      servers: [
        { name: 'a.example', clock: { drift: '40ppm' } },
        { name: 'b.example', clock: { drift: '40ppm' } },
      ],
      users: [{ id: '@user:a.example' }, { id: '@user:b.example' }],
      room: { creator: '@user:a.example', powers: ['a.example'], can_propose: 'all', security: { window: '0s' } },
      network: { latency: { constant: '1ms' } },
      workload: {
        messages: { every: '4m', by: 'device' },
        commits: ['update', 'readd', 'state'].map((kind) => ({ kind, rate: '20/h', by: 'device' })),
      },
      // Meanwhile it is taken out and put back several times, and hears of all that at once.
      timeline: [{ at: '2m', for: '14m', crash: 'b.example' }],
    });
    expect(facts.filter(({ fact }) => fact.kind === 'branch_lost')).toEqual([]);
    expect(facts.filter(({ node, fact }) => node === '@user:b.example/1' && fact.kind === 'welcome_opened').length).toBeGreaterThan(3);
  });
});
