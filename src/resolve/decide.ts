/** Decides a hand-written DAG: who wins and why, what each server makes of what it receives, and the same under other readings. */
import { NAMES } from '../room/msc4256/names.js';
import type { Reading } from '../room/msc4256/reading.js';
import { type RoomVersionOptions, roomVersion } from '../room/msc4256/room-version.js';
import type { Dag, DagExpectation, Label } from '../scenario/dag/dag.js';
import { deliver, type ServerResult } from './delivery.js';
import { buildEvents } from './events.js';
import { checkExpectation, type ExpectationOutcome } from './expectations.js';
import { type ResolutionResult, resolveCommits } from './resolution.js';

/** What came of a DAG under one reading. */
export interface Decision extends ResolutionResult {
  readonly servers: Readonly<Record<string, ServerResult>>;
  /** Absent where the file expects nothing. */
  readonly expectations?: readonly ExpectationOutcome[];
}

/** The same under another reading, by the knobs that differ. */
export interface OtherDecision extends Decision {
  readonly rules: Partial<Reading>;
}

export interface DagResult extends Decision {
  /** Absent where the file names no other readings. */
  readonly readings?: readonly OtherDecision[];
}

/** @param options other auth rules, or the same ones wrapped */
export function decideDag(dag: Dag, options: Pick<RoomVersionOptions, 'rules'> = {}): DagResult {
  const decision = decideUnder(dag, dag.rules, dag.expect, options);
  if (dag.readings.length === 0) return decision;
  const readings = dag.readings.map(({ changes, expect }) => ({
    rules: changes,
    ...decideUnder(dag, { ...dag.rules, ...changes }, expect, options),
  }));
  return { ...decision, readings };
}

function decideUnder(
  dag: Dag,
  reading: Reading,
  expectation: DagExpectation | undefined,
  options: Pick<RoomVersionOptions, 'rules'>,
): Decision {
  const version = roomVersion(reading, { ...options, names: NAMES[dag.roomVersion] });
  const events = buildEvents(dag, version);
  const resolution = resolveCommits(version, events, dag.resolve ?? []);
  const servers = Object.fromEntries(
    [...dag.deliver].map(([name, { unsaid, said }]) => {
      const eventsOf = (labels: readonly Label[]) => labels.flatMap((label) => events.get(label) ?? []);
      return [name, deliver(version, name, { unsaid: eventsOf(unsaid), said: eventsOf(said) })];
    }),
  );
  const decided = { ...resolution, servers };
  return expectation === undefined ? decided : { ...decided, expectations: checkExpectation(expectation, decided) };
}
