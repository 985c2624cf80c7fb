/** Decides DAG files and says what came of them. */
import { type DagResult, decideDag } from '../resolve/decide.js';
import type { Dag } from '../scenario/dag/dag.js';
import { loadDag } from '../scenario/dag/load.js';
import { formatProblem } from '../scenario/problem.js';
import { dagSummary } from './dag-summary.js';
import { BadInput, EXIT } from './exit-code.js';
import { readInput } from './read-input.js';

export interface ResolveArguments {
  readonly files: readonly string[];
  readonly set: readonly string[];
  readonly json: boolean;
}

/** The exit code. Throws `BadInput` with the problems of all files, if any has one. */
export const resolveFiles = async ({ files, set, json }: ResolveArguments): Promise<number> => {
  const problems: string[] = [];
  const dags: { readonly file: string; readonly dag: Dag }[] = [];
  for (const file of files) {
    try {
      const loaded = loadDag({ file, text: await readInput(file, 'dag'), set });
      if (loaded.ok) dags.push({ file, dag: loaded.dag });
      else problems.push(...loaded.problems.map(formatProblem));
    } catch (error) {
      // A file that cannot be read keeps nobody from hearing about the others.
      if (!(error instanceof BadInput)) throw error;
      problems.push(error.message);
    }
  }
  if (problems.length > 0) throw new BadInput(problems.join('\n'));

  const results = dags.map(({ file, dag }) => ({ file, dag, result: decideDag(dag) }));
  if (json) {
    const documents = results.map(({ result }) => result);
    process.stdout.write(`${JSON.stringify(documents.length === 1 ? documents[0] : documents, null, 2)}\n`);
  } else {
    process.stdout.write(results.map(({ file, dag, result }) => dagSummary(file, dag, result)).join(`\n${'─'.repeat(110)}\n\n`));
  }
  return results.every(({ result }) => held(result)) ? EXIT.done : EXIT.failed;
};

const held = (result: DagResult): boolean =>
  [result, ...(result.readings ?? [])].every(({ expectations = [] }) => expectations.every((each) => each.held));
