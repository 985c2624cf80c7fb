/** DAG files as tests see them, and what comes of playing one: what the file may expect. */
import type { Reading } from '../../src/room/msc4256/reading.js';
import { Receiver } from './causal-delivery.js';
import { DescribedRoom, type Row } from './described-room.js';

/** What a DAG file is about: all of it but what follows from the rest. */
export interface DagFile {
  /** What stands above the document, without the `#`. */
  readonly comment: readonly string[];
  readonly name: string;
  readonly about: string;
  readonly rules: Partial<Reading>;
  readonly rows: readonly Row[];
  readonly resolve: readonly string[];
  /** By server. */
  readonly deliver: Readonly<Record<string, readonly string[]>>;
  /** The other readings that the file speaks of. */
  readonly readings: readonly Partial<Reading>[];
}

/** What became of a DAG, as `expect` in the file says it. */
export interface DagOutcome {
  readonly tip?: string | null;
  readonly graft?: boolean;
  readonly order?: readonly string[];
  readonly refused?: Readonly<Record<string, string>>;
  readonly servers?: Readonly<Record<string, ServerOutcome>>;
}
export interface ServerOutcome {
  readonly tip: string | null;
  /** Rules by event. */
  readonly rejected: Readonly<Record<string, string>>;
  readonly soft_failed: Readonly<Record<string, string>>;
}

export function describedRoom(rows: readonly Row[], rules: Partial<Reading>): DescribedRoom {
  const room = new DescribedRoom(rules);
  for (const row of rows) room.add(row);
  return room;
}

/** The servers of the file after all that it delivers. */
export function delivered({ deliver }: Pick<DagFile, 'deliver'>, room: DescribedRoom): readonly Receiver[] {
  return Object.entries(deliver).map(([name, labels]) => {
    const receiver = new Receiver(name, room);
    for (const label of labels) receiver.receive(label);
    return receiver;
  });
}

export function play(file: DagFile, rules: Partial<Reading>): DagOutcome {
  const room = describedRoom(file.rows, rules);
  const servers = delivered(file, room).map(({ name, graph, tip }) => {
    const failed = (outcome: 'rejected' | 'soft_failed'): Record<string, string> =>
      Object.fromEntries(
        [...graph.events()].flatMap(({ event, receipt }) => (receipt.outcome === outcome ? [[event.label, receipt.rule]] : [])),
      );
    return [name, { tip: tip ?? null, rejected: failed('rejected'), soft_failed: failed('soft_failed') }] as const;
  });
  return {
    ...(file.resolve.length > 0 && resolved(room, file.resolve)),
    ...(servers.length > 0 && { servers: Object.fromEntries(servers) }),
  };
}

function resolved(room: DescribedRoom, commits: readonly string[]): DagOutcome {
  const { state, steps, grafts } = room.dag.resolve(commits);
  const refused = steps.flatMap(({ event, verdict }) => (verdict.allowed ? [] : [[event.label, verdict.rule]]));
  return {
    tip: state.commit?.label ?? null,
    graft: grafts.length > 0,
    order: steps.map(({ event }) => event.label),
    refused: Object.fromEntries(refused),
  };
}
