/**
 * Which messages the group states of a device open to somebody who holds them (RFC 9420 §9.2, §16.6; H47).
 *
 * A state opens the messages of its epoch whose keys were not used up in it, and all messages of every state that the commits
 * after it lead to while the device is in the group, because those keys are derived anew. A commit of the device's own leads
 * further only from a state that it still holds: its pending state is kept as long (RFC 9420 §12.4: an author cannot process its own commit),
 * or at most until it gives up waiting (H35). So does a commit that takes up its proposal of an Update, whose new key is kept with the
 * state that the proposal was made in (RFC 9420 §12.1.2).
 */
import type { StampedFact } from '../../facts/index.js';
import type { DeviceId, MlsLabel } from '../../names.js';
import { ENCRYPTED_TYPE } from '../../room/msc4256/names.js';
import type { Reading } from '../../room/msc4256/reading.js';
import type { Commit } from '../commit-tree.js';
import type { Decryption, RoomHistory } from '../room-history.js';
import { type HeldCopy, StatesHeld } from './states-held.js';

/** A message that no server has made an event of yet. */
interface Submitted {
  readonly state: Commit;
  /** The sender's copy of the state, whose key for the message is gone. */
  readonly from: HeldCopy | undefined;
  /** The thieves that came after that, and get the key from nothing else that was there. */
  readonly closedTo: StolenStates[];
}

/** All that a device held at some time, in somebody else's hands. */
export interface StolenStates {
  readonly device: number;
  readonly held: ReadonlySet<Commit>;
  /** The states that its own commits lead to, which it had not seen decided or could still go back to. */
  readonly pending: ReadonlySet<Commit>;
  /** Its proposals of an Update in those states. */
  readonly updates: ReadonlySet<MlsLabel>;
  /** The messages sent before that they open. */
  readonly before: number;
  /** The messages sent before in the states that they led to then, opened or not. */
  readonly sent: number;
  /** Messages sent later in those states, whose keys the device had used up before. */
  closed: number;
}

export class OpenableMessages {
  readonly #history: RoomHistory;
  readonly #children = new Map<Commit, Commit[]>();
  /** The devices that a commit removes and adds: what they held before leads no further. */
  readonly #addedAgain = new Map<Commit, ReadonlySet<number>>();
  /** Every proposal of an Update, with the state that it is for, by the device that made it. */
  readonly #updates = new Map<number, Map<MlsLabel, Commit>>();
  /** By commit, the devices whose proposal of an Update it takes up. */
  readonly #renewed = new Map<Commit, ReadonlyMap<number, MlsLabel>>();
  readonly #submitted = new Map<MlsLabel, Submitted>();
  /** Messages sent, by the state that they were encrypted in. */
  readonly #sent = new Map<Commit, number>();
  readonly #states: StatesHeld;
  /** Commits whose pending state their author has dropped. */
  readonly #dropped = new Set<Commit>();
  readonly #dropsAtTimeout: boolean;

  constructor(history: RoomHistory, { author_state }: Pick<Reading, 'author_state'>) {
    this.#history = history;
    this.#dropsAtTimeout = author_state === 'drop_at_timeout';
    this.#states = new StatesHeld(history);
  }

  fact(stamped: StampedFact): void {
    const { node, fact } = stamped;
    this.#states.fact(stamped);
    switch (fact.kind) {
      case 'commit_created':
        this.#grow(this.#history.tree.named(fact.commit), fact.added);
        return;
      case 'proposal_created':
        if (fact.change === 'update') this.#updatesOf(node).set(fact.proposal, this.#history.tree.named(fact.state));
        return;
      case 'proposals_taken_up':
        this.#takeUp(this.#history.tree.named(fact.commit), fact.proposals);
        return;
      case 'commit_given_up':
        if (this.#dropsAtTimeout) this.#dropped.add(this.#history.tree.named(fact.commit));
        return;
      case 'message_submitted': {
        const state = this.#history.tree.named(fact.state);
        const from = this.#states.copyOf(this.#history.numbers.of(node as DeviceId), state); // Only devices state this.
        this.#submitted.set(fact.message, { state, from, closedTo: [] });
        return;
      }
      case 'event_refused':
        if (fact.carries !== undefined) this.#submitted.delete(fact.carries);
        return;
      case 'event_created':
        if (fact.type === ENCRYPTED_TYPE && fact.carries !== undefined) this.#send(fact.carries);
        return;
    }
  }

  /** The same for a message that a device has decrypted. */
  decrypted(decryption: Decryption): void {
    this.#states.decrypted(decryption);
  }

  /** The devices that are in the group. */
  members(): Iterable<number> {
    return this.#states.members();
  }

  /** What its retained states open and its current one does not. */
  openedByRetained(device: number): number {
    const { current, retained } = this.#states.of(device);
    if (current === undefined || retained.length === 0) return 0;
    const states = new Set(retained.map(({ state }) => state));
    const mayFollow = this.#mayFollow(device, new Set([current.state, ...states]));
    const derived = this.#derived(states, device, mayFollow);
    const openedByCurrent = this.#derived([current.state], device, mayFollow);
    let messages = 0;
    for (const state of new Set([...states, ...derived])) {
      if (openedByCurrent.has(state)) continue;
      // Whatever the current state's own keys no longer open, an older copy or one derived anew does.
      messages += state === current.state ? current.used : this.#openIn(state, derived.has(state), retained);
    }
    return messages;
  }

  /** What somebody takes away who copies all that the device holds now. */
  steal(device: number): StolenStates {
    const { current, retained } = this.#states.of(device);
    const copies = current === undefined ? retained : [...retained, current];
    const held = new Set(copies.map(({ state }) => state));
    const derived = this.#derived(held, device, this.#mayFollow(device, held));
    const known = new Set([...held, ...derived]);
    let before = 0;
    for (const state of known) before += this.#openIn(state, derived.has(state), copies);
    const next = [...held].flatMap((state) => this.#children.get(state) ?? []);
    const pending = new Set(next.filter((commit) => commit.author === device && !this.#dropped.has(commit)));
    const updates = new Set([...(this.#updates.get(device) ?? [])].flatMap(([proposal, state]) => (held.has(state) ? [proposal] : [])));
    const stolen = { device, held, pending, updates, before, sent: this.#sentIn(known), closed: 0 };
    for (const { state, from, closedTo } of this.#submitted.values()) {
      const only = copies.filter((copy) => copy.state === state);
      if (from !== undefined && only.length === 1 && only[0] === from && !derived.has(state)) closedTo.push(stolen);
    }
    return stolen;
  }

  /** The states that they lead to by now, themselves included. */
  knownTo({ device, held, pending, updates }: StolenStates): ReadonlySet<Commit> {
    const mayFollow = (commit: Commit): boolean => {
      const update = this.#updateIn(commit, device);
      return (commit.author !== device || pending.has(commit)) && (update === undefined || updates.has(update));
    };
    return new Set([...held, ...this.#derived(held, device, mayFollow)]);
  }

  /** How many messages sent since then they open. Nothing that the device deletes meanwhile is gone from them. */
  openedSince(stolen: StolenStates): number {
    return this.#sentIn(this.knownTo(stolen)) - stolen.sent - stolen.closed;
  }

  #sentIn(states: Iterable<Commit>): number {
    let messages = 0;
    for (const state of states) messages += this.#sent.get(state) ?? 0;
    return messages;
  }

  /** All of a state that can be derived anew, or is there twice; else what its one copy has not used. */
  #openIn(state: Commit, derived: boolean, held: readonly HeldCopy[]): number {
    const sent = this.#sent.get(state) ?? 0;
    const copies = held.filter((copy) => copy.state === state);
    return derived || copies.length > 1 ? sent : sent - (copies[0]?.used ?? 0);
  }

  #mayFollow(device: number, held: ReadonlySet<Commit>): (commit: Commit) => boolean {
    return (commit) => {
      const isOwn = commit.author === device;
      if (!isOwn && this.#updateIn(commit, device) === undefined) return true;
      return commit.parent !== undefined && held.has(commit.parent) && !(isOwn && this.#dropped.has(commit));
    };
  }

  /** The proposal by which the commit gives the device a new key. */
  #updateIn(commit: Commit, device: number): MlsLabel | undefined {
    return this.#renewed.get(commit)?.get(device);
  }

  #updatesOf(node: StampedFact['node']): Map<MlsLabel, Commit> {
    const device = this.#history.numbers.of(node as DeviceId); // Only devices state this.
    const updates = this.#updates.get(device) ?? new Map<MlsLabel, Commit>();
    this.#updates.set(device, updates);
    return updates;
  }

  #takeUp(commit: Commit, proposals: readonly MlsLabel[]): void {
    const renewed = new Map<number, MlsLabel>();
    for (const [device, updates] of this.#updates)
      for (const proposal of proposals) if (updates.has(proposal)) renewed.set(device, proposal);
    if (renewed.size > 0) this.#renewed.set(commit, renewed);
  }

  /** Whether the device is in the group before and after the commit, by the same leaf. */
  #keeps(commit: Commit, device: number): boolean {
    return commit.roster.has(device) && this.#addedAgain.get(commit)?.has(device) !== true;
  }

  /** The states that commits after these lead to, themselves left out unless one leads to another. */
  #derived(states: Iterable<Commit>, device: number, mayFollow: (commit: Commit) => boolean): ReadonlySet<Commit> {
    const reached = new Set<Commit>();
    const open = [...states];
    for (let state = open.pop(); state !== undefined; state = open.pop()) {
      for (const child of this.#children.get(state) ?? []) {
        if (reached.has(child) || !this.#keeps(child, device) || !mayFollow(child)) continue;
        reached.add(child);
        open.push(child);
      }
    }
    return reached;
  }

  #grow(commit: Commit, added: readonly DeviceId[]): void {
    const { parent } = commit;
    if (parent === undefined) return;
    const children = this.#children.get(parent);
    if (children === undefined) this.#children.set(parent, [commit]);
    else children.push(commit);
    const again = added.map((device) => this.#history.numbers.of(device)).filter((device) => parent.roster.has(device));
    if (again.length > 0) this.#addedAgain.set(commit, new Set(again));
  }

  #send(message: MlsLabel): void {
    const submitted = this.#submitted.get(message);
    if (submitted === undefined) return;
    this.#submitted.delete(message);
    this.#sent.set(submitted.state, (this.#sent.get(submitted.state) ?? 0) + 1);
    if (submitted.from !== undefined) submitted.from.used += 1;
    for (const stolen of submitted.closedTo) stolen.closed += 1;
  }
}
