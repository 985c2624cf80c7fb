/** An answer in plain sentences, each with the facts that it stands on. */

export interface Sentence {
  readonly text: string;
  /** Their lines in `trace.ndjson`, from 1. */
  readonly facts: readonly number[];
  /** The question that leads to its cause. */
  readonly ask?: string;
}

export interface Explanation {
  readonly title: string;
  readonly sentences: readonly Sentence[];
}

/** What a run can be asked about. */
export type Question =
  | { readonly kind: 'overview' }
  /** By its label, or by its number among the messages sent, from 1. */
  | { readonly kind: 'message'; readonly message: string; readonly device: string | undefined }
  /** By its label, or by that of an event that carries it. */
  | { readonly kind: 'commit'; readonly commit: string }
  /** `at`: µs from time zero on. */
  | { readonly kind: 'server'; readonly server: string; readonly at: number };

/** There is nothing of that name in the run. */
export interface Unknown {
  readonly unknown: { readonly what: 'message' | 'commit' | 'server' | 'device'; readonly name: string; readonly known: readonly string[] };
}

export const isUnknown = (answer: object): answer is Unknown => 'unknown' in answer;

/** A time of the run, in µs, as `0:12:31.250`: hours, minutes, seconds. */
export function clock(at: number): string {
  if (at < 0) return 'the setting up';
  const ms = Math.round(at / 1_000);
  const two = (value: number): string => String(Math.floor(value)).padStart(2, '0');
  return `${Math.floor(ms / 3_600_000)}:${two((ms / 60_000) % 60)}:${two((ms / 1_000) % 60)}.${String(ms % 1_000).padStart(3, '0')}`;
}

/** A length of time in µs, in seconds to the ms. */
export const length = (microseconds: number): string => `${Number((microseconds / 1_000_000).toFixed(3))} s`;

/** `a, b and 3 more`. */
export function some(names: readonly string[], most = 5): string {
  const shown = names.slice(0, most).join(', ');
  return names.length <= most ? shown : `${shown} and ${names.length - most} more`;
}
