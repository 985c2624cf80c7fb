/** What the README says that `security.window` does: the numbers of the runs that it gives the commands of. */
import { readFileSync } from 'node:fs';
import { loadScenario } from '../../src/scenario/load.js';
import { run } from '../../src/simulation/run.js';

const FILE = 'scenarios/window-sweep-by-hand.yaml';
const HEAD = '| window | devices that lost their branch |';

const text = readFileSync(new URL(`../../${FILE}`, import.meta.url), 'utf8');
const decimal = (value: number): string => value.toLocaleString('en-US', { maximumFractionDigits: 1 });

async function rowOf(window: string, set: readonly string[]): Promise<string> {
  const loaded = loadScenario({ file: FILE, text, set });
  // Either engine tells the same, and this one is quick.
  const outcome = loaded.ok ? await run({ ...loaded.scenario, mls: 'symbolic' }) : undefined;
  if (outcome === undefined) throw new Error(`no run of ${FILE} with ${set.join(' ')}`);
  const { recovery, messages, exposure } = outcome.metrics;
  const { withheld, undecryptable } = messages;
  const numbers = [recovery.episodes, recovery.by_window, withheld, undecryptable.total, exposure.retained_state_seconds];
  return `| ${[window, ...numbers.map((each) => decimal(Math.round(each))), decimal(exposure.messages_at_risk)].join(' | ')} |`;
}

/** The README with the rows of the table as they are. */
export async function withWindowTable(readme: string): Promise<string> {
  const rows = [
    await rowOf('0 s', ['room.security.window=0s']),
    await rowOf('5 min', ['room.security.window=5m']),
    await rowOf('15 min', []),
  ];
  const [before, table, ...rest] = readme.split(HEAD);
  if (before === undefined || table === undefined || rest.length > 0) throw new Error('expected one table of windows');
  const [head, line] = table.split('\n');
  const after = table.slice(table.indexOf('\n\n'));
  return `${before}${HEAD}${head}\n${line}\n${rows.join('\n')}${after}`;
}
