/** A room of 100 devices on the real engine: 50 commits of all kinds of authors, and 500 messages, in an hour. */
import type { Benchmark } from './benchmark.js';
import { scenarioRun } from './scenario-run.js';

const SERVERS = 5;
const USERS = 20;
const COMMITS = 50;

const servers = Array.from({ length: SERVERS }, (_, at) => `s${at + 1}.example`);
const document = {
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

export const realRoom: Benchmark = {
  name: 'real engine: 100 devices, 50 commits, 500 messages',
  demands: [
    { unit: 's', bound: 'at most', value: 25 },
    { unit: 'MiB', bound: 'at most', value: 512 },
  ],
  warmUp: 0,
  runs: 3,
  judgedBy: 'median',
  run: async () => {
    const { seconds, mib, sent, published } = await scenarioRun(document);
    if (sent !== 500 || published !== COMMITS) throw new Error(`${sent} messages and ${published} commits are another benchmark`);
    return [seconds, mib];
  },
};
