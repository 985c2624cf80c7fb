/**
 * Runs the scenario on its standard input with one seed after another, first to warm up and then for some seconds, and prints as JSON
 * how many `runs` a second of processor time that makes, all threads of the process together: what one core does. It runs the package as built.
 */
import { text } from 'node:stream/consumers';
import { formatProblem, loadScenario, run } from 'schism';

const { warmUpSeconds, seconds, document } = JSON.parse(await text(process.stdin));
const loaded = loadScenario({ file: 'bench', text: JSON.stringify(document) });
if (!loaded.ok) throw new Error(loaded.problems.map(formatProblem).join('\n'));

const MICROSECONDS = 1_000_000;
let seed = 0;
async function runsFor(least) {
  const before = process.cpuUsage();
  for (let runs = 1; ; runs++) {
    await run({ ...loaded.scenario, seed: String(seed++) });
    const { user, system } = process.cpuUsage(before);
    const taken = (user + system) / MICROSECONDS;
    if (taken >= least) return runs / taken;
  }
}

await runsFor(warmUpSeconds);
console.log(JSON.stringify({ runs: await runsFor(seconds) }));
