/** The store of a sweep: what it holds is not run again, and is the same as if it were. */
import { appendFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { BadStore, readStore, StoredRuns } from '../../src/experiment/run-store.js';
import { runSweep, type SweptRun } from '../../src/experiment/run-sweep.js';
import type { Ran } from '../../src/experiment/run-worker.js';
import type { Metrics } from '../../src/observe/metrics.js';
import type { Scenario } from '../../src/scenario/scenario.js';
import { scenarioOf } from '../simulation/running.js';

const root = mkdtempSync(join(tmpdir(), 'schism-'));
afterAll(() => rmSync(root, { recursive: true }));
let files = 0;
const fresh = (): string => join(root, `${++files}.ndjson`);

const pointOf = (window: string) => ({
  scenario: scenarioOf({
    mls: 'symbolic',
    duration: '1m',
    servers: [{ name: 'a.example' }],
    users: [{ id: '@alice:a.example' }],
    room: { creator: '@alice:a.example', powers: ['a.example'], security: { window } },
  }),
});
const POINTS = [pointOf('0s'), pointOf('5m'), pointOf('10m')];

/** Counts what it is asked to run. */
class Counting {
  readonly width = 2;
  ran = 0;
  async run(scenario: Scenario): Promise<Ran> {
    this.ran += 1;
    const metrics = { messages: { sent: scenario.seed.length }, security: scenario.room.security } as unknown as Metrics;
    return { metrics, fingerprint: scenario.seed, failed: false, violated: false };
  }
}

async function swept(path: string, { version = '1', replications = 3, most = Number.POSITIVE_INFINITY } = {}) {
  const runner = new Counting();
  const store = new StoredRuns(runner, { path, version, parametersOf: ({ point }) => ({ window: String(point) }) });
  let left = most;
  const runs: SweptRun[] = [];
  for await (const run of runSweep(POINTS, replications, store, async () => left-- > 0)) runs.push(run);
  return { ran: runner.ran, taken: store.taken, runs: runs.sort((a, b) => a.replication - b.replication || a.point - b.point) };
}

describe('a store', () => {
  it('should go on where it was stopped, wherever that was, and come to the same', async () => {
    const whole = await swept(fresh());
    await fc.assert(
      fc.asyncProperty(fc.nat(9), fc.nat(40), async (most, torn) => {
        const path = fresh();
        await swept(path, { most });
        // What kill -9 leaves: the beginning of a line.
        appendFileSync(path, '{"key":"0123456789abcdef","schism":"1","se'.slice(0, torn));
        const again = await swept(path);
        expect(again.runs).toEqual(whole.runs);
        expect(again.ran).toBe(9 - most);
        expect(again.taken).toBe(most);
        const { runs, whole: cut } = readStore(path);
        expect({ lines: runs.length, keys: new Set(runs.map(({ key }) => key)).size, cut }).toEqual({ lines: 9, keys: 9, cut: undefined });
      }),
      { numRuns: 20 },
    );
  });

  it('should run again what another version has run, and whatever else is not the same run', async () => {
    const path = fresh();
    await swept(path, { replications: 1 });
    expect(await swept(path, { replications: 1 })).toMatchObject({ ran: 0, taken: 3 });
    expect(await swept(path, { replications: 2 })).toMatchObject({ ran: 3, taken: 3 });
    expect(await swept(path, { replications: 2, version: '2' })).toMatchObject({ ran: 6, taken: 0 });
    expect(readStore(path).runs.map(({ schism, parameters, seed }) => [schism, parameters.window, seed])).toContainEqual(['2', '1', '0-2']);
  });

  it('should refuse what it did not write, and leave it as it was', () => {
    for (const text of ['{"a":1}\n', 'no json\n', '[]\n']) {
      const path = fresh();
      writeFileSync(path, text);
      expect(() => new StoredRuns(new Counting(), { path, version: '1', parametersOf: () => ({}) })).toThrow(BadStore);
      expect(readFileSync(path, 'utf8')).toBe(text);
    }
  });
});
