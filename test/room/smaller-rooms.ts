/**
 * The last part of making a counterexample small. Random plans refer to events by how far back they are, so an event in the
 * middle cannot be left out of them without moving the others; here it can, because labels hold.
 */
import { CREATE, type Row } from './described-room.js';

/** A room, and the order in which each server receives its events. */
export interface DeliveredRoom {
  readonly rows: readonly Row[];
  readonly deliver: Readonly<Record<string, readonly string[]>>;
}

/** Makes a room smaller step by step for as long as `isExample` says yes. */
export function smallestOf(room: DeliveredRoom, isExample: (room: DeliveredRoom) => boolean): DeliveredRoom {
  for (const candidate of smaller(room)) if (isExample(candidate)) return smallestOf(candidate, isExample);
  return room;
}

/** Rooms that are smaller in one respect: fewer events, fewer `prev`, lists as they were, or plainer servers. */
function* smaller(room: DeliveredRoom): Generator<DeliveredRoom> {
  const rows = room.rows.slice(1);
  for (const { id } of [...rows].reverse()) yield without(room, id);
  for (const row of rows) if (row.prev.length > 1) for (const one of row.prev) yield withRow(room, row.id, { ...row, prev: [one] });
  for (const row of rows) {
    const { powers, servers } = row.auth.length > 1 ? (room.rows.find(({ id }) => id === row.auth[1]) ?? row) : (room.rows[0] ?? row);
    if (row.powers !== powers) yield withRow(room, row.id, { ...row, powers });
    if (row.servers !== servers) yield withRow(room, row.id, { ...row, servers });
    if (row.content !== row.id) yield withRow(room, row.id, { ...row, content: row.id });
  }
  for (const row of rows) {
    const parent = room.rows.find(({ id }) => id === row.auth[1])?.origin ?? row.origin;
    if (PLAINEST.includes(parent) && row.origin !== parent) yield madeBy(room, row, parent);
    if (!PLAINEST.includes(row.origin)) yield madeBy(room, row, 'b');
  }
  for (const server of Object.keys(room.deliver)) {
    for (const plainer of PLAINEST.slice(0, PLAINEST.indexOf(server))) {
      if (!(plainer in room.deliver)) yield { ...room, deliver: renamedKey(room.deliver, server, plainer) };
    }
  }
}

/** Those that make nothing but receive, then those that make most; no others are needed to show what divides a room. */
const PLAINEST = ['y', 'z', 'b', 'a'];

/** What followed the event follows what it followed; what cites it goes too. */
function without(room: DeliveredRoom, id: string): DeliveredRoom {
  const gone = room.rows.find((row) => row.id === id);
  const citing = room.rows.find(({ auth }) => auth.includes(id));
  if (citing !== undefined) return without(without(room, citing.id), id);
  const bypassed = (prev: readonly string[]): string[] => {
    const through = [...new Set(prev.flatMap((one) => (one === id ? (gone?.prev ?? []) : [one])))];
    // The create event is before everything: to follow it besides others says nothing.
    return through.length > 1 ? through.filter((one) => one !== CREATE) : through;
  };
  return {
    rows: room.rows
      .filter((row) => row.id !== id)
      .map((row) => ({ ...row, prev: bypassed(row.prev), content: row.content === id ? row.id : row.content })),
    deliver: mapValues(room.deliver, (labels) => labels.filter((label) => label !== id)),
  };
}

function withRow(room: DeliveredRoom, id: string, row: Row): DeliveredRoom {
  const renamed = (labels: readonly string[]): string[] => labels.map((label) => (label === id ? row.id : label));
  return {
    rows: room.rows.map((other) => (other.id === id ? row : { ...other, prev: renamed(other.prev), auth: renamed(other.auth) })),
    deliver: mapValues(room.deliver, renamed),
  };
}

function madeBy(room: DeliveredRoom, row: Row, origin: string): DeliveredRoom {
  const label = row.kind === 'commit' ? `${origin}${row.epoch}` : row.id;
  const id = row.id === label || !room.rows.some((other) => other.id === label) ? label : `${label}-of-${row.id}`;
  return withRow(room, row.id, { ...row, id, origin, content: row.content === row.id ? id : row.content });
}

export const mapValues = <In, Out>(record: Readonly<Record<string, In>>, of: (value: In) => Out): Record<string, Out> =>
  Object.fromEntries(Object.entries(record).map(([key, value]) => [key, of(value)]));

const renamedKey = <Value>(record: Readonly<Record<string, Value>>, from: string, to: string): Record<string, Value> =>
  Object.fromEntries(Object.entries(record).map(([key, value]) => [key === from ? to : key, value]));
