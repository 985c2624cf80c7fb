/**
 * Runs the scenario on its standard input, writes no fact anywhere, and prints what that took as JSON: `seconds` of real time
 * for the run, without loading the program, and `mib`, the most memory that the whole process had, with the messages sent and the commits published. A process of its own for
 * each run, so that none is helped or hindered by the one before. It runs the package as built, and is no
 * TypeScript, so that nothing stands between, as for users.
 */
import { text } from 'node:stream/consumers';
import { formatProblem, loadScenario, run } from 'schism';

const loaded = loadScenario({ file: 'bench', text: await text(process.stdin) });
if (!loaded.ok) throw new Error(loaded.problems.map(formatProblem).join('\n'));
const startedAt = performance.now();
const outcome = await run(loaded.scenario);
const seconds = (performance.now() - startedAt) / 1_000;
if (outcome === undefined) throw new Error('the run was stopped');
const { messages, commits } = outcome.metrics;
const KIB_PER_MIB = 1_024;
console.log(
  JSON.stringify({ seconds, mib: process.resourceUsage().maxRSS / KIB_PER_MIB, sent: messages.sent, published: commits.published }),
);
