/**
 * What holds of servers that receive the events of a forked room, each in a causal order of its own, under each reading. Where
 * something does not hold a DAG file shows it. `SCHISM_PROPERTY_RUNS` says how many rooms to try, see `property-runs.ts`.
 */
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Reading } from '../../../src/room/msc4256/reading.js';
import type { Resolution } from '../../../src/room/room-version.js';
import { agree, deliverAll, type Receiver, sendOneEach } from '../causal-delivery.js';
import { equivocates, isSplit } from '../counterexamples.js';
import { readDagFile } from '../dag-file-text.js';
import type { DescribedRoom, Row } from '../described-room.js';
import { growRoom } from '../grown-room.js';
import { PROPERTY_TIMEOUT_MS, propertyRuns } from '../property-runs.js';
import { type Edit, type RoomShape, roomPlan, THREE_POWERS } from '../random-rooms.js';
import { READINGS } from '../readings.js';

const ROOMS = {
  'in rooms whose commits all have the same powers and servers': [],
  'in rooms where commits change the powers': ['powers'],
  'in rooms where commits change the servers': ['servers'],
  'in rooms with several commits of epoch 0': ['first commits'],
  'in rooms with several commits of epoch 0 that have powers of their own': ['powers of first commits'],
} as const satisfies Readonly<Record<string, readonly Edit[]>>;
type RoomKind = keyof typeof ROOMS;
const KINDS = Object.keys(ROOMS) as RoomKind[];
const ANY_ROOM: RoomShape = { powers: THREE_POWERS, edits: ['powers', 'servers', 'powers of first commits'] };

/** A DAG file that shows that it does not hold. */
type Broken = `split-by-${string}` | undefined;
const HOLDS: Broken = undefined;
const everywhere = (cell: Broken): Record<RoomKind, Broken> =>
  Object.fromEntries(KINDS.map((kind) => [kind, cell])) as Record<RoomKind, Broken>;
const BY_NUMBER: Record<RoomKind, Broken> = {
  'in rooms whose commits all have the same powers and servers': HOLDS,
  'in rooms where commits change the powers': 'split-by-edited-powers',
  'in rooms where commits change the servers': 'split-by-edited-servers',
  'in rooms with several commits of epoch 0': HOLDS,
  'in rooms with several commits of epoch 0 that have powers of their own': 'split-by-second-first-commit',
};

/** Whether servers agree: at once where there is no check 6, else when each has sent one message. */
const AGREEMENT: Readonly<Record<string, Record<RoomKind, Broken>>> = {
  baseline: BY_NUMBER,
  'commit_parent: event': everywhere('split-by-pinned-event'),
  'commit_parent: content': everywhere('split-by-pinned-content'),
  'message_epoch: event': everywhere('split-by-message-event'),
  'message_epoch: content': everywhere('split-by-message-content'),
  'message_epoch: not_at_check_6': {
    ...everywhere(HOLDS),
    'in rooms where commits change the servers': 'split-by-edited-servers',
  },
  'current_state: with_state_before': everywhere(HOLDS),
  'current_state: none': everywhere(HOLDS),
  'auth_event_failure: rejected_or_soft_failed': everywhere('split-by-soft-failed-auth-event'),
  'power_list: own_content': BY_NUMBER,
  'rejected_events: may_return': BY_NUMBER,
  'state_resolution: v2': BY_NUMBER,
};

/** Holds a property against rooms that are grown and delivered under a reading. */
function assertOf(
  shape: RoomShape,
  rules: Partial<Reading>,
  property: (room: DescribedRoom, receivers: readonly Receiver[]) => void,
): void {
  fc.assert(
    fc.property(roomPlan(shape), (plan) => {
      const room = growRoom(plan, rules);
      property(room, deliverAll(room, plan));
    }),
    propertyRuns(40),
  );
}

/** The commits that a server has not refused at check 4. */
const pastCheck4 = ({ graph }: Receiver, room: DescribedRoom): readonly Row[] =>
  [...graph.events()].flatMap(({ event, receipt }) => {
    const row = event.pdu.type === 'm.mls.commit' ? room.row(event.label) : undefined;
    return row === undefined || (receipt.outcome === 'rejected' && receipt.check === 4) ? [] : [row];
  });

/** The graft flag, worked out from the description of the room. */
function isGraft(room: DescribedRoom, { steps }: Resolution): boolean {
  const accepted = steps.filter(({ verdict }) => verdict.allowed).map(({ event }) => room.row(event.label));
  return accepted.some((row, at) => at > 0 && room.parent(row)?.content !== accepted[at - 1]?.content);
}

describe.each(READINGS)('servers under $name', ({ name, rules }) => {
  const limit = { timeout: PROPERTY_TIMEOUT_MS };
  const cells = KINDS.map((kind) => [kind, AGREEMENT[name]?.[kind]] as const);

  it.each(cells.filter(([, file]) => file === undefined))('should agree %s', limit, (kind) => {
    assertOf({ powers: THREE_POWERS, edits: ROOMS[kind] }, rules, (room, receivers) => {
      const asked = rules.current_state === 'none' ? receivers : sendOneEach(room, receivers);
      // One alone agrees with itself.
      fc.pre(asked.length > 1);
      expect(agree(asked)).toBe(true);
    });
  });

  it.each(cells.filter(([, file]) => file !== undefined))('should not always agree %s: %s', limit, (_kind, file) => {
    const { rows, deliver } = readDagFile(readFileSync(new URL(`../../../scenarios/dags/${file}.yaml`, import.meta.url), 'utf8')).file;
    expect(isSplit({ rows, deliver }, rules)).toBe(true);
  });

  it('should let no commit past check 4, epoch 0 excepted, that is not of a power of the commit that it cites', limit, () => {
    assertOf(ANY_ROOM, rules, (room, receivers) => {
      const wrong = receivers
        .flatMap((receiver) => pastCheck4(receiver, room))
        .filter((row) => row.epoch > 0 && room.parent(row)?.powers.includes(row.origin) !== true);
      expect(wrong).toStrictEqual([]);
    });
  });

  it('should find a graft where one is, and none where the parent is pinned', limit, () => {
    const isPinned = rules.commit_parent !== undefined;
    assertOf(ANY_ROOM, rules, (room, receivers) => {
      sendOneEach(room, receivers);
      for (const resolution of receivers.flatMap(({ resolutions }) => resolutions)) {
        expect(resolution.grafts.length > 0).toBe(isGraft(room, resolution));
        if (isPinned) expect(resolution.grafts.length > 0).toBe(false);
      }
    });
  });

  it('should see no two branches of commits (if there is one power, and it makes no two commits upon one)', limit, () => {
    assertOf({ powers: ['a'], edits: [] }, rules, (room, receivers) => {
      for (const receiver of receivers) {
        const commits = pastCheck4(receiver, room).filter((row) => receiver.graph.get(room.dag.get(row.id).id)?.outcome !== 'rejected');
        const chain = (row: Row | undefined): string[] => (row === undefined ? [] : [row.id, ...chain(room.parent(row))]);
        const isOnOneBranch = commits.every((one) =>
          commits.every((other) => chain(one).includes(other.id) || chain(other).includes(one.id)),
        );
        expect(isOnOneBranch || equivocates(room, commits)).toBe(true);
      }
    });
  });
});
