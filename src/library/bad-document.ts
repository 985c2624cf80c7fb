/** A scenario or a DAG that is none. */
import { formatProblem, type Problem } from '../scenario/problem.js';

export class BadDocument extends Error {
  override readonly name = 'BadDocument';
  /** In the order of the text. At least one. */
  readonly problems: readonly Problem[];

  constructor(problems: readonly Problem[]) {
    super(problems.map(formatProblem).join('\n'));
    this.problems = problems;
  }
}

/** A document as the text of a file; what is text already stays as it is. JSON is YAML. */
export const textOf = (document: string | object): string =>
  typeof document === 'string' ? document : JSON.stringify(document, undefined, 2);
