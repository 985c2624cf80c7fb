/** What came of a sweep, for a person: each point with its measures, their intervals and what they are counted from. */
import type { Measured } from '../experiment/measures.js';
import type { PointResult, SweepResult } from '../experiment/sweep-result.js';
import { estimateParts } from '../report/many-runs/estimate-words.js';
import { counted, readableCount } from './readable.js';

export function sweepText({ points, left_out, replications, interrupted }: SweepResult): string {
  const done = points.reduce((sum, { runs }) => sum + runs, 0);
  const head = `${counted(points.length, 'point')}, ${counted(done, 'run')}${interrupted ? ` of ${readableCount(points.length * replications)}: interrupted` : ''}${left_out === 0 ? '' : `; ${counted(left_out, 'combination')} left out`}`;
  const [first] = points;
  return `${[
    head,
    'In brackets is what 95 % of draws of as many runs again give; of a share of runs, Wilson’s interval of 95 %.',
    '',
    ...points.flatMap((point) => [...told(point), '']),
    ...(first === undefined ? [] : ['The first replication of the first point alone:', `  ${first.command}`]),
  ].join('\n')}\n`;
}

function told({ values, runs, failed, violated, measures }: PointResult): readonly string[] {
  const width = Math.max(...measures.map(({ measure }) => measure.length));
  return [
    `${values.map(({ path, value }) => `${path} = ${value}`).join(', ')}   (${counted(runs, 'run')})`,
    ...measures.map((each) => `  ${each.measure.padEnd(width)}  ${estimate(each)}`),
    ...(failed === 0 ? [] : [`  in ${counted(failed, 'run')} an expectation of the scenario did not hold`]),
    ...(violated === 0 ? [] : [`  IN ${counted(violated, 'run').toUpperCase()} AN INVARIANT DID NOT HOLD`]),
  ];
}

function estimate(measured: Measured): string {
  const { value, range, from } = estimateParts(measured);
  return measured.value === null ? `${value} (${from})` : `${value.padEnd(9)}  [${range}]  ${from}`;
}
