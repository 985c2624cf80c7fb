/**
 * The way in: the text of a scenario file becomes a scenario, or every problem that it has. Pure: whoever calls reads the file.
 */
import { checkExpect } from './check-expect.js';
import { checkMembership } from './check-membership.js';
import { checkNetwork } from './check-network.js';
import { checkRoom } from './check-room.js';
import { checkSweep } from './check-sweep.js';
import { checkTimeline } from './check-timeline.js';
import { checkVerification } from './check-verification.js';
import { compile } from './compile.js';
import { scenarioDocument } from './document/document.js';
import { Draft } from './draft.js';
import { locate } from './locate.js';
import { nameTable } from './name-table.js';
import type { Finding, Problem } from './problem.js';
import { checkReferences } from './references.js';
import { remarksOn } from './remarks.js';
import type { Scenario } from './scenario.js';
import { readSettings, type Setting, withSettings } from './set-paths.js';
import { shapeFindings } from './shape-findings.js';
import { writeDocument } from './write-document.js';
import { readYaml } from './yaml-source.js';

export interface ScenarioSource {
  /** What problems call the file. */
  readonly file: string;
  readonly text: string;
  /** Changes before anything is checked, each `path=value`: `servers.0.clock.offset=2s`. Later ones win. */
  readonly set?: readonly string[];
  /** Beats the file's, and `set`. */
  readonly seed?: string;
  readonly mls?: 'real' | 'symbolic';
}

export type LoadResult =
  /**
   * `document`: the scenario as it runs, every default filled in, in the file format; loading it gives the same scenario.
   * `remarks`: what is allowed and probably not meant.
   */
  | { readonly ok: true; readonly scenario: Scenario; readonly document: object; readonly remarks: readonly Problem[] }
  /** In the order of the file. At least one. */
  | { readonly ok: false; readonly problems: readonly Problem[] };

export function loadScenario(source: ScenarioSource): LoadResult {
  const yaml = readYaml(source.file, source.text);
  const { settings, problems: unread } = readSettings(source.set ?? []);
  if (!yaml.ok) return { ok: false, problems: [...yaml.problems, ...unread] };
  const { data, applied, problems: unset } = withSettings(yaml.source.data, [...settings, ...ownOptions(source)]);

  const draft = new Draft(data);
  const { names, findings } = nameTable(draft);
  const allFindings = [
    ...shapeFindings(scenarioDocument, data),
    ...findings,
    ...checkReferences(draft, names),
    ...checkRoom(draft, names),
    ...checkNetwork(draft),
    ...checkTimeline(draft),
    ...checkMembership(draft, names),
    ...checkVerification(draft),
    ...checkExpect(draft),
    ...checkSweep(draft),
  ];
  const located = (found: readonly Finding[]) => locate(found, source.file, yaml.source, applied);
  const problems = [...located(allFindings), ...unread, ...unset];
  if (problems.length > 0) return { ok: false, problems };
  const scenario = compile(scenarioDocument.parse(data), names);
  return { ok: true, scenario, document: writeDocument(scenario), remarks: located(remarksOn(draft, scenario)) };
}

/** What the caller sets by a name of its own is set like anything else. */
const ownOptions = ({ seed, mls }: ScenarioSource): readonly Setting[] => [
  ...(seed === undefined ? [] : [{ option: `--seed ${seed}`, path: ['seed'], value: seed }]),
  ...(mls === undefined ? [] : [{ option: `--mls ${mls}`, path: ['mls'], value: mls }]),
];
