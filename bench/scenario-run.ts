/** One run of a scenario in a process of its own, with the options of Node that the command `schism` has. */
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';

export interface ScenarioRun {
  readonly seconds: number;
  readonly mib: number;
  readonly sent: number;
  readonly published: number;
}

export async function scenarioRun(document: object): Promise<ScenarioRun> {
  const script = fileURLToPath(new URL('./run-scenario.mjs', import.meta.url));
  const child = spawn(process.execPath, [...nodeOptions(), script], { stdio: ['pipe', 'pipe', 'inherit'] });
  child.stdin.end(JSON.stringify({ schism: 1, name: 'benchmark', ...document }));
  // What `run-scenario.mjs` prints.
  return JSON.parse(await text(child.stdout)) as ScenarioRun;
}

/** Those of the first line of what `npm run build` makes of it. */
export function nodeOptions(): readonly string[] {
  const [line] = readFileSync(new URL('../dist/cli/main.js', import.meta.url), 'utf8').split('\n');
  return line?.split(' ').filter((word) => word.startsWith('--')) ?? [];
}
