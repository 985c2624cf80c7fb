/** What a device's users wish of the group: waiting to be tried, in order, or come true. */
import type { DeviceId, MlsLabel } from '../names.js';
import type { CarriedOut, Fulfilment } from './carried-out.js';
import type { Change } from './intents.js';
import type { HeldState } from './retained-states.js';
import type { RunningNumbers } from './running-numbers.js';
import type { Turn } from './turn.js';
import { Wish } from './wish.js';

export class Wishes {
  private readonly waiting: Wish[] = [];
  /** Those that have neither come true nor been given up: waiting, or under way. */
  private readonly open = new Set<Wish>();
  /** Those that are to add somebody again. */
  private readonly readds: Wish[] = [];

  constructor(
    private readonly carriedOut: CarriedOut<Wish>,
    private readonly numbers: RunningNumbers,
    /** Whether an addition that is undone is wanted again (H44). */
    private readonly invitesAgain: boolean,
  ) {}

  add(turn: Turn, change: Change): Wish {
    const wish = new Wish(this.numbers.next('intent'), change);
    turn.outbox.emit({ kind: 'change_intended', intent: wish.number, change: change.kind });
    this.waiting.push(wish);
    this.open.add(wish);
    if (change.kind === 'readd') this.readds.push(wish);
    return wish;
  }

  /** The user has left the room: what was wanted of its group is wanted no more, whatever is under way for it. */
  abandon(turn: Turn): void {
    for (const wish of this.open) this.giveUp(turn, wish, 'not_a_member', 'the user has left the room');
    this.carriedOut.clear();
  }

  /** A device that was to be added again follows the room without that, or somebody else sees to it. A commit under way stays. */
  withdrawReadds(turn: Turn, device: DeviceId): void {
    for (const wish of this.readds) {
      if (wish.withdrawn || !isReaddOf(wish, device)) continue;
      wish.withdrawn = true;
      this.open.delete(wish);
      if (!this.carriedOut.forget(wish)) turn.outbox.emit({ kind: 'change_withdrawn', intent: wish.number });
    }
  }

  /** Whether any is to be tried. */
  get isWaiting(): boolean {
    return this.waiting.length > 0;
  }

  /** The next one to be tried, which waits no longer. */
  next(): Wish | undefined {
    let next = this.waiting.shift();
    while (next?.withdrawn) next = this.waiting.shift();
    return next;
  }

  /** It is the next to be tried. */
  putBack(wish: Wish): void {
    this.waiting.unshift(wish);
  }

  /** Takes it from those that wait; says whether it was among them. */
  take(wish: Wish): boolean {
    const at = this.waiting.indexOf(wish);
    if (at >= 0) this.waiting.splice(at, 1);
    return at >= 0;
  }

  /** It came true in a group state, by a commit of the device's own or one that took its proposals up; undefined: by none. */
  cameTrue(turn: Turn, wish: Wish, by: Fulfilment | undefined, commit: MlsLabel | undefined, state: MlsLabel): void {
    this.open.delete(wish);
    if (by !== undefined && !wish.withdrawn) this.carriedOut.add(wish, { text: by.text, epoch: by.epoch });
    turn.outbox.emit({ kind: 'change_satisfied', intent: wish.number, commit, state });
  }

  /** It is so in this state, by somebody else's doing. */
  wasTrue(turn: Turn, wish: Wish, { label, madeBy, group }: HeldState): void {
    this.cameTrue(turn, wish, madeBy === undefined ? undefined : { text: madeBy, epoch: group.epoch - 1 }, undefined, label);
  }

  /** Those that came true on a branch that the room has left come up again, as soon as the device follows the room. */
  reviveUndone(follows: boolean): void {
    this.carriedOut.compare();
    if (!follows) return;
    for (const wish of this.carriedOut.takeUndone()) {
      if (!this.invitesAgain && addsDevices(wish.change)) continue;
      this.open.add(wish);
      this.waiting.push(wish);
    }
  }

  /** @param rule as in `change_impossible` */
  giveUp(turn: Turn, wish: Wish, rule: string, why: string): void {
    // It may have been withdrawn or given up meanwhile.
    if (!this.open.delete(wish)) return;
    wish.withdrawn = true;
    turn.outbox.emit({ kind: 'change_impossible', intent: wish.number, rule, why });
  }
}

const addsDevices = ({ kind }: Change): boolean => kind === 'add' || kind === 'readd';

/** Whether the wish is to add this device again, and nobody else. */
const isReaddOf = ({ change }: Wish, device: DeviceId): boolean =>
  change.kind === 'readd' && change.devices.every((each) => each === device);
