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

/** A document as the text of a file, whose lines problems name; what is text already stays as it is. JSON is YAML. Throws `BadDocument`. */
export function textOf(document: string | object, file: string): string {
  if (typeof document === 'string') return document;
  const refused = (why: string): BadDocument => new BadDocument([{ option: file, message: `this is no document: ${why}` }]);
  let text: string | undefined;
  try {
    text = JSON.stringify(document, undefined, 2);
  } catch (error) {
    throw refused(error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error));
  }
  if (text === undefined) throw refused('expected text or an object');
  return text;
}
