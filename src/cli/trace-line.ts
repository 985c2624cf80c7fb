/**
 * A fact as a line of `trace.ndjson`: one JSON object with `at_ms` (virtual time, negative while setting up), `node` and
 * `local_ms` (the actor that states it, and what its clock showed), `room` (if an upgrade made it) and the fact's own fields. What is absent is left out.
 * Every kind of fact is in `schema/facts.md`.
 */
import type { Fact, StampedFact } from '../facts/index.js';
import { type Duration, type Instant, inMilliseconds, instant, type LocalInstant, localInstant } from '../kernel/time.js';
import type { NodeName, RoomId } from '../names.js';
import type { TraceFact } from '../report/space-time/packed-facts.js';

type Time = Instant | LocalInstant | Duration;
/** The names of the fields that hold a time. */
type TimeField<F = Fact> = F extends unknown ? { [K in keyof F]: Extract<F[K], Time> extends never ? never : K }[keyof F] : never;

/** Facts count microseconds; a trace says milliseconds, as results do, and says so in the name. Incomplete, it does not compile. */
const NAMES_IN_MS: { readonly [K in TimeField]: `${K}_ms` } = { arrives: 'arrives_ms' };
const nameInMs: ReadonlyMap<string, string> = new Map(Object.entries(NAMES_IN_MS));

/** What a line says. */
export function traceRecord({ at, node, local, room, fact }: StampedFact): TraceFact {
  const line: Record<string, unknown> & { at_ms: number } = {
    at_ms: inMilliseconds(at),
    node,
    local_ms: local === undefined ? undefined : inMilliseconds(local),
    room,
  };
  for (const [field, value] of Object.entries(fact)) {
    const name = nameInMs.get(field);
    if (name === undefined) line[field] = value;
    else if (value !== undefined) line[name] = inMilliseconds(value as Time); // by the table above
  }
  return line as TraceFact; // every fact has its kind among its fields
}

/** Without the line's end. */
export const traceLine = (stamped: StampedFact): string => JSON.stringify(traceRecord(stamped));

const fromMs: ReadonlyMap<string, string> = new Map(Object.entries(NAMES_IN_MS).map(([field, inMs]) => [inMs, field]));
/** Facts that have a node of their own, whom they happen to, and none that states them. */
const HAPPENS_TO: ReadonlySet<string> = new Set<Fact['kind']>([
  'crashed',
  'restarted',
  'went_offline',
  'came_online',
  'device_compromised',
  'clock_changed',
]);

/** The fact again. What was absent is absent. @param record of a trace that this version has written */
export function stampedFact({ at_ms, local_ms, room, node, ...fields }: TraceFact): StampedFact {
  const fact: Record<string, unknown> = {};
  if (HAPPENS_TO.has(fields.kind)) fact.node = node;
  for (const [field, value] of Object.entries(fields)) {
    const name = fromMs.get(field);
    if (name === undefined) fact[field] = value;
    else fact[name] = inMicroseconds(value as number); // its name says so
  }
  return {
    at: instant(inMicroseconds(at_ms)),
    node: HAPPENS_TO.has(fields.kind) ? undefined : (node as NodeName | undefined),
    local: typeof local_ms === 'number' ? localInstant(inMicroseconds(local_ms)) : undefined,
    ...(room !== undefined && { room: room as RoomId }),
    fact: fact as unknown as Fact, // as it was written
  };
}

/** Times are whole microseconds; a decimal fraction of milliseconds may be off by less than one. */
const inMicroseconds = (milliseconds: number): number => Math.round(milliseconds * 1_000);
