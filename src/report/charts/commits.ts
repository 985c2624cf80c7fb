/** Commits by what became of them. */
import type { ChartSpec, Colour } from './chart-spec.js';
import type { ChartedMetrics } from './charted-metrics.js';

const OUTCOMES = [
  ['accepted', 'accepted', 'good'],
  ['lost', 'lost', 'lost'],
  ['refused', 'refused', 'hidden'],
  ['stale', 'overtaken', 'foreign'],
  ['expired', 'given up', 'deleted'],
  ['open', 'pending', 'open'],
] as const satisfies readonly (readonly [keyof ChartedMetrics['commits'], string, Colour])[];

export function commitsChart(commits: ChartedMetrics['commits']): ChartSpec {
  return {
    name: 'commits',
    title: 'What became of the commits that devices made?',
    note: 'Accepted: on the chain that the room ended with. Lost: published, and not on it. The others never were published: refused by a server, overtaken by another commit for their epoch, given up after waiting, or still pending at the end.',
    x: { kind: 'names', title: 'outcome', names: OUTCOMES.map(([, label]) => label) },
    y: { kind: 'number', title: 'commits (count)', whole: true },
    data: OUTCOMES.map(([key, label, colour], place) => ({
      kind: 'bars',
      label,
      colour,
      values: OUTCOMES.map((_, other) => (other === place ? commits[key] : 0)),
    })),
    faults: [],
    ...(commits.created === 0 && { empty: 'No device made a commit.' }),
    table: { columns: ['outcome', 'commits'], rows: OUTCOMES.map(([key, label]) => [label, commits[key]]) },
  };
}
