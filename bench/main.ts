/** `npm run bench`: runs every benchmark, prints a table, and exits with 1 if a demand is missed. */
import { cpus } from 'node:os';
import { type Benchmark, median, meets } from './benchmark.js';
import { eventQueue } from './event-queue.js';
import { stateResolution } from './state-resolution.js';

/** The first runs warm up the compiler and are not counted. */
const WARM_UP = 1;
const RUNS = 7;

const measure = async (benchmark: Benchmark): Promise<readonly number[]> => {
  const results: number[] = [];
  for (let i = 0; i < WARM_UP + RUNS; i++) {
    const result = await benchmark.run();
    if (i >= WARM_UP) results.push(result);
  }
  return results;
};

const column = (text: string): string => text.padStart(14);
const number = (value: number): string =>
  value.toLocaleString('en-US', value < 100 ? { maximumSignificantDigits: 3 } : { maximumFractionDigits: 0 });

console.log(`Node ${process.version}, ${cpus()[0]?.model ?? 'unknown processor'}; median of ${RUNS} runs\n`);
console.log(`${'benchmark'.padEnd(64)}${column('demand')}${column('median')}${column('worst')}`);

let missed = 0;
for (const benchmark of [...eventQueue, ...stateResolution]) {
  const { name, unit, demand } = benchmark;
  const results = await measure(benchmark);
  const held = meets(demand, median(results));
  if (!held) missed++;
  const asked = 'atLeast' in demand ? `≥ ${number(demand.atLeast)}` : `≤ ${number(demand.atMost)}`;
  const worst = 'atLeast' in demand ? Math.min(...results) : Math.max(...results);
  console.log(
    `${name.padEnd(64)}${column(asked)}${column(number(median(results)))}${column(number(worst))} ${unit}${held ? '' : '  MISSED'}`,
  );
}
process.exitCode = missed > 0 ? 1 : 0;
