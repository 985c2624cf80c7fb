/**
 * Makes the review anew: runs its sweeps and comparisons, draws them, and puts their numbers into the text. Stopped, it goes on where it
 * was. `npm run review`.
 */
import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { COMPARISONS, SWEEPS } from './questions.js';
import { reviewText } from './text.js';

const folder = fileURLToPath(new URL('.', import.meta.url));
const schism = (...words: readonly string[]): void => {
  execFileSync(process.execPath, ['dist/cli/main.js', ...words], { stdio: ['ignore', 'ignore', 'inherit'] });
};

const startedAt = performance.now();
for (const name of SWEEPS) {
  console.error(`${name}:`);
  schism('sweep', `scenarios/review/${name}.yaml`, '--out', join('reports/msc4256', name));
}
for (const { name, words } of COMPARISONS) {
  console.error(`${name}:`);
  schism('compare', ...words, '--out', join('reports/msc4256', name));
}
const { text, charts } = reviewText(readFileSync(join(folder, 'template.md'), 'utf8'), folder);
writeFileSync(join(folder, 'README.md'), text);
// The pages draw all charts themselves, and `schism report` makes their files again: only what the text shows is kept.
for (const name of [...SWEEPS, ...COMPARISONS.map((each) => each.name)])
  for (const file of readdirSync(join(folder, name, 'charts')))
    if (!file.endsWith('.csv') && !charts.includes(`${name}/charts/${file}`)) rmSync(join(folder, name, 'charts', file));
console.error(`the review is made anew, in ${Math.round((performance.now() - startedAt) / 1_000)} s`);
