/**
 * What kept group states would open to somebody who got hold of a device: messages that its current state does not open, as
 * their keys are deleted or of an epoch that it has left (H47). Looked at at evenly spaced instants.
 *
 * A state opens the messages of its epoch whose keys were not used up in it, and all messages of every state that the commits
 * after it lead to while the device is in the group, because those keys are derived anew. A commit of the device's own leads
 * further only from a state that it still holds: its pending state is kept as long (RFC 9420 §12.4: an author cannot process its own commit).
 */
import type { Fold, StampedFact } from '../../facts/index.js';
import type { DeviceId, MlsLabel } from '../../names.js';
import { ENCRYPTED_TYPE } from '../../room/msc4256/names.js';
import type { Commit } from '../commit-tree.js';
import type { Decryption, RoomHistory } from '../room-history.js';

const INSTANTS = 100;

/** A message that no server has made an event of yet. */
interface Submitted {
  readonly sender: number;
  readonly state: Commit;
}

export class MessagesAtRiskFold implements Fold<number> {
  readonly #history: RoomHistory;
  readonly #every: number;
  readonly #children = new Map<Commit, Commit[]>();
  readonly #submitted = new Map<MlsLabel, Submitted>();
  /** Messages sent, by the state that they were encrypted in. */
  readonly #sentIn = new Map<Commit, number>();
  /** Those of them whose keys each device, by its number, has used up in its copy of the state: what it sent and what it read. */
  readonly #usedIn = new Map<Commit, number[]>();
  readonly #retained = new Map<number, Set<Commit>>();
  /** The group state of each member device. Not the history's, which knows of the present fact already. */
  readonly #current = new Map<number, Commit>();
  #instants = 0;
  #sum = 0;

  /** @param duration of the workload in µs, over which the instants are spread; the last one is its end */
  constructor(history: RoomHistory, duration: number) {
    this.#history = history;
    this.#every = duration / INSTANTS;
  }

  fact({ at, node, fact }: StampedFact): void {
    this.#lookUntil(at);
    switch (fact.kind) {
      case 'commit_created':
        this.#grow(this.#history.tree.named(fact.parent), this.#history.tree.named(fact.commit));
        return;
      case 'state_entered':
        this.#current.set(this.#deviceOf(node), this.#history.tree.named(fact.state));
        this.#retained.get(this.#deviceOf(node))?.delete(this.#history.tree.named(fact.state));
        return;
      case 'group_left':
      case 'group_abandoned':
        this.#current.delete(this.#deviceOf(node));
        return;
      case 'state_retained':
        this.#retainedBy(this.#deviceOf(node)).add(this.#history.tree.named(fact.state));
        return;
      case 'state_deleted':
        this.#retained.get(this.#deviceOf(node))?.delete(this.#history.tree.named(fact.state));
        return;
      case 'message_submitted':
        this.#submitted.set(fact.message, { sender: this.#deviceOf(node), state: this.#history.tree.named(fact.state) });
        return;
      case 'event_refused':
        if (fact.carries !== undefined) this.#submitted.delete(fact.carries);
        return;
      case 'event_created':
        if (fact.type === ENCRYPTED_TYPE && fact.carries !== undefined) this.#send(fact.carries);
        return;
    }
  }

  decrypted({ at, device, state }: Decryption): void {
    this.#lookUntil(at);
    this.#use(device, state);
  }

  /** The mean over the instants of the mean over the devices that are in the group then. */
  result(): number {
    while (this.#instants < INSTANTS) this.#look();
    return this.#sum / INSTANTS;
  }

  /** Looks at every instant that lies before what happens now. */
  #lookUntil(now: number): void {
    while (this.#instants < INSTANTS && this.#every * (this.#instants + 1) < now) this.#look();
  }

  #look(): void {
    this.#instants += 1;
    let messages = 0;
    for (const [device, current] of this.#current) messages += this.#atRisk(device, current);
    if (this.#current.size > 0) this.#sum += messages / this.#current.size;
  }

  #atRisk(device: number, current: Commit): number {
    const retained = this.#retained.get(device);
    if (retained === undefined || retained.size === 0) return 0;
    const held = (state: Commit): boolean => state === current || retained.has(state);
    // Of a state that is held itself, and cannot be derived anew from another one, the used keys are gone.
    const derived = this.#reachableFrom([...retained], device, held);
    const opened = new Set([...retained, ...derived]);
    const openedByCurrent = this.#reachableFrom([current], device, held);
    let messages = 0;
    for (const state of opened) {
      if (openedByCurrent.has(state)) continue;
      const sent = this.#sentIn.get(state) ?? 0;
      const used = this.#usedIn.get(state)?.[device] ?? 0;
      if (state === current) messages += derived.has(state) ? used : 0;
      else messages += derived.has(state) ? sent : sent - used;
    }
    return messages;
  }

  /** The states that commits after these lead to, themselves left out unless one leads to another. */
  #reachableFrom(states: readonly Commit[], device: number, held: (state: Commit) => boolean): ReadonlySet<Commit> {
    const reached = new Set<Commit>();
    const open = [...states];
    for (let state = open.pop(); state !== undefined; state = open.pop()) {
      for (const child of this.#children.get(state) ?? []) {
        if (reached.has(child) || !child.roster.has(device)) continue;
        if (child.author === device && !held(state)) continue;
        reached.add(child);
        open.push(child);
      }
    }
    return reached;
  }

  #grow(parent: Commit, commit: Commit): void {
    const children = this.#children.get(parent);
    if (children === undefined) this.#children.set(parent, [commit]);
    else children.push(commit);
  }

  #send(message: MlsLabel): void {
    const submitted = this.#submitted.get(message);
    if (submitted === undefined) return;
    this.#submitted.delete(message);
    this.#sentIn.set(submitted.state, (this.#sentIn.get(submitted.state) ?? 0) + 1);
    this.#use(submitted.sender, submitted.state);
  }

  #use(device: number, state: Commit): void {
    let used = this.#usedIn.get(state);
    if (used === undefined) {
      used = [];
      this.#usedIn.set(state, used);
    }
    used[device] = (used[device] ?? 0) + 1;
  }

  #retainedBy(device: number): Set<Commit> {
    const retained = this.#retained.get(device) ?? new Set();
    this.#retained.set(device, retained);
    return retained;
  }

  #deviceOf(node: StampedFact['node']): number {
    return this.#history.numbers.of(node as DeviceId); // Only devices state the facts of a group.
  }
}
