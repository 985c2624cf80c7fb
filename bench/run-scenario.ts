/**
 * Runs one scenario in a process of its own, so that nothing else counts: the document comes as an argument, and what the run
 * cost goes to stdout. The fingerprint is computed, as in every run, and facts are not written.
 */
import { loadScenario } from '../src/scenario/load.js';
import { run } from '../src/simulation/run.js';

const loaded = loadScenario({ file: 'benchmark', text: process.argv[2] ?? '' });
if (!loaded.ok) throw new Error(loaded.problems.map(({ message }) => message).join('\n'));
const outcome = await run(loaded.scenario);
if (outcome === undefined) throw new Error('the run was stopped');
const { messages, commits } = outcome.metrics;
const { user, system } = process.cpuUsage();
const seconds = (user + system) / 1e6;
const mebibytes = process.resourceUsage().maxRSS / 1024;
console.log(JSON.stringify({ seconds, mebibytes, sent: messages.sent, published: commits.published, fingerprint: outcome.fingerprint }));
