/** The labels of a DAG file: which there are, and where. */
import { type Draft, EACH, type Part } from '../draft.js';
import { type Finding, finding, type Path } from '../problem.js';
import type { Label } from './dag.js';

/** What a label names. */
export interface Labelled {
  readonly label: Label;
  readonly kind: 'create' | 'commit' | 'pending' | 'message';
  /** Of the event. */
  readonly path: Path;
  /** Its place in the file; create events come first. */
  readonly place: number;
  readonly prev: readonly Part<Label>[];
  readonly auth: readonly Part<Label>[];
}

export interface LabelTable {
  /** The first event of each label. */
  readonly events: ReadonlyMap<Label, Labelled>;
  /** Every event, also one whose label is taken, in the order of the file. */
  readonly all: readonly Labelled[];
  readonly findings: readonly Finding[];
}

export function labelTable(draft: Draft): LabelTable {
  const events = new Map<Label, Labelled>();
  const all: Labelled[] = [];
  const findings: Finding[] = [];
  // One create event needs no list, and `EACH` goes through either.
  const paths = [...draft.paths(['create', EACH]), ...draft.paths(['events', EACH])];
  for (const [place, path] of paths.entries()) {
    const [id] = draft.labels([...path, 'id']);
    if (id === undefined) continue;
    const refers = (list: 'prev' | 'auth') => draft.labels([...path, list]);
    const event = { label: id.value, kind: kindOf(draft, path), path, place, prev: refers('prev'), auth: refers('auth') };
    all.push(event);
    if (events.has(id.value)) findings.push(finding(id.path, `the label "${id.value}" is used twice`));
    else events.set(id.value, event);
  }
  return { events, all, findings };
}

const kindOf = (draft: Draft, path: Path): Labelled['kind'] => {
  if (path[0] === 'create') return 'create';
  const kinds = ['commit', 'pending', 'message'] as const;
  return kinds.find((kind) => draft.paths([...path, kind]).length > 0) ?? 'message';
};
