/**
 * The facts of a trace, small enough to be part of a page: every text is written once, and of each kind of fact its fields' names are.
 * A row is the fact's place in the trace, its time, and its fields in the order of their names; an absent one is null.
 */

import type { Fact } from '../../facts/index.js';

/** A line of `trace.ndjson`, read. */
export type TraceFact = Readonly<Record<string, unknown>> & { readonly at_ms: number; readonly kind: string };

/** A field of a fact, if it is there and what it should be. */
export const text = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);
export const number = (value: unknown): number | undefined => (typeof value === 'number' ? value : undefined);

/** A text is its number in `texts`, to the base of 36 as a text of its own; a list is one of such; objects stand as they are. */
type Packed = string | number | boolean | null | readonly string[] | { readonly json: unknown };

export interface PackedFacts {
  /** How many facts there were. */
  readonly facts: number;
  /** How many of those are left out, as a page with all of them would be too large: of the last ones, all but those of the room's DAG. */
  readonly missing: number;
  /** From when on, in ms. Null: none is. */
  readonly missing_from_ms: number | null;
  readonly texts: readonly string[];
  readonly kinds: readonly {
    readonly kind: string;
    readonly fields: readonly string[];
    readonly rows: readonly (readonly [place: number, at_ms: number, ...fields: Packed[]])[];
  }[];
}

/** What a browser still holds with ease: some 18 MB of a busy day. */
const FACTS_MOST = 300_000;
const BASE = 36;

/** Without these nobody could say which commit is on which branch, or what was resolved. There are not many of them. */
const ALWAYS: { readonly [Kind in Fact['kind']]?: true } = {
  event_created: true,
  commit_created: true,
  states_resolved: true,
  run_ended: true,
};

interface Kind {
  readonly fields: string[];
  readonly rows: [number, number, ...Packed[]][];
}

export class FactPacker {
  readonly #most: number;
  readonly #texts = new Map<string, string>();
  readonly #kinds = new Map<string, Kind>();
  #facts = 0;
  #missing = 0;
  #missingFrom: number | null = null;

  constructor(most = FACTS_MOST) {
    this.#most = most;
  }

  /** In the order of the trace. */
  add({ at_ms, kind, ...fields }: TraceFact): void {
    const place = this.#facts++;
    if (place >= this.#most && !(kind in ALWAYS)) {
      this.#missing += 1;
      this.#missingFrom ??= at_ms;
      return;
    }
    const known = this.#kinds.get(kind) ?? { fields: [], rows: [] };
    this.#kinds.set(kind, known);
    const row: [number, number, ...Packed[]] = [place, at_ms];
    for (const [field, value] of Object.entries(fields)) {
      if (value === undefined) continue;
      const column = known.fields.indexOf(field);
      row[2 + (column < 0 ? known.fields.push(field) - 1 : column)] = this.#packed(value);
    }
    known.rows.push(row);
  }

  result(): PackedFacts {
    const kinds = [...this.#kinds].map(([kind, { fields, rows }]) => ({
      kind,
      fields,
      // A field may have turned up after the row was made, and one that is absent left a hole.
      rows: rows.map(([place, at, ...values]) => [place, at, ...fields.map((_, column) => values[column] ?? null)] as const),
    }));
    return { facts: this.#facts, missing: this.#missing, missing_from_ms: this.#missingFrom, texts: [...this.#texts.keys()], kinds };
  }

  #packed(value: unknown): Packed {
    if (typeof value === 'string') return this.#text(value);
    if (typeof value === 'number' || typeof value === 'boolean' || value === null) return value;
    return Array.isArray(value) && value.every((each) => typeof each === 'string')
      ? value.map((each) => this.#text(each))
      : { json: value };
  }

  #text(text: string): string {
    const number = this.#texts.get(text) ?? this.#texts.size.toString(BASE);
    this.#texts.set(text, number);
    return number;
  }
}

/** The facts that are there, in the order of the trace. What was absent is absent. */
export function unpacked({ texts, kinds }: PackedFacts): readonly TraceFact[] {
  const textOf = (number: string): string => texts[Number.parseInt(number, BASE)] ?? '';
  const original = (packed: Packed): unknown => {
    if (typeof packed === 'string') return textOf(packed);
    if (packed === null || typeof packed !== 'object') return packed;
    return 'json' in packed ? packed.json : packed.map(textOf);
  };
  const facts: (readonly [place: number, fact: TraceFact])[] = [];
  for (const { kind, fields, rows } of kinds) {
    for (const [place, at_ms, ...values] of rows) {
      const fact: Record<string, unknown> & { at_ms: number; kind: string } = { at_ms, kind };
      for (const [column, field] of fields.entries()) {
        const value = values[column] ?? null;
        if (value !== null) fact[field] = original(value);
      }
      facts.push([place, fact]);
    }
  }
  return facts.sort(([a], [b]) => a - b).map(([, fact]) => fact);
}
