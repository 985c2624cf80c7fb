/**
 * A run on a few lines: when which fault was there, on which branch each server was, and how many devices could not follow their server.
 * A column is a part of the workload's duration; where something holds in a part of it, the column shows it.
 */
import type { StampedFact } from '../facts/index.js';
import { CommitEvents } from '../observe/commit-events.js';
import type { RunEnd } from '../observe/room-history.js';
import { EpochSeries } from '../report/series/epochs.js';
import { FaultSeries } from '../report/series/faults.js';
import type { FaultSpan, ServerEpochs } from '../report/series/series.js';
import type { Paint } from './paint.js';
import { readableTime } from './readable.js';

const COLUMNS = 64;
const LABEL_MOST = 20;
const ROWS_MOST = 8;
const FINAL = '━';
const OTHER = '╌';
const LETTERS = { partition: 'P', crash: 'C', offline: 'O', clock: 'K', compromise: '!' } as const satisfies {
  [Kind in FaultSpan['kind']]: string;
};
const SEVERAL = '*';

interface Lost {
  readonly at: number;
  readonly devices: number;
}

export class Timeline {
  readonly #history: { readonly events: CommitEvents; end: RunEnd | undefined } = { events: new CommitEvents(), end: undefined };
  readonly #faults = new FaultSeries();
  readonly #epochs = new EpochSeries(this.#history);
  /** The devices that cannot follow their server, and how many they were from when on. */
  readonly #away = new Set<string>();
  readonly #lost: Lost[] = [];
  #end = 0;

  /** Of the scenario's own room; all facts but transmissions, in order. */
  readonly fact = (stamped: StampedFact): void => {
    const { at, node, room, fact } = stamped;
    this.#end = at;
    if (room !== undefined || fact.kind === 'message_decrypted') return;
    this.#history.events.fact(stamped);
    this.#faults.fact(stamped);
    this.#epochs.fact(stamped);
    if (fact.kind === 'run_ended') this.#history.end = { ...fact, at };
    if (node === undefined || (fact.kind !== 'branch_lost' && fact.kind !== 'branch_regained')) return;
    if (fact.kind === 'branch_lost') this.#away.add(node);
    else this.#away.delete(node);
    this.#lost.push({ at, devices: this.#away.size });
  };

  /** After the last fact. @param duration of the workload, in µs */
  lines(duration: number, paint: Paint): readonly string[] {
    const columns = new Columns(duration);
    const faults = this.#faults.result(this.#end).filter(({ from_ms }) => from_ms * 1_000 <= duration);
    const rows = [
      ...(faults.length === 0 ? [] : [['faults', faultRow(columns, faults)] as const]),
      ...serverRows(columns, this.#epochs.result()),
      ...(this.#lost.length === 0 ? [] : [['devices lost', lostRow(columns, this.#lost)] as const]),
    ];
    const width = Math.max(...rows.map(([label]) => label.length));
    const end = readableTime(duration / 1_000);
    const axis = `${' '.repeat(width)}  0${end.padStart(COLUMNS - 1)}`;
    const drawn = rows.map(([label, row]) => `${label.padEnd(width)}  ${painted(row, paint)}`);
    return [axis, ...drawn.map((line) => line.trimEnd()), ...legend(rows.map(([, row]) => row).join(''), this.#lost.length > 0)];
  }
}

/** The workload's duration in equal parts. */
class Columns {
  readonly #duration: number;

  constructor(duration: number) {
    this.#duration = duration;
  }

  /** Times in µs. @returns undefined: it lies after the end */
  of(at: number): number | undefined {
    const column = Math.floor((Math.max(0, at) / this.#duration) * COLUMNS);
    return column < COLUMNS ? column : undefined;
  }

  /** Those that a span touches; one that is no longer than an instant touches one. */
  touched(from: number, to: number): readonly number[] {
    const first = this.of(from);
    if (first === undefined) return [];
    const last = this.of(Math.max(from, to - 1)) ?? COLUMNS - 1;
    return Array.from({ length: last - first + 1 }, (_, place) => first + place);
  }
}

function faultRow(columns: Columns, faults: readonly FaultSpan[]): string {
  const row: string[] = Array(COLUMNS).fill(' ');
  for (const { kind, from_ms, to_ms } of faults) {
    for (const column of columns.touched(from_ms * 1_000, to_ms * 1_000)) {
      row[column] = row[column] === ' ' || row[column] === LETTERS[kind] ? LETTERS[kind] : SEVERAL;
    }
  }
  return row.join('');
}

/** Servers of which the same is to be seen share a row. */
function serverRows(columns: Columns, servers: readonly ServerEpochs[]): readonly (readonly [label: string, row: string])[] {
  const alike = new Map<string, string[]>();
  for (const { server, steps } of servers) {
    const row: string[] = Array(COLUMNS).fill(' ');
    for (const [place, { at_ms, commit, final }] of steps.entries()) {
      const until = steps[place + 1]?.at_ms ?? Number.POSITIVE_INFINITY;
      if (commit === null) continue;
      for (const column of columns.touched(at_ms * 1_000, until * 1_000))
        if (!final || row[column] === ' ') row[column] = final ? FINAL : OTHER;
    }
    const drawn = row.join('');
    alike.set(drawn, [...(alike.get(drawn) ?? []), server]);
  }
  const rows = [...alike].map(([row, [first = '', ...others]]) => {
    const more = others.length === 0 ? '' : ` +${others.length}`;
    return [`${first.slice(0, LABEL_MOST - more.length)}${more}`, row] as const;
  });
  // Where not all can be shown, those that were elsewhere can.
  const shown = rows.length <= ROWS_MOST ? rows : [...rows].sort((a, b) => elsewhere(b[1]) - elsewhere(a[1])).slice(0, ROWS_MOST);
  return shown.length === rows.length ? shown : [...shown, [`${rows.length - ROWS_MOST} more`, '']];
}

const elsewhere = (row: string): number => row.split(OTHER).length;

/** The most at a time, to nine. */
function lostRow(columns: Columns, changes: readonly Lost[]): string {
  const counts: number[] = Array(COLUMNS).fill(0);
  for (const [place, { at, devices }] of changes.entries()) {
    const until = changes[place + 1]?.at ?? Number.POSITIVE_INFINITY;
    for (const column of columns.touched(at, until)) counts[column] = Math.max(counts[column] ?? 0, devices);
  }
  return counts.map((lost) => (lost === 0 ? ' ' : lost > 9 ? '#' : String(lost))).join('');
}

/** Runs of one sign are painted as one. */
const painted = (row: string, paint: Paint): string =>
  row.replaceAll(/━+|╌+|[A-Z*!]+|[\d#]+/g, (part) => {
    if (part.startsWith(FINAL)) return paint.good(part);
    return part.startsWith(OTHER) || /^[\d#]/.test(part) ? paint.bad(part) : paint.notable(part);
  });

function legend(signs: string, anyLost: boolean): readonly string[] {
  const kinds = Object.entries(LETTERS).filter(([, letter]) => signs.includes(letter));
  const words = [
    ...(signs.includes(OTHER) ? [`${FINAL} on the chain that the room ended with, ${OTHER} on another branch`] : []),
    ...kinds.map(([kind, letter]) => `${letter} ${kind}`),
    ...(signs.includes(SEVERAL) ? [`${SEVERAL} several faults`] : []),
    ...(anyLost && signs.includes('#') ? ['# ten devices or more'] : []),
  ];
  return words.length === 0 ? [] : [words.join(', ')];
}
