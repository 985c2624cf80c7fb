/**
 * Leaving a room: the client asks, and once sync says that the user has left, each of its devices forgets the group's keys. No
 * event tells the others, and a member cannot commit its own removal (RFC 9420 §12.2). It could propose it, but leaving a room is not
 * leaving its group (H48): the devices stay on the roster, and messages are encrypted for them too, until somebody removes them.
 */
import type { DeviceId, RoomId } from '../names.js';
import type { OwnCommits } from './own-commits.js';
import type { RetainedStates } from './retained-states.js';
import type { RoomView } from './room-view.js';
import type { Server } from './server.js';
import type { Turn } from './turn.js';
import type { Welcomes } from './welcomes.js';

export class Leaving {
  private asked = 0;

  constructor(
    private readonly self: DeviceId,
    private readonly server: Pick<Server, 'name' | 'ask'>,
    private readonly states: RetainedStates,
    private readonly ownCommits: OwnCommits,
    private readonly view: RoomView,
    private readonly welcomes: Welcomes,
  ) {}

  ask(turn: Turn): void {
    this.asked += 1;
    this.server.ask(turn, `leave ${this.self} ${this.asked}`, { kind: 'leave', room: this.view.id });
  }

  /** The user has left. */
  left(turn: Turn, room: RoomId): void {
    if (room !== this.view.id) return;
    this.states.forget(turn);
    this.ownCommits.prune(this.states);
    this.view.place = 'off_branch';
    this.welcomes.left();
  }
}
