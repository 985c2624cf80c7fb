/** A room of 100 devices on the real engine: 50 commits of all kinds of authors, and 500 messages, in an hour. */
import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { Benchmark } from './benchmark.js';

const SERVERS = 5;
const USERS = 20;
const COMMITS = 50;

const servers = Array.from({ length: SERVERS }, (_, at) => `s${at + 1}.example`);
const document = {
  schism: 1,
  name: 'a hundred devices',
  seed: 5,
  duration: '1h',
  mls: 'real',
  servers: servers.map((name) => ({ name })),
  users: servers.map((name) => ({ count: USERS, id: `@user{n}:${name}` })),
  room: { creator: '@user1:s1.example', powers: ['s1.example'] },
  network: { latency: { median: '40ms', p99: '400ms' } },
  // Every device sends five.
  workload: { messages: { every: '12m', by: 'device' } },
  timeline: Array.from({ length: COMMITS }, (_, at) => ({
    at: `${(at + 1) * 70}s`,
    commit: { by: `@user${1 + (at % USERS)}:${servers[at % SERVERS] ?? ''}`, update: true },
  })),
};

interface Cost {
  readonly seconds: number;
  readonly mebibytes: number;
  readonly sent: number;
  readonly published: number;
}

const runScenario = async (): Promise<Cost> => {
  const script = fileURLToPath(new URL('./run-scenario.ts', import.meta.url));
  const { stdout } = await promisify(execFile)(process.execPath, ['--import', 'tsx', script, JSON.stringify(document)]);
  // It prints what it is read as here.
  return JSON.parse(stdout) as Cost;
};

export const realRoom: Benchmark = {
  name: 'real engine, 100 devices, 50 commits, 500 messages',
  figures: [
    { unit: 's of CPU', demand: { atMost: 25 } },
    { unit: 'MiB', demand: { atMost: 512 } },
  ],
  runs: 3,
  async run() {
    const { seconds, mebibytes, sent, published } = await runScenario();
    if (sent !== 500 || published !== COMMITS) throw new Error(`${sent} messages and ${published} commits are another benchmark`);
    return [seconds, mebibytes];
  },
};
