/** Decides a DAG, in one call. */
import { type DagResult, decideDag } from '../resolve/decide.js';
import { type DagSource, loadDag } from '../scenario/dag/load.js';
import { BadDocument, textOf } from './bad-document.js';

export interface ResolveOptions extends Pick<DagSource, 'set'> {
  /** What problems call the DAG. Default: `dag`. */
  readonly file?: string;
}

/**
 * Which commit wins and why, and what each server makes of what it receives: what `schism resolve` says. Throws `BadDocument` for what is no DAG.
 * @param dag a document of the file format (`schism schema dag` prints its JSON schema), as the text of a file in YAML or JSON, or as a plain object (problems then name lines of it as JSON, two blanks a level)
 */
export function resolve(dag: string | object, { file = 'dag', set }: ResolveOptions = {}): DagResult {
  const loaded = loadDag({ file, text: textOf(dag, file), ...(set !== undefined && { set }) });
  if (!loaded.ok) throw new BadDocument(loaded.problems);
  return decideDag(loaded.dag);
}
