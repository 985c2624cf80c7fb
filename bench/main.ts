/** `npm run bench`: runs every benchmark, or those whose name has the words given, prints a table, and exits with 1 if a demand is missed. */
import { cpus } from 'node:os';
import type { Benchmark, Figure } from './benchmark.js';
import { eventQueue } from './event-queue.js';
import { realRoom } from './real-room.js';

/** The first runs warm up the compiler and are not counted. */
const WARM_UP = 1;
const RUNS = 7;

const median = (sorted: readonly number[]): number => sorted[sorted.length >> 1] ?? 0;

/** For each figure its measurements, in ascending order. */
const measure = async ({ figures, runs = RUNS, run }: Benchmark): Promise<readonly (readonly number[])[]> => {
  const results: (readonly number[])[] = [];
  for (let i = 0; i < WARM_UP + runs; i++) {
    const result = await run();
    if (i >= WARM_UP) results.push(result);
  }
  return figures.map((_, figure) => results.map((result) => result[figure] ?? Number.NaN).sort((a, b) => a - b));
};

const number = (value: number): string => {
  const digits = value < 100 ? 1 : 0;
  return value.toLocaleString('en-US', { minimumFractionDigits: digits, maximumFractionDigits: digits }).padStart(12);
};

const row = ({ demand, unit }: Figure, measured: readonly number[]): { readonly text: string; readonly held: boolean } => {
  const [limit, worst] = 'atLeast' in demand ? [demand.atLeast, measured[0]] : [demand.atMost, measured.at(-1)];
  const held = 'atLeast' in demand ? median(measured) >= limit : median(measured) <= limit;
  return { text: `${number(limit)}${number(median(measured))}${number(worst ?? Number.NaN)} ${unit}${held ? '' : '  MISSED'}`, held };
};

console.log(`Node ${process.version}, ${cpus()[0]?.model ?? 'unknown processor'}; medians\n`);
console.log(`${'benchmark'.padEnd(48)}${'demand'.padStart(12)}${'median'.padStart(12)}${'worst'.padStart(12)}`);

let missed = 0;
const wanted = process.argv.slice(2).join(' ');
for (const benchmark of [...eventQueue, realRoom].filter(({ name }) => name.includes(wanted))) {
  const results = await measure(benchmark);
  for (const [at, figure] of benchmark.figures.entries()) {
    const { text, held } = row(figure, results[at] ?? []);
    if (!held) missed++;
    console.log(`${(at === 0 ? benchmark.name : '').padEnd(48)}${text}`);
  }
}
process.exitCode = missed > 0 ? 1 : 0;
