/**
 * The room's DAG as a scenario file of TARDIS, which draws DAGs and steps through them (github.com/matrix-org/tardis). Its events are those
 * of the scenario's own room as the facts tell of them: their names for ids, no hashes and no signatures. A fact does not name the
 * sender: of what carries a device's bytes it is that device's user, if that is the origin's, and else a made-up user of the origin.
 */
import { CREATE_TYPE, isCommitType } from '../../room/msc4256/names.js';
import { type DagEvent, roomDag } from '../room-dag/dag.js';
import type { TraceFact } from '../space-time/packed-facts.js';
import { type Export, serverOf, type Write } from './export.js';

const KINDS: ReadonlySet<string> = new Set(['event_created', 'event_received', 'commit_created', 'states_resolved', 'run_ended']);

export class TardisExport implements Export {
  readonly #write: Write;
  readonly #facts: TraceFact[] = [];

  constructor(write: Write) {
    this.#write = write;
  }

  fact(fact: TraceFact): void {
    if (KINDS.has(fact.kind) && fact.room === undefined) this.#facts.push(fact);
  }

  end(): void {
    const { events, final } = roomDag(this.#facts);
    const depths = new Map<string, number>();
    const told = events.map((event) => {
      const depth = 1 + Math.max(0, ...event.prev.map((label) => depths.get(label) ?? 0));
      depths.set(event.label, depth);
      return matrixEvent(event, depth);
    });
    const annotations = {
      title: final === undefined ? 'No commit is current in the end.' : `${final} is the current commit in the end.`,
      events: Object.fromEntries(events.map((event) => [idOf(event.label), annotation(event, final)])),
    };
    // JSON is JSON5. The id of the room is not in its facts.
    const room = { tardis_version: 1, room_version: 'm.mls.1', room_id: '!room', calculate_event_ids: false, annotations, events: told };
    this.#write(`${JSON.stringify(room, undefined, 1)}\n`);
  }
}

const idOf = (label: string): string => `$${label}`;

function matrixEvent({ label, type, origin, timestamp, carries, epoch, prev, auth }: DagEvent, depth: number): object {
  const user =
    carries?.startsWith('@') === true && serverOf(deviceOf(carries)) === origin
      ? deviceOf(carries).replace(/\/[^/]*$/, '')
      : `@schism:${origin}`;
  return {
    event_id: idOf(label),
    type,
    sender: user,
    ...((type === CREATE_TYPE || isCommitType(type)) && { state_key: '' }),
    origin_server_ts: Math.round(timestamp),
    depth,
    content: { ...(carries !== undefined && { carries }), ...(epoch !== undefined && { epoch }) },
    prev_events: prev.map(idOf),
    auth_events: auth.map(idOf),
  };
}

/** The device that made the bytes: `@alice:a.example/1` of `@alice:a.example/1#3`. */
const deviceOf = (carries: string): string => carries.replace(/(\/[^/#~?]*)[#~?].*$/, '$1');

function annotation({ carries, softFailed, rejected, label }: DagEvent, final: string | undefined): string {
  return [
    label,
    ...(carries === undefined ? [] : [carries]),
    ...(softFailed.length === 0 ? [] : [`soft-failed at ${softFailed.join(', ')}`]),
    ...(rejected.length === 0 ? [] : [`rejected at ${rejected.join(', ')}`]),
    ...(label === final ? ['current in the end'] : []),
  ].join('\n');
}
