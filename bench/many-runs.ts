/** What sweeps cost: runs a second, what two cores gain, and what a run costs besides its simulation. */
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { StoredRuns } from '../src/experiment/run-store.js';
import { type Runner, runSweep } from '../src/experiment/run-sweep.js';
import { runOnce } from '../src/experiment/run-worker.js';
import { loadScenario } from '../src/scenario/load.js';
import type { Benchmark } from './benchmark.js';
import { nodeOptions } from './scenario-run.js';

interface Size {
  readonly servers: number;
  readonly devices: number;
  readonly hours: number;
}

/** Six messages a minute and six commits an hour in all: of the small size, a message a minute from each device. */
const room = ({ servers, devices, hours }: Size): object => ({
  schism: 1,
  name: 'benchmark',
  mls: 'symbolic',
  duration: `${hours}h`,
  servers: [{ count: servers, name: 's{n}.example' }],
  users: Array.from({ length: servers }, (_, at) => ({ count: devices / servers, id: `@u{n}:s${at + 1}.example` })),
  room: { creator: '@u1:s1.example', powers: ['s1.example', 's2.example', 's3.example'] },
  workload: { messages: { rate: `${6 / devices}/min` }, commits: { kind: 'update', rate: `${6 / devices}/h` } },
});

const SMALL: Size = { servers: 3, devices: 6, hours: 1 };
const MEDIUM: Size = { servers: 10, devices: 50, hours: 6 };
const LARGE: Size = { servers: 30, devices: 300, hours: 24 };

async function printed(script: string, input: object): Promise<unknown> {
  const path = fileURLToPath(new URL(script, import.meta.url));
  const child = spawn(process.execPath, [...nodeOptions(), path], { stdio: ['pipe', 'pipe', 'inherit'] });
  child.stdin.end(JSON.stringify(input));
  return JSON.parse(await text(child.stdout));
}

const runsPerSecond = (size: Size, demand: number | undefined, seconds: number): Benchmark => ({
  name: `runs a second on one core: ${size.servers} servers, ${size.devices} devices, ${size.hours} h`,
  demands: [{ unit: 'runs/s', bound: 'at least', ...(demand !== undefined && { value: demand }) }],
  warmUp: 0,
  runs: 1,
  judgedBy: 'median',
  run: async () => {
    const { runs } = (await printed('./run-many.mjs', { document: room(size), warmUpSeconds: Math.min(4, seconds), seconds })) as {
      readonly runs: number; // what it prints
    };
    return [runs];
  },
});

const RUNS = 800;

/** In seconds, from the command to its end. */
async function sweepTime(file: string, workers: number): Promise<number> {
  const main = fileURLToPath(new URL('../dist/cli/main.js', import.meta.url));
  const startedAt = performance.now();
  const words = ['sweep', file, '--vary', 'room.security.window=10m', '--replications', String(RUNS), '--workers', String(workers)];
  const child = spawn(process.execPath, [...nodeOptions(), main, ...words], { stdio: 'ignore' });
  await new Promise((resolve) => child.on('close', resolve));
  return (performance.now() - startedAt) / 1_000;
}

const efficiency: Benchmark = {
  name: `${RUNS.toLocaleString('en-US')} small runs in a sweep: two workers, by one`,
  demands: [{ unit: 'times', bound: 'at least', value: 1.7 }],
  warmUp: 0,
  runs: 2,
  judgedBy: 'best',
  run: async () => {
    const folder = mkdtempSync(join(tmpdir(), 'schism-bench-'));
    const file = join(folder, 'small.json');
    writeFileSync(file, JSON.stringify(room(SMALL)));
    const [one, two] = [await sweepTime(file, 1), await sweepTime(file, 2)];
    rmSync(folder, { recursive: true });
    return [one / two];
  },
};

const OVERHEAD_RUNS = 1_000;

/** The sweep, the store on the disk and the way between threads, with a simulation that takes no time. */
const overhead: Benchmark = {
  name: 'a small run of a sweep besides its simulation',
  demands: [{ unit: 'ms', bound: 'at most', value: 1 }],
  warmUp: 1,
  runs: 5,
  judgedBy: 'median',
  run: async () => {
    const loaded = loadScenario({ file: 'bench', text: JSON.stringify(room(SMALL)) });
    if (!loaded.ok) throw new Error('the scenario of the benchmark is bad');
    const answer = await runOnce(loaded.scenario);
    if ('cannotSetUp' in answer) throw new Error(answer.cannotSetUp);
    const folder = mkdtempSync(join(tmpdir(), 'schism-bench-'));
    // A scenario and what came of it are copied on their way.
    const runner: Runner = { width: 2, run: async (scenario) => structuredClone(structuredClone(scenario) && answer) };
    const store = new StoredRuns(runner, { path: join(folder, 'runs.ndjson'), version: 'bench', parametersOf: () => ({}) });
    const startedAt = performance.now();
    for await (const _ of runSweep([{ scenario: loaded.scenario }], OVERHEAD_RUNS, store, async () => true));
    const each = (performance.now() - startedAt) / OVERHEAD_RUNS;
    rmSync(folder, { recursive: true });
    return [each];
  },
};

export const manyRuns: readonly Benchmark[] = [
  runsPerSecond(SMALL, 100, 8),
  runsPerSecond(MEDIUM, undefined, 8),
  runsPerSecond(LARGE, undefined, 1),
  efficiency,
  overhead,
];
