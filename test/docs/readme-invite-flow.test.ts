import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { traceLine } from '../../src/cli/trace-line.js';
import { loadScenario } from '../../src/scenario/load.js';
import { run } from '../../src/simulation/run.js';

const textOf = (path: string): string => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8');
const readme = textOf('README.md');
const rows = (readme.slice(readme.indexOf('| step in the figure |')).split('\n\n')[0]?.split('\n').slice(2) ?? []).map((row) =>
  row.split('|').map((cell) => cell.trim().replaceAll('`', '')),
);

/** Every arrow of the MSC's figure, by its text, from top to bottom. */
const FIGURE = [
  'Upload device keys & key packages',
  'Device list update (optional)',
  'Query device keys',
  'Query device keys over fed (optional)',
  '(Query device key result)',
  'Claim key package',
  'Claim key package',
  'Return key package',
  'Return key package',
  'Send commit (or proposal)',
  'Receive accepted commit over sync',
  'Send welcome (to_device)',
  'Federate welcome',
  'Receive welcome via sync',
  'Send invite (room)',
  'Federated invite',
  'Receive invite via sync',
  'Join room',
  'Fetch room state&history (optional)',
];
/** Those that the README tells of in words, as they do not happen there. */
const ELSEWHERE = ['Device list update (optional)'];
/** Welcome and invite go side by side. */
const AT_ONCE = FIGURE.slice(FIGURE.indexOf('Send welcome (to_device)'), FIGURE.indexOf('Join room'));

it('should list every step of the figure, in its order, but for what happens at once', () => {
  const steps = rows.flatMap(([, step = '']) => (step === '' ? [] : [step]));
  const inOrder = (all: readonly string[]) => all.filter((step) => !AT_ONCE.includes(step));
  expect(inOrder(steps)).toEqual(inOrder(FIGURE).filter((step) => !ELSEWHERE.includes(step)));
  const [welcome, invite] = [AT_ONCE.slice(0, 3), AT_ONCE.slice(3)];
  for (const part of [welcome, invite]) expect(steps.filter((step) => part.includes(step))).toEqual(part);
  for (const step of ELSEWHERE) expect(readme).toContain(`"${step}"`);
});

it('should print those steps, in that order, by the command that the README gives', async () => {
  const { file = '', pattern = '' } =
    / {4}schism run (?<file>\S+) --out \S+ --trace\n {4}grep -E '(?<pattern>[^']+)'/.exec(readme)?.groups ?? {};
  const loaded = loadScenario({ file, text: textOf(file) });
  const printed: unknown[] = [];
  if (!loaded.ok) throw new Error('no scenario');
  await run(loaded.scenario, {
    onFact: (fact) => {
      const line = traceLine(fact);
      if (!new RegExp(pattern).test(line)) return;
      const { node, from, to, kind } = JSON.parse(line);
      printed.push([node ?? `${from} to ${to}`, kind]);
    },
  });
  expect(printed).toEqual(rows.map(([, , statedBy, kind]) => [statedBy, kind]));
});
