/**
 * A fact as a line of `trace.ndjson`: one JSON object with `at_ms` (virtual time, negative while setting up), `node` and
 * `local_ms` (the actor that states it, and what its clock showed), `room` (if an upgrade made it) and the fact's own fields. What is absent is left out.
 * Every kind of fact is in `schema/facts.md`.
 */
import type { Fact, StampedFact } from '../facts/index.js';
import { type Duration, type Instant, inMilliseconds, type LocalInstant } from '../kernel/time.js';
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
