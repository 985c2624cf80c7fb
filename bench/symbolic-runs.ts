/** Whole runs on the symbolic engine: what a sweep costs. */
import type { Benchmark } from './benchmark.js';
import { scenarioRun } from './scenario-run.js';

const SERVERS = 10;
const HOURS_PER_DAY = 24;

interface Size {
  readonly devices: number;
  readonly days: number;
  /** A day. */
  readonly messages: number;
  readonly commits: number;
}

/** One room on ten servers, everybody in the group, three powers; the network is the default one, lognormal between servers. */
const room = ({ devices, days, messages, commits }: Size): object => {
  const anHour = (aDay: number): string => `${aDay / devices / HOURS_PER_DAY}/h`;
  return {
    mls: 'symbolic',
    duration: `${days}d`,
    servers: [{ count: SERVERS, name: 's{n}.example' }],
    users: Array.from({ length: SERVERS }, (_, at) => ({ count: devices / SERVERS, id: `@u{n}:s${at + 1}.example` })),
    room: { creator: '@u1:s1.example', powers: ['s1.example', 's2.example', 's3.example'] },
    workload: { messages: { rate: anHour(messages) }, commits: { kind: 'update', rate: anHour(commits) } },
  };
};

const day = room({ devices: 100, days: 1, messages: 10_000, commits: 200 });
const tenDays = room({ devices: 100, days: 10, messages: 10_000, commits: 200 });
const thousand = room({ devices: 1_000, days: 1, messages: 1_000, commits: 50 });
const atMost = (value: number, unit: string) => ({ unit, bound: 'at most', value }) as const;

export const symbolicRuns: readonly Benchmark[] = [
  {
    name: 'a day: 100 devices, 10,000 messages, 200 commits',
    demands: [atMost(3, 's'), atMost(384, 'MiB')],
    warmUp: 0,
    runs: 3,
    judgedBy: 'median',
    run: async () => {
      const { seconds, mib } = await scenarioRun(day);
      return [seconds, mib];
    },
  },
  {
    name: 'ten days of it',
    demands: [atMost(13, 'days'), atMost(1_024, 'MiB')],
    warmUp: 0,
    runs: 3,
    judgedBy: 'best',
    run: async () => {
      const [one, ten] = [await scenarioRun(day), await scenarioRun(tenDays)];
      return [ten.seconds / one.seconds, ten.mib];
    },
  },
  {
    name: 'a crowd: 1,000 devices, 1,000 messages, 50 commits',
    demands: [atMost(3, 's')],
    warmUp: 0,
    runs: 3,
    judgedBy: 'median',
    run: async () => [(await scenarioRun(thousand)).seconds],
  },
];
