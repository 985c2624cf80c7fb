/** A comparison for a person: which metrics differ, by how much, and in how many pairs; and how many of which no difference is shown. */
import type { Difference } from '../experiment/compare-runs.js';
import type { Comparison } from '../experiment/comparison.js';
import { counted } from './readable.js';

/** @param all whether to show metrics of which no difference is shown */
export function compareText({ variants, pairs, replications, interrupted, differences }: Comparison, all: boolean): string {
  const [first, ...others] = variants;
  return `${[
    `${counted(pairs, 'pair')} of runs on the same luck${interrupted ? ` of ${replications}: interrupted` : ''}; in brackets is what 95 % of draws of as many pairs again give`,
    'Of metrics that do not differ, one in twenty seems to all the same; what matters, try again with another --seed.',
    '',
    `A  ${first?.name}`,
    ...others.flatMap(({ name }, place) => ['', `B  ${name}`, ...told(differences[place] ?? [], all)]),
    '',
    'One replication alone:',
    ...variants.map(({ command }) => `  ${command}`),
  ].join('\n')}\n`;
}

function told(differences: readonly Difference[], all: boolean): readonly string[] {
  const shown = differences.filter(({ differs }) => differs);
  // What is the same in every pair is no news, even where all is asked for.
  const rest = differences.filter(({ differs, higher, lower }) => !differs && higher + lower > 0);
  const rows = all ? [...shown, ...rest] : shown;
  const width = Math.max(0, ...rows.map(({ metric }) => metric.length));
  return [
    ...(shown.length === 0 ? ['   no difference shown in any metric'] : []),
    ...rows.map((each) => `   ${each.metric.padEnd(width)}  ${line(each)}`),
    `   no difference shown in ${counted(rest.length, 'metric')} that are not the same in every pair${all || rest.length === 0 ? '' : ' (--all shows them)'}; ${differences.length - shown.length - rest.length} are the same in all`,
  ];
}

const short = (value: number): string => String(Number(value.toPrecision(4)));

function line({ first, other, difference, higher, lower, same, differs }: Difference): string {
  const { value, interval } = difference;
  const range = interval === null ? 'no interval' : `${short(interval.low)} to ${short(interval.high)}`;
  const sign = (value ?? 0) > 0 ? '+' : '';
  const pairs = `higher in ${higher}, lower in ${lower}, same in ${same}`;
  return `A ${short(first)}, B ${short(other)}: ${sign}${short(value ?? 0)} [${range}]; ${pairs}${differs ? '' : '; no difference shown'}`;
}
