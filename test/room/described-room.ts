/**
 * A room as a DAG file describes it: each event a row, with the lists of a commit written out. Rows become events of a
 * `RoomDag` one by one, so that a random room and one that was read from a file are built alike.
 */
import type { RoomEvent } from '../../src/room/event.js';
import type { Reading } from '../../src/room/msc4256/reading.js';
import { BASELINE } from '../../src/room/msc4256/reading.js';
import { roomVersion } from '../../src/room/msc4256/room-version.js';
import { RoomDag } from './room-dag.js';

export const CREATE = 'cr';

export interface Lists {
  readonly powers: readonly string[];
  readonly servers: readonly string[];
}

export interface Row extends Lists {
  readonly id: string;
  readonly kind: 'commit' | 'pending' | 'message';
  readonly epoch: number;
  readonly origin: string;
  readonly prev: readonly string[];
  readonly auth: readonly string[];
  /** Seconds. */
  readonly ts: number;
  /** Rows with one content have the same MLS bytes. */
  readonly content: string;
}

export class DescribedRoom {
  readonly dag: RoomDag;
  private readonly byLabel = new Map<string, Row>();

  constructor(readonly rules: Partial<Reading>) {
    this.dag = new RoomDag(roomVersion({ ...BASELINE, ...rules }), { powers: [], servers: [] });
    this.dag.create(CREATE, { origin: 'a' });
  }

  add(row: Row): RoomEvent {
    const { id, kind, epoch, origin, prev, auth, ts, powers, servers, content } = row;
    this.byLabel.set(id, row);
    if (kind === 'message') return this.dag.message(id, epoch, { origin, prev, auth, ts });
    return this.dag[kind](id, epoch, { origin, prev, auth, ts, powers, servers, content });
  }

  row(label: string): Row {
    const row = this.byLabel.get(label);
    if (row === undefined) throw new Error(`the room has no row ${label}`);
    return row;
  }

  /** In order of description, which is causal. */
  rows(): readonly Row[] {
    return [...this.byLabel.values()];
  }

  /** The row of the commit that an event cites. */
  parent({ auth }: Row): Row | undefined {
    const label = auth.find((cited) => cited !== CREATE && this.row(cited).kind === 'commit');
    return label === undefined ? undefined : this.row(label);
  }
}
