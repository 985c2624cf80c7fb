/** What a room loses, and how it gets it back: over random rooms that part and meet again. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { randomScenario } from '../../src/library/arbitraries/scenario.js';
import type { NodeName } from '../../src/names.js';
import { inspectableRun } from './inspecting.js';
import { runOf, scenarioOf } from './running.js';

const MAX_WINDOW_SECONDS = 7 * 24 * 60 * 60;
const SECOND = 1_000_000;

describe('a room whose lost devices are added again', () => {
  /** Random faults and commits in the first hour, one more commit for whoever has not noticed, and a message by every device. */
  const healing = fc
    .record({
      document: randomScenario({ powers: [2, 3] }),
      commits: fc.array(
        fc.record({ at: fc.integer({ min: 1, max: 55 }), by: fc.nat(2), kind: fc.constantFrom('update', 'update', 'readd', 'state') }),
        { minLength: 2, maxLength: 8 },
      ),
    })
    .map(({ document, commits }) => {
      const devices = document.users.map(({ id }) => `${id}/1`);
      const named = commits.map(({ at, by, kind }) => {
        const [author, other] = [devices[by % devices.length], devices[(by + 1) % devices.length]];
        const what = kind === 'update' ? { update: true } : kind === 'readd' ? { readd: other } : { state: { t: { '': { at } } } };
        return { at: `${at}m`, commit: { by: author, ...what } };
      });
      const faults = document.timeline.filter((entry) => !('leave' in entry || 'upgrade' in entry));
      const last = devices.map((by) => ({ at: '178m', send: { by, text: 'fresh' } }));
      const update = { by: '@user:a.example', update: true };
      return {
        ...document,
        duration: '180m',
        room: { ...document.room, members: 'all', can_propose: 'all' },
        recovery: { readd: 'oracle', delay: { uniform: ['1m', '5m'] } },
        workload: {},
        timeline: [...faults, ...named, { at: '100m', commit: update }, { at: '130m', commit: update }, ...last],
      };
    });

  it('should end with every member reading every other (if its servers agree)', async () => {
    let agreed = 0;
    let readded = 0;
    await fc.assert(
      fc.asyncProperty(healing, async (document) => {
        const sent = new Map<string, { readonly by: NodeName | undefined; readonly roster: readonly string[] }>();
        const read = new Map<string, Set<NodeName | undefined>>();
        const { metrics } = await runOf(document, {
          onFact: ({ at, node, fact }) => {
            if (at < 178 * 60 * SECOND) return;
            if (fact.kind === 'message_submitted') sent.set(fact.message, { by: node, roster: fact.roster });
            if (fact.kind === 'message_decrypted') read.set(fact.message, (read.get(fact.message) ?? new Set()).add(node));
          },
        });
        if (!metrics.agreement.final) return;
        agreed += 1;
        readded += metrics.recovery.readds;
        expect(metrics.agreement.devices_current).toBe(1);
        expect(new Set([...sent.values()].map(({ by }) => by)).size).toBe(document.users.length);
        for (const [message, { by, roster }] of sent) {
          expect(roster).toHaveLength(document.users.length);
          for (const device of roster) if (device !== by) expect(read.get(message), `${message} by ${device}`).toContain(device);
        }
      }),
      { numRuns: 25 },
    );
    // Faults end long before the run does, so that servers have the time to agree; where they do not, nothing was asked.
    expect(agreed).toBeGreaterThanOrEqual(20);
    expect(readded).toBeGreaterThan(0);
  });
});

describe('asking for help', () => {
  it('should come to an end, be people as fast as can be and nobody there to help', async () => {
    const { recovery } = (
      await runOf({
        duration: '10m',
        servers: [{ name: 'a.example' }],
        users: [{ id: '@alice:a.example' }, { id: '@bob:a.example' }],
        room: { creator: '@alice:a.example', powers: ['a.example'] },
        recovery: { readd: 'oracle', delay: { constant: '0s' } },
        timeline: [{ at: '1m', commit: { by: '@bob:a.example', garbage: true } }],
      })
    ).metrics;
    expect(recovery).toMatchObject({ episodes: 2, calls: 18, calls_in_vain: 18 });
  });
});

describe('a retained state', () => {
  it('should be gone when the window is over, by its device’s clock, through crashes and clock changes', async () => {
    let kept = 0;
    await fc.assert(
      fc.asyncProperty(randomScenario({ powers: [1, 2, 3] }), async (document) => {
        const scenario = scenarioOf({ ...document, recovery: { readd: 'oracle', delay: { constant: '3m' } } });
        const window = Math.min(scenario.room.security.window, MAX_WINDOW_SECONDS) * SECOND;
        const retainedAt = new Map<string, number>();
        await inspectableRun(scenario, (world, { node, local, fact }) => {
          const device = [...world.devices].find(([id]) => id === node)?.[1];
          if (device === undefined || local === undefined) return;
          if (fact.kind === 'state_retained') retainedAt.set(`${node} ${fact.state}`, local);
          // Until a device that was down has seen to it, what it holds is on its disk.
          for (const held of device.states.all()) {
            if (held === device.states.current) continue;
            const since = retainedAt.get(`${node} ${held.label}`);
            if (since === undefined) continue;
            kept += 1;
            expect(local - since, `${node} holds ${held.label}`).toBeLessThanOrEqual(window);
          }
        });
      }),
      { numRuns: 15 },
    );
    expect(kept).toBeGreaterThan(0);
  });
});
