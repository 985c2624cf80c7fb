/**
 * Where servers that hold the same events do not agree: which searches end in which DAG file of `scenarios/dags/`. The rooms are
 * of honest powers, none of which makes two commits upon one, so that what divides the servers is the reading and nothing else.
 */
import fc from 'fast-check';
import type { Reading } from '../../src/room/msc4256/reading.js';
import { agree, deliverAll, LAST_MESSAGE, sendOneEach } from './causal-delivery.js';
import { type DagFile, delivered, describedRoom } from './dag-file.js';
import type { DescribedRoom, Row } from './described-room.js';
import { growRoom } from './grown-room.js';
import { type Edit, type RoomPlan, roomPlan, THREE_POWERS } from './random-rooms.js';
import { type DeliveredRoom, mapValues, smallestOf } from './smaller-rooms.js';

export interface Search {
  /** The file's name in `scenarios/dags/`. */
  readonly file: string;
  readonly rules: Partial<Reading>;
  /** Further readings under which the same room must be divided. */
  readonly alsoUnder?: readonly Partial<Reading>[];
  readonly edits: readonly Edit[];
  /** Other readings that the file shows. */
  readonly readings: readonly Partial<Reading>[];
}

export const SPLITS: readonly Search[] = [
  { file: 'split-by-pinned-event', rules: { commit_parent: 'event' }, edits: [], readings: [{ commit_parent: 'number' }] },
  { file: 'split-by-pinned-content', rules: { commit_parent: 'content' }, edits: [], readings: [{ commit_parent: 'number' }] },
  { file: 'split-by-message-event', rules: { message_epoch: 'event' }, edits: [], readings: [{ message_epoch: 'number' }] },
  { file: 'split-by-message-content', rules: { message_epoch: 'content' }, edits: [], readings: [{ message_epoch: 'number' }] },
  {
    file: 'split-by-soft-failed-auth-event',
    rules: { auth_event_failure: 'rejected_or_soft_failed' },
    edits: [],
    readings: [{ auth_event_failure: 'rejected' }],
  },
  {
    file: 'split-by-edited-powers',
    rules: {},
    edits: ['powers'],
    readings: [{ message_epoch: 'not_at_check_6' }, { current_state: 'with_state_before' }],
  },
  { file: 'split-by-edited-servers', rules: {}, edits: ['servers'], readings: [{ current_state: 'with_state_before' }] },
  {
    file: 'split-by-second-first-commit',
    rules: {},
    alsoUnder: [{ power_list: 'own_content' }],
    edits: ['powers of first commits'],
    readings: [{ power_list: 'own_content' }, { message_epoch: 'not_at_check_6' }, { current_state: 'with_state_before' }],
  },
];

/** Whether some server made two of these commits upon one. */
export function equivocates(room: DescribedRoom, commits: readonly Row[]): boolean {
  const made = commits.flatMap((row) => (row.kind === 'commit' && row.epoch > 0 ? [`${row.origin} upon ${room.parent(row)?.id}`] : []));
  return new Set(made).size < made.length;
}

/** The smallest plan that shrinking finds for which `holds` is false. */
function smallestPlan(edits: readonly Edit[], holds: (plan: RoomPlan) => boolean): RoomPlan {
  const found = fc.check(fc.property(roomPlan({ powers: THREE_POWERS, edits }), holds), { seed: 4256, numRuns: 200_000 });
  const [plan] = found.counterexample ?? [];
  if (plan === undefined) throw new Error(`no counterexample in ${found.numRuns} rooms`);
  return plan;
}

/** Whether servers that hold the same events do not agree when each has sent one message more. */
export function isSplit({ rows, deliver }: DeliveredRoom, rules: Partial<Reading>): boolean {
  const isLast = ({ id }: Row): boolean => id.startsWith(LAST_MESSAGE);
  const before = rows.filter((row) => !isLast(row));
  const labels = new Set(before.map(({ id }) => id));
  const room = describedRoom(before, rules);
  const servers = delivered({ deliver: mapValues(deliver, (received) => received.filter((label) => labels.has(label))) }, room);
  return !agree(sendOneEach(room, servers));
}

/** Servers that hold the same events, have sent a message each and do not agree. */
export function findSplit({ rules, alsoUnder = [], edits, readings }: Search): Found {
  const received = (plan: RoomPlan): DeliveredRoom => {
    const room = growRoom(plan, rules);
    return { rows: room.rows(), deliver: Object.fromEntries(deliverAll(room, plan).map((one) => [one.name, [...one.received]])) };
  };
  const isExample = (room: DeliveredRoom): boolean =>
    !equivocates(describedRoom(room.rows, rules), room.rows) && [rules, ...alsoUnder].every((reading) => isSplit(room, reading));
  const { rows, deliver } = smallestOf(received(smallestPlan(edits, (plan) => !isExample(received(plan)))), isExample);
  // The messages are events of the file, too.
  const room = describedRoom(rows, rules);
  const servers = delivered({ deliver: Object.fromEntries(Object.entries(deliver).sort()) }, room);
  sendOneEach(room, servers);
  return { rules, rows: room.rows(), resolve: [], deliver: Object.fromEntries(servers.map((one) => [one.name, one.received])), readings };
}

/** Two commits that resolve to a graft by number, and to none where the parent is pinned. */
export function findGraft(): Found {
  const grafted = ({ rows }: Pick<DeliveredRoom, 'rows'>): readonly string[] | undefined => {
    const room = describedRoom(rows, {});
    if (equivocates(room, rows)) return undefined;
    const commits = rows.flatMap(({ id, kind }) => (kind === 'commit' ? [id] : []));
    return commits
      .flatMap((one, at) => commits.slice(at + 1).map((other) => [one, other]))
      .find((pair) => room.dag.resolve(pair).grafts.length > 0);
  };
  const found = growRoom(
    smallestPlan([], (plan) => grafted({ rows: growRoom(plan, {}).rows() }) === undefined),
    {},
  );
  const { rows } = smallestOf({ rows: found.rows(), deliver: {} }, (room) => grafted(room) !== undefined);
  return {
    rules: {},
    rows,
    resolve: grafted({ rows }) ?? [],
    deliver: {},
    readings: [{ commit_parent: 'event' }, { commit_parent: 'content' }],
  };
}

type Found = Pick<DagFile, 'rules' | 'rows' | 'resolve' | 'deliver' | 'readings'>;
