/** Options that are given or not given, and take no value. */
import { BadInput } from './exit-code.js';

/** All of them, whatever the command. */
const FLAGS = ['json', 'blame', 'trace', 'check-determinism'] as const;
/** With those that yargs brings. */
const VALUELESS: ReadonlySet<string> = new Set([...FLAGS, 'help', 'version']);
const SAID: ReadonlySet<string> = new Set(['true', 'false']);

/** What yargs needs to know of an option that is off unless it is given. */
export const flag = <const F extends (typeof FLAGS)[number]>(name: F, describe: string) =>
  [name, { type: 'boolean', default: false, describe }] as const;

/** Throws `BadInput` at the first flag with a value other than `true` or `false`, such as `--json=3`: yargs would take it as not given. */
export function refuseValuesOfFlags(words: readonly string[]): void {
  const end = words.indexOf('--');
  for (const word of end === -1 ? words : words.slice(0, end)) {
    const [, name = '', value = ''] = /^--(?:no-)?([^=]+)=(.*)$/s.exec(word) ?? [];
    if (VALUELESS.has(name) && !SAID.has(value)) throw new BadInput(`${word}: --${name} takes no value; leave out "=${value}"`);
  }
}
