/** `npm run bench`: runs every benchmark, prints a table, and exits with 1 if a demand is missed. */
import { cpus } from 'node:os';
import type { Benchmark } from './benchmark.js';
import { eventQueue } from './event-queue.js';

/** The first runs warm up the compiler and are not counted. */
const WARM_UP = 1;
const RUNS = 7;

const median = (sorted: readonly number[]): number => sorted[sorted.length >> 1] ?? 0;

const measure = async (benchmark: Benchmark): Promise<readonly number[]> => {
  const results: number[] = [];
  for (let i = 0; i < WARM_UP + RUNS; i++) {
    const result = await benchmark.run();
    if (i >= WARM_UP) results.push(result);
  }
  return results.sort((a, b) => a - b);
};

const number = (value: number): string => Math.round(value).toLocaleString('en-US').padStart(12);

console.log(`Node ${process.version}, ${cpus()[0]?.model ?? 'unknown processor'}; median of ${RUNS} runs\n`);
console.log(`${'benchmark'.padEnd(48)}${'demand'.padStart(12)}${'median'.padStart(12)}${'least'.padStart(12)}`);

let missed = 0;
for (const benchmark of [...eventQueue]) {
  const results = await measure(benchmark);
  const held = median(results) >= benchmark.demand;
  if (!held) missed++;
  console.log(
    `${benchmark.name.padEnd(48)}${number(benchmark.demand)}${number(median(results))}${number(results[0] ?? 0)}` +
      ` ${benchmark.unit}${held ? '' : '  MISSED'}`,
  );
}
process.exitCode = missed > 0 ? 1 : 0;
