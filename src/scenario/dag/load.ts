/** The way in: the text of a DAG file becomes a DAG, or every problem that it has. Pure: whoever calls reads the file. */
import { Draft } from '../draft.js';
import { locate } from '../locate.js';
import type { Problem } from '../problem.js';
import { readSettings, withSettings } from '../set-paths.js';
import { shapeFindings } from '../shape-findings.js';
import { readYaml } from '../yaml-source.js';
import { checkContents } from './check-contents.js';
import { checkDeliver, checkResolve } from './check-delivery.js';
import { checkExpectations } from './check-expect.js';
import { checkParents } from './check-parents.js';
import { compileDag } from './compile.js';
import type { Dag } from './dag.js';
import { dagDocument } from './document.js';
import { labelTable } from './labels.js';

export interface DagSource {
  /** What problems call the file. */
  readonly file: string;
  readonly text: string;
  /** Changes before anything is checked, each `path=value`: `rules.commit_parent=content`. Later ones win. */
  readonly set?: readonly string[];
}

export type DagLoadResult =
  | { readonly ok: true; readonly dag: Dag }
  /** In the order of the file. At least one. */
  | { readonly ok: false; readonly problems: readonly Problem[] };

export function loadDag(source: DagSource): DagLoadResult {
  const yaml = readYaml(source.file, source.text);
  const { settings, problems: unread } = readSettings(source.set ?? []);
  if (!yaml.ok) return { ok: false, problems: [...yaml.problems, ...unread] };
  const { data, applied, problems: unset } = withSettings(yaml.source.data, settings);
  const draft = new Draft(data);
  const table = labelTable(draft);
  const findings = [
    ...shapeFindings(dagDocument, data),
    ...table.findings,
    ...checkParents(table),
    ...checkContents(draft, table),
    ...checkResolve(draft, table),
    ...checkDeliver(draft, table),
    ...checkExpectations(draft, table),
  ];
  const problems = [...locate(findings, source.file, yaml.source, applied), ...unread, ...unset];
  return problems.length > 0 ? { ok: false, problems } : { ok: true, dag: compileDag(dagDocument.parse(data)) };
}
