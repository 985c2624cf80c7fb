/**
 * What came of room upgrades. All other metrics are of the scenario's own room: what was lost there stays lost, and an episode ends by no
 * upgrade, as the device follows its old room no better for being in another one. Here is who went on, and in how long.
 */
import type { Fold, StampedFact } from '../../facts/index.js';
import type { DeviceId, RoomId } from '../../names.js';
import { type Distribution, inMilliseconds, Samples } from '../percentiles.js';
import type { RoomHistory } from '../room-history.js';
import type { MessageMetrics } from './messages.js';

export type UpgradeMetrics = {
  readonly rooms: number;
  readonly moved: number;
  readonly left_behind: number;
  readonly apart: number;
  readonly rescued: number;
  readonly move_ms: Distribution;
  readonly messages: { readonly sent: number; readonly pairs: number; readonly decrypted: number };
};

/** One of the rooms, as far as it counts here. */
export interface LaterRoom {
  readonly id: RoomId;
  readonly history: RoomHistory;
  readonly messages: MessageMetrics;
}

export class UpgradesFold implements Pick<Fold<unknown>, 'fact'> {
  readonly #own: RoomHistory;
  readonly #begunAt = new Map<RoomId, number>();
  readonly #moves = new Samples();
  /** By device, the new rooms whose groups it has come into, in that order. */
  readonly #entered = new Map<DeviceId, RoomId[]>();

  /** @param own of the scenario's own room */
  constructor(own: RoomHistory) {
    this.#own = own;
  }

  /** Facts of all rooms. */
  fact({ at, node, room, fact }: StampedFact): void {
    if (fact.kind === 'room_upgraded') this.#begunAt.set(fact.successor, at);
    if (room === undefined || fact.kind !== 'state_entered') return;
    const device = node as DeviceId; // Only devices state this.
    const entered = this.#entered.get(device) ?? [];
    if (entered.includes(room)) return;
    entered.push(room);
    this.#entered.set(device, entered);
    const begunAt = entered.length > 1 ? undefined : this.#begunAt.get(room);
    if (fact.via === 'welcome' && begunAt !== undefined) this.#moves.add(at - begunAt);
  }

  /** @param lost the devices that could not follow the old room at its end */
  result(rooms: readonly LaterRoom[], lost: Iterable<DeviceId>): UpgradeMetrics {
    const moved = [...this.#entered.keys()].filter((device) => rooms.some((room) => isIn(room, device)));
    const sum = (count: (messages: MessageMetrics) => number): number => rooms.reduce((all, { messages }) => all + count(messages), 0);
    return {
      rooms: this.#begunAt.size,
      moved: moved.length,
      left_behind: this.#begunAt.size === 0 ? 0 : this.#oldGroup().filter((device) => !moved.includes(device)).length,
      apart: this.#apart(rooms),
      rescued: [...lost].filter((device) => moved.includes(device)).length,
      move_ms: inMilliseconds(this.#moves),
      messages: { sent: sum(({ sent }) => sent), pairs: sum(({ pairs }) => pairs), decrypted: sum(({ decrypted }) => decrypted) },
    };
  }

  /** A user goes on in the last room whose group its device came into, if it is still in that. Of the devices that do, those in another one than most. */
  #apart(rooms: readonly LaterRoom[]): number {
    const going = rooms.map(
      (room) => [...this.#entered].filter(([device, entered]) => entered.at(-1) === room.id && isIn(room, device)).length,
    );
    return going.reduce((sum, count) => sum + count, 0) - Math.max(0, ...going);
  }

  /** Who is on the roster of the old room's final commit. */
  #oldGroup(): readonly DeviceId[] {
    const { events, tree, numbers, end } = this.#own;
    const final = end?.final && events.get(end.final);
    return [...((final && tree.find(final.bytes))?.roster ?? [])].map((device) => numbers.device(device));
  }
}

const isIn = ({ history }: LaterRoom, device: DeviceId): boolean => history.positions.of(history.numbers.of(device)).state !== undefined;
