/** What can be worked out on paper must come out of the simulator too, within its error bars. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { runOf } from './running.js';

describe('messages that race a commit (H20)', () => {
  it('should be hidden at the committing server for one round trip a commit', async () => {
    const latency = 2;
    const perSecond = 1 / 6;
    const { metrics } = await runOf({
      seed: 20,
      duration: '90m',
      servers: [{ name: 'a.example' }, { name: 'b.example' }],
      users: [{ id: '@alice:a.example' }, { id: '@bob:b.example' }],
      room: { creator: '@alice:a.example', powers: ['a.example'] },
      network: { latency: { constant: `${latency}s` }, client_latency: { constant: '0ms' } },
      workload: {
        messages: { rate: '10/min', by: '@bob:b.example' },
        commits: [{ kind: 'update', rate: '60/h', by: '@alice:a.example' }],
      },
    });
    const expected = metrics.commits.accepted * perSecond * 2 * latency;
    expect(expected).toBeGreaterThan(30);
    // The number of such messages is Poisson distributed.
    expect(Math.abs(metrics.messages.hidden.soft_failed - expected)).toBeLessThan(3.5 * Math.sqrt(expected));
  });
});

describe('a room whose first powers are dead (H32, H33)', () => {
  it.each([1, 2])('should see at most one commit in %i × 5 minutes, however many are wanted', async (dead) => {
    const powers = ['a.example', 'b.example', 'c.example'].slice(0, dead + 1);
    const servers = [...powers, 'd.example'];
    const { commits } = (
      await runOf({
        seed: 33,
        duration: `${dead * 60 + 1}m`,
        servers: servers.map((name) => ({ name })),
        users: servers.map((server) => ({ id: `@user:${server}` })),
        room: { creator: '@user:a.example', powers },
        workload: { commits: [{ kind: 'update', rate: '30/h', by: servers.slice(dead).map((server) => `@user:${server}`) }] },
        timeline: powers.slice(0, dead).map((crash) => ({ at: '0s', crash })),
      })
    ).metrics;
    expect(commits.published).toBeLessThanOrEqual(12);
    expect(commits.published).toBeGreaterThanOrEqual(10);
    expect(commits.by_power).toEqual({ [dead]: commits.published });
  });
});

describe('a pending commit whose timestamp is old when it arrives (H34)', () => {
  it('should be converted by the power whose slot that leaves, or by none', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 0, max: 600 }), async (behind) => {
        const { commits } = (
          await runOf({
            duration: '30m',
            servers: [{ name: 'a.example' }, { name: 'b.example' }, { name: 'c.example', clock: { offset: `-${behind}s` } }],
            users: [{ id: '@alice:a.example' }, { id: '@bob:b.example' }, { id: '@carol:c.example' }],
            room: { creator: '@alice:a.example', powers: ['a.example', 'b.example'] },
            network: { latency: { constant: '500ms' } },
            timeline: [{ at: '10m', commit: { by: '@carol:c.example', update: true } }],
          })
        ).metrics;
        // It arrives half a second later, and Carol tries again when her ten minutes are over, in vain for the same reason.
        const age = behind + 0.5;
        expect(commits.by_power).toEqual(age < 180 ? { 0: 1 } : age < 480 ? { 1: 1 } : {});
        if (age >= 480) expect(commits).toMatchObject({ published: 0, unsatisfied: 1 });
      }),
      { numRuns: 12, examples: [[0], [179], [180], [299], [300], [479], [480]] },
    );
  });
});
