import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, it, vi } from 'vitest';
import { factsOf, runOf } from './running.js';

/** Two powers parted for a while, with random latency and loss: every kind of draw is made. */
const document = {
  seed: 'a seed',
  duration: '40m',
  servers: [{ name: 'a.example' }, { name: 'b.example', clock: { offset: '3s', drift: '80ppm' } }, { name: 'c.example' }],
  users: [{ id: '@alice:a.example' }, { id: '@bob:b.example', devices: 2 }, { id: '@carol:c.example' }],
  room: {
    creator: '@alice:a.example',
    powers: ['a.example', 'b.example'],
    security: { window: '10m' },
    members: { except: ['@carol:c.example'] },
  },
  network: { loss: 0.02 },
  workload: { messages: { rate: '1/min', by: 'device' }, commits: [{ kind: 'update', rate: '6/h', by: 'device' }] },
  timeline: [
    { at: '8m', partition: [['a.example'], ['b.example']], for: '9m' },
    { at: '9m', commit: { by: '@alice:a.example', add: '@carol:c.example' } },
    { at: '20m', crash: 'b.example', for: '2m' },
  ],
};

const fingerprintOf = async (seed: string): Promise<string> => (await runOf({ ...document, seed })).fingerprint;

describe('a run', () => {
  it('should have the same fingerprint again in the same process, also after another run', async () => {
    const first = await fingerprintOf('a seed');
    const other = await fingerprintOf('another seed');
    expect(await fingerprintOf('a seed')).toBe(first);
    expect(await fingerprintOf('another seed')).toBe(other);
  });

  it('should have another fingerprint with another seed', async () => {
    const fingerprints = await Promise.all(['1', '2', '3'].map(fingerprintOf));
    expect(new Set(fingerprints).size).toBe(3);
  });

  it('should have the same fingerprint in another process', async () => {
    const script = `
      import { runOf } from ${JSON.stringify(fileURLToPath(new URL('./running.ts', import.meta.url)))};
      console.log((await runOf(${JSON.stringify(document)})).fingerprint);
    `;
    const { stdout } = await promisify(execFile)(process.execPath, ['--import', 'tsx', '--input-type=module', '--eval', script]);
    expect(stdout.trim()).toBe(await fingerprintOf('a seed'));
  });

  it('should not change what happens to one device when another is added (keyed draws)', async () => {
    const messagesOfBob = async (users: readonly object[]): Promise<unknown[]> => {
      const facts = await factsOf({
        ...document,
        users: [...document.users, ...users],
        timeline: [],
        workload: { messages: document.workload.messages },
        network: { latency: { median: '40ms', p99: '400ms' } },
      });
      const submitted = facts.filter(({ node, fact }) => node === '@bob:b.example/1' && fact.kind === 'message_submitted');
      const arrivals = facts.flatMap(({ fact }) =>
        fact.kind === 'transmission' && fact.to === 'a.example' && fact.thing.includes('@bob:b.example/1~') ? [fact.arrives] : [],
      );
      return [submitted.map(({ at }) => at), arrivals];
    };
    const alone = await messagesOfBob([]);
    expect(alone[0]).not.toEqual([]);
    expect(await messagesOfBob([{ id: '@dave:a.example' }])).toEqual(alone);
  });

  it('should give every later message the same luck, also after one had to be sent again', async () => {
    const arrivals = async (timeline: readonly object[]): Promise<Map<string, unknown>> => {
      const facts = await factsOf({
        seed: 6,
        duration: '20m',
        servers: [{ name: 'a.example' }, { name: 'b.example' }],
        users: [{ id: '@alice:a.example' }, { id: '@bob:b.example' }],
        room: { creator: '@alice:a.example', powers: ['a.example'] },
        network: { latency: { median: '60ms', p99: '900ms' }, client_latency: { constant: '500ms' } },
        workload: { messages: { every: '1m', by: '@bob:b.example' } },
        timeline,
      });
      const sent = facts.flatMap(({ at, fact }) =>
        fact.kind === 'transmission' && fact.to === 'a.example' && /~\d+$/.test(fact.thing)
          ? [[fact.thing, Number(fact.arrives) - at] as const]
          : [],
      );
      return new Map(sent);
    };
    const undisturbed = await arrivals([]);
    expect(undisturbed.size).toBe(20);
    // Commits all through one minute: one of them makes Bob's server refuse a message that his device has just sent.
    const commits = Array.from({ length: 60 }, (_, n) => ({ at: `${300 + n}s`, commit: { by: '@alice:a.example', update: true } }));
    const disturbed = await arrivals(commits);
    expect(disturbed.size).toBeLessThan(20);
    for (const [thing, latency] of disturbed) expect(undisturbed.get(thing)).toBe(latency);
  });
});

describe('the law of determinism', () => {
  it('should let a run ask neither the clock nor the entropy of the machine', async () => {
    await Promise.all([import('../../src/mls/real/engine.js'), import('../../src/mls/symbolic/engine.js')]);
    const asked: string[] = [];
    const forbid = (what: string) => (): never => {
      asked.push(`${what} ${new Error('asked here').stack ?? ''}`);
      throw new Error(`a run asked for ${what}`);
    };
    vi.spyOn(Date, 'now').mockImplementation(forbid('Date.now'));
    vi.spyOn(Math, 'random').mockImplementation(forbid('Math.random'));
    vi.spyOn(performance, 'now').mockImplementation(forbid('performance.now'));
    vi.spyOn(globalThis.crypto, 'getRandomValues').mockImplementation(forbid('getRandomValues'));
    vi.spyOn(globalThis.crypto, 'randomUUID').mockImplementation(forbid('randomUUID'));
    for (const timer of ['setTimeout', 'setInterval', 'setImmediate'] as const) vi.stubGlobal(timer, forbid(timer));
    vi.stubGlobal(
      'Date',
      class {
        static now = Date.now;
        constructor() {
          forbid('new Date')();
        }
      },
    );
    try {
      for (const mls of ['real', 'symbolic']) {
        const outcome = await runOf({ ...document, mls });
        expect(asked).toEqual([]);
        expect(outcome.metrics.messages.decrypted).toBeGreaterThan(0);
      }
    } finally {
      vi.unstubAllGlobals();
      vi.restoreAllMocks();
    }
    expect(asked).toEqual([]);
  });
});
