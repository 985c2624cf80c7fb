/**
 * What one server holds of one room: the events with the outcome of their checks, the states round them, the forward
 * extremities and the current state (Matrix server-server API, "PDUs": the event graph). Work per event does not depend on
 * how much the graph holds.
 */
import type { EventId } from '../names.js';
import type { RoomEvent } from './event.js';
import { ForwardExtremities } from './forward-extremities.js';
import { judgeReceipt, type Receipt } from './receipt.js';
import type { Outcome, Resolution, ResolvedStates, RoomState, RoomVersion } from './room-version.js';

/** An event that the server holds. */
export interface HeldEvent {
  readonly event: RoomEvent;
  readonly outcome: Outcome;
  readonly receipt: Receipt;
  readonly stateBefore: RoomState;
  readonly stateAfter: RoomState;
  /** One more than the highest of its `prev_events`; 0 where it has none. Stands in for the `depth` that MSC4256 removes. */
  readonly generation: number;
  /** How many events the server held before. */
  readonly position: number;
}

/** What an insertion did to the room's current state. */
export interface Insertion {
  readonly held: HeldEvent;
  readonly before: RoomState;
  readonly after: RoomState;
  /** How `after` was decided, if the event was accepted and the extremities have different states. */
  readonly resolved: ResolvedStates | undefined;
}

/** How many forward extremities a new event follows (Synapse's number; the limit of a PDU is 20). */
const MAX_PREV_EVENTS_OF_OWN = 10;

const NOTHING: readonly EventId[] = [];
const NONE: readonly ResolvedStates[] = [];

const distinct = (states: readonly RoomState[]): readonly RoomState[] => (states.length < 2 ? states : [...new Set(states)]);

/** A server may hold a million of them, so each is as small as can be. */
class Node implements HeldEvent {
  constructor(
    readonly event: RoomEvent,
    readonly receipt: Receipt,
    readonly generation: number,
    readonly position: number,
  ) {}

  get outcome(): Outcome {
    return this.receipt.outcome;
  }

  get accepted(): boolean {
    return this.receipt.outcome === 'accepted';
  }

  get stateBefore(): RoomState {
    return this.receipt.stateBefore;
  }

  get stateAfter(): RoomState {
    return this.receipt.stateAfter;
  }
}

export class RoomGraph {
  private readonly nodes = new Map<EventId, Node>();
  private readonly extremitySet = new ForwardExtremities<Node>();
  private current: RoomState;
  /** The first create event that the server accepted: there is no other for it (H1). */
  private pinnedCreate: RoomEvent | undefined;
  private lastAccepted: Receipt | undefined;

  constructor(private readonly version: RoomVersion) {
    this.current = version.state(undefined, undefined);
  }

  has(id: EventId): boolean {
    return this.nodes.has(id);
  }

  get(id: EventId): HeldEvent | undefined {
    return this.nodes.get(id);
  }

  /** Every event, in order of insertion. */
  events(): IterableIterator<HeldEvent> {
    return this.nodes.values();
  }

  /** What the event refers to and the server does not hold: `prev_events` first, nothing twice. */
  missing(event: RoomEvent): readonly EventId[] {
    const { prev_events, auth_events } = event.pdu;
    if (prev_events.every((id) => this.nodes.has(id)) && auth_events.every((id) => this.nodes.has(id))) return NOTHING;
    return [...new Set([...prev_events, ...auth_events])].filter((id) => !this.nodes.has(id));
  }

  /** The state before an event of which nothing is missing. */
  stateBefore(event: RoomEvent): RoomState {
    return this.resolve(this.statesAfter(event.pdu.prev_events)).state;
  }

  /**
   * Makes checks 4 to 6, and changes nothing. Nothing may be `missing`.
   * @param own the server made the event itself: it does not soft-fail its own, so check 6 is not made
   */
  judge(event: RoomEvent, { own }: { readonly own: boolean }): Receipt {
    const resolved: ResolvedStates[] = [];
    const resolve = (states: readonly RoomState[]): RoomState => {
      const resolution = this.resolve(states);
      if (states.length > 1) resolved.push({ states, resolution });
      return resolution.state;
    };
    const stateBefore = resolve(this.statesAfter(event.pdu.prev_events));
    const verdict = judgeReceipt(this.version, event, {
      authEvents: event.pdu.auth_events.map((id) => this.node(id)),
      pinnedCreate: this.pinnedCreate,
      stateBefore,
      currentState: () => {
        if (own || this.version.check6 === 'none') return undefined;
        return this.version.check6 === 'extremities' ? this.current : resolve(distinct([...this.extremityStates(), stateBefore]));
      },
    });
    const stateAfter = verdict.outcome === 'rejected' ? stateBefore : this.version.apply(event, stateBefore);
    if (verdict.outcome !== 'accepted') return { ...verdict, stateBefore, stateAfter, resolved };
    if (resolved.length > 0) return { outcome: 'accepted', stateBefore, stateAfter, resolved };
    return this.acceptedIn(stateBefore, stateAfter);
  }

  /** Most events are accepted like the one before them, so one receipt serves for many. */
  private acceptedIn(stateBefore: RoomState, stateAfter: RoomState): Receipt {
    const last = this.lastAccepted;
    if (last?.stateBefore === stateBefore && last.stateAfter === stateAfter) return last;
    this.lastAccepted = { outcome: 'accepted', stateBefore, stateAfter, resolved: NONE };
    return this.lastAccepted;
  }

  /** Keeps an event with what `judge` said of it just before. */
  insert(event: RoomEvent, receipt: Receipt): Insertion {
    if (this.nodes.has(event.id)) throw new Error(`the graph holds ${event.label} already`);
    const generation = this.prevOf(event).reduce((highest, node) => Math.max(highest, node.generation + 1), 0);
    const held = new Node(event, receipt, generation, this.nodes.size);
    this.nodes.set(event.id, held);
    const before = this.current;
    if (!held.accepted) return { held, before, after: before, resolved: undefined };
    // No state has a create event before the first one is accepted, and that one's own state has it.
    this.pinnedCreate ??= held.stateAfter.create;
    this.extremitySet.add(held, (node) => this.prevOf(node.event));
    const states = this.extremityStates();
    const resolution = this.resolve(states);
    this.current = resolution.state;
    return { held, before, after: this.current, resolved: states.length > 1 ? { states, resolution } : undefined };
  }

  /** The state resolved over the forward extremities. */
  currentState(): RoomState {
    return this.current;
  }

  /** The forward extremities, in order of arrival. */
  extremities(): readonly HeldEvent[] {
    return [...this.extremitySet.all()];
  }

  /**
   * What a new event follows: all forward extremities, or ten of them if there are more (H18). First those after which the
   * state is the current one, or a commit that other events cite late would be followed by nobody and hold up the room; then
   * the newest by generation, as `depth` is gone; of equal ones that which came first, because event ids differ between MLS
   * engines. So the ten have the current state among theirs if any extremity has it; it may be that of none, having come out
   * of a resolution. The extremities left out stay what they are.
   */
  prevEventsForNew(): EventId[] {
    const isCurrent = ({ stateAfter }: HeldEvent): number => Number(stateAfter === this.current);
    const newest = [...this.extremities()].sort((a, b) => isCurrent(b) - isCurrent(a) || b.generation - a.generation);
    return newest.slice(0, MAX_PREV_EVENTS_OF_OWN).map((held) => held.event.id);
  }

  /**
   * The state before an event that follows `prevEventsForNew`, so the one to take its auth events from. It is the current
   * state where all extremities are followed, and where ten of them or more have it. Otherwise it may be another one, even with
   * the current state among those of the ten: what a few states resolve to need not be what all do (H18).
   */
  stateForNew(): RoomState {
    return this.resolve(this.statesAfter(this.prevEventsForNew())).state;
  }

  private statesAfter(ids: readonly EventId[]): readonly RoomState[] {
    return distinct(ids.map((id) => this.node(id).stateAfter));
  }

  private extremityStates(): readonly RoomState[] {
    const states: RoomState[] = [];
    for (const { stateAfter } of this.extremitySet.all()) states.push(stateAfter);
    return distinct(states);
  }

  /** @param states each once */
  private resolve(states: readonly RoomState[]): Resolution {
    return this.version.resolve(states, this.hasRejected);
  }

  private readonly hasRejected = (event: RoomEvent): boolean => this.nodes.get(event.id)?.outcome === 'rejected';

  private prevOf(event: RoomEvent): readonly Node[] {
    return event.pdu.prev_events.map((id) => this.node(id));
  }

  private node(id: EventId): Node {
    const node = this.nodes.get(id);
    if (node === undefined) throw new Error(`the graph does not hold ${id}: ask what is missing first`);
    return node;
  }
}
