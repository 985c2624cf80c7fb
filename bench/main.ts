/** `npm run bench [-- WORD…]`: runs the benchmarks whose names hold a word, prints a table and how fast the machine is, and exits with 1 if a demand is missed. */
import { cpus } from 'node:os';
import type { Benchmark, Demand } from './benchmark.js';
import { eventQueue } from './event-queue.js';
import { machineSpeed } from './machine.js';
import { manyRuns } from './many-runs.js';
import { realRoom } from './real-room.js';
import { stateResolution } from './state-resolution.js';
import { symbolicRuns } from './symbolic-runs.js';

/** One list of numbers for each demand, the best first. */
const measure = async ({ demands, warmUp, runs, run }: Benchmark): Promise<readonly (readonly number[])[]> => {
  const results: (readonly number[])[] = [];
  for (let i = 0; i < warmUp + runs; i++) {
    const result = await run();
    if (i >= warmUp) results.push(result);
  }
  return demands.map((demand, at) => results.map((result) => result[at] ?? Number.NaN).sort((a, b) => (isMet(demand, a, b) ? -1 : 1)));
};

/** Whether `value` is as good as `demanded`. */
const isMet = ({ bound }: Pick<Demand, 'bound'>, value: number, demanded: number): boolean =>
  bound === 'at least' ? value >= demanded : value <= demanded;

const number = (value: number): string => value.toLocaleString('en-US', { maximumFractionDigits: value < 100 ? 2 : 0 }).padStart(12);

/** Said before and after, as it may change meanwhile. */
function speed(when: string): string {
  const { arithmetic, load } = machineSpeed();
  return `${when}: ${arithmetic.toFixed(1)} ns a multiplication and addition, ${load.toFixed(0)} ns a load from 8 MiB in random order`;
}

console.log(`Node ${process.version}, ${cpus()[0]?.model ?? 'unknown processor'}`);
console.log(`${speed('before')}\n`);
console.log(`${'benchmark'.padEnd(58)}${'demand'.padStart(12)}${'median'.padStart(12)}${'best'.padStart(12)}`);

const words = process.argv.slice(2);
let missed = 0;
for (const benchmark of [...eventQueue, ...stateResolution, realRoom, ...symbolicRuns, ...manyRuns]) {
  if (words.length > 0 && words.every((word) => !benchmark.name.includes(word))) continue;
  const results = await measure(benchmark);
  for (const [at, demand] of benchmark.demands.entries()) {
    const sorted = results[at] ?? [];
    const [median, best] = [sorted[sorted.length >> 1] ?? Number.NaN, sorted[0] ?? Number.NaN];
    const held = demand.value === undefined || isMet(demand, benchmark.judgedBy === 'best' ? best : median, demand.value);
    if (!held) missed++;
    const label = at === 0 ? benchmark.name : '';
    console.log(
      `${label.padEnd(58)}${demand.value === undefined ? ' '.repeat(12) : number(demand.value)}${number(median)}${number(best)} ${demand.unit}${demand.value === undefined ? '' : `, ${demand.bound}`}${held ? '' : '  MISSED'}`,
    );
  }
}
console.log(`\n${speed('after')}`);
process.exitCode = missed > 0 ? 1 : 0;
