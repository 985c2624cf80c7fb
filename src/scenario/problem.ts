/** What is wrong with a scenario, told to its author. Every problem is found at once; none is thrown. */

/** A place in a scenario's data: keys of maps, and positions in lists from 0. */
export type Path = readonly (string | number)[];

/** A problem before it is known where its path is written. `on`: whether the key or the value is to blame. */
export interface Finding {
  readonly path: Path;
  readonly on: 'key' | 'value';
  readonly message: string;
}

export const finding = (path: Path, message: string, on: Finding['on'] = 'value'): Finding => ({ path, on, message });

/** A problem with the text of a scenario file. Line and column count from 1. */
export interface FileProblem {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly message: string;
}

/** A problem with a value that did not come from the file, but from `option`: `--set room.powers=[z.example]`. */
export interface OptionProblem {
  readonly option: string;
  readonly message: string;
}

export type Problem = FileProblem | OptionProblem;

/** One line, `scenarios/x.yaml:12:5: unknown key "latencyy", did you mean "latency"?`. */
export const formatProblem = (problem: Problem): string =>
  'option' in problem ? `${problem.option}: ${problem.message}` : `${problem.file}:${problem.line}:${problem.column}: ${problem.message}`;

/** The same for what is no problem, but probably not meant. */
export const formatRemark = (remark: Problem): string => formatProblem({ ...remark, message: `note: ${remark.message}` });

/** A value as a message quotes it: on one line, and not too long of it. */
export const quoted = (value: unknown): string => {
  const text = JSON.stringify(value) ?? String(value);
  return text.length <= 60 ? text : `${text.slice(0, 57)}...`;
};

/** `a, b or c`. */
export const listed = (words: readonly string[]): string =>
  words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} or ${words.at(-1)}`;
