/** Decides a DAG that is written as the lines of a file. */
import { type DagResult, decideDag } from '../../src/resolve/decide.js';
import { loadDag } from '../../src/scenario/dag/load.js';
import { formatProblem } from '../../src/scenario/problem.js';

export function decided(text: string, set: readonly string[] = []): DagResult {
  const loaded = loadDag({ file: 'x.yaml', text, set });
  if (!loaded.ok) throw new Error(loaded.problems.map(formatProblem).join('\n'));
  return decideDag(loaded.dag);
}
