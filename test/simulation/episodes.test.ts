/** Devices that the tree of commits would let follow, and that cannot. */
import { describe, expect, it } from 'vitest';
import { runOf } from './running.js';

const steady = {
  mls: 'symbolic',
  network: { latency: { constant: '50ms' }, client_latency: { constant: '10ms' } },
  workload: { messages: { every: '2m', by: 'device' } },
};

describe('a device locked out by its own commit (H35)', () => {
  /** Carol's commit is converted after her device gave it up, as the head is down and the other power's clock is late. */
  const document = {
    ...steady,
    duration: '1h',
    rules: { author_state: 'drop_at_timeout' },
    servers: [{ name: 'a.example' }, { name: 'b.example', clock: { offset: '-10m' } }, { name: 'c.example' }],
    users: [{ id: '@alice:a.example' }, { id: '@bob:b.example' }, { id: '@carol:c.example' }],
    room: { creator: '@alice:a.example', powers: ['a.example', 'b.example'], security: { window: '20m' } },
    recovery: { readd: 'oracle', delay: { constant: '5m' } },
    timeline: [
      { at: '10m', crash: 'a.example', for: '20m' },
      { at: '11m', commit: { by: '@carol:c.example', update: true } },
    ],
  };

  it('should have an episode, which a Welcome ends', async () => {
    const { commits, messages, recovery } = (await runOf(document)).metrics;
    expect(commits.lockouts).toBe(1);
    expect(messages.withheld).toBeGreaterThan(0);
    expect(recovery).toMatchObject({ episodes: 1, by_welcome: 1, unrecovered: 0 });
  });

  it('should have none, if it keeps the state', async () => {
    const { recovery } = (await runOf({ ...document, rules: {} })).metrics;
    expect(recovery.episodes).toBe(0);
  });
});

describe('devices that are shown only the tip of a branch (H45)', () => {
  /** The servers of one side take garbage; the other side makes two commits meanwhile. */
  const document = {
    ...steady,
    duration: '1h',
    rules: { chain_delivery: 'tip_only' },
    servers: [{ name: 'a.example' }, { name: 'b.example' }],
    users: [{ id: '@alice:a.example' }, { id: '@anna:a.example' }, { id: '@bob:b.example' }, { id: '@bert:b.example' }],
    room: { creator: '@alice:a.example', powers: ['a.example', 'b.example'], security: { window: '30m' } },
    recovery: { readd: 'oracle', delay: { constant: '2m' } },
    timeline: [
      { at: '10m', partition: [['a.example'], ['b.example']], for: '12m' },
      { at: '11m', commit: { by: '@alice:a.example', garbage: true } },
      { at: '11.5m', commit: { by: '@bob:b.example', update: true } },
      { at: '12m', commit: { by: '@bert:b.example', update: true } },
    ],
  };

  it('should be brought back by a Welcome, and not by what became current', async () => {
    const { recovery } = (await runOf(document)).metrics;
    expect(recovery).toMatchObject({ episodes: 2, by_welcome: 2, by_return: 0, unrecovered: 0, readds: 2 });
  });

  it('should stay lost, if nobody adds them again', async () => {
    const { recovery } = (await runOf({ ...document, recovery: { readd: 'never' } })).metrics;
    expect(recovery).toMatchObject({ episodes: 2, by_return: 0, unrecovered: 2 });
  });

  it('should come back by themselves, if sync shows all commits', async () => {
    const { recovery } = (await runOf({ ...document, rules: {}, recovery: { readd: 'never' } })).metrics;
    expect(recovery).toMatchObject({ episodes: 2, by_return: 2, unrecovered: 0 });
  });
});
