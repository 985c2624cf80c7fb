/**
 * The discrete-event queue: what is to happen, in one total order. A 4-ary heap over typed arrays, so that nothing is
 * allocated for an event and the four times that a step compares lie together. An event stays in one slot while its place
 * in the heap changes, and each slot knows its place: cancelling takes an event out at once. That costs one store a move
 * and leaves nothing behind of timers that are moved again and again, as marking them and skipping them later would.
 */
import { InvariantError } from './invariant-error.js';
import type { Instant } from './time.js';

declare const handle: unique symbol;
/** An event that was scheduled. It never means another one, also when it has happened or was cancelled. */
export type ScheduledEvent = number & { readonly [handle]: true };

/** How many events can be pending. A handle is slot + SLOTS_MAX × uses of the slot, which leaves 2^32 uses. */
const SLOTS_MAX = 2 ** 21;
const SLOTS_AT_FIRST = 256;
const CHILDREN = 4;

// Every index below is a place under #size or a slot that one of them holds, so no access is out of bounds: hence `as`.
export class EventQueue<Payload> {
  // By place in the heap. From #size on, #slots holds the slots that are free.
  #times = new Float64Array(SLOTS_AT_FIRST);
  #slots = Int32Array.from({ length: SLOTS_AT_FIRST }, (_, slot) => slot);
  // By slot.
  #places = new Int32Array(SLOTS_AT_FIRST);
  #sources = new Int32Array(SLOTS_AT_FIRST);
  #sequences = new Float64Array(SLOTS_AT_FIRST);
  #uses = new Uint32Array(SLOTS_AT_FIRST);
  #isWork = new Uint8Array(SLOTS_AT_FIRST);
  readonly #payloads: (Payload | undefined)[] = [];

  /** By source. */
  readonly #nextSequences: number[] = [];
  #size = 0;
  #workSize = 0;

  /** Events pending. */
  get size(): number {
    return this.#size;
  }

  /** Those of them that stand for work under way. */
  get workSize(): number {
    return this.#workSize;
  }

  /** When the first event happens; Infinity if none is pending. */
  get firstAt(): number {
    return this.#size === 0 ? Number.POSITIVE_INFINITY : (this.#times[0] as number);
  }

  push(at: Instant, source: number, payload: Payload, isWork: boolean): ScheduledEvent {
    if (this.#size === this.#times.length) this.#grow();
    const place = this.#size++;
    const slot = this.#slots[place] as number;
    const sequence = this.#nextSequences[source] ?? 0;
    this.#nextSequences[source] = sequence + 1;
    this.#sources[slot] = source;
    this.#sequences[slot] = sequence;
    this.#payloads[slot] = payload;
    this.#isWork[slot] = isWork ? 1 : 0;
    if (isWork) this.#workSize++;
    this.#rise(place, at, slot);
    return (slot + SLOTS_MAX * (this.#uses[slot] as number)) as ScheduledEvent;
  }

  /** Takes out the first event. Not for an empty queue. */
  take(): Payload {
    const slot = this.#slots[0] as number;
    const payload = this.#payloads[slot] as Payload;
    this.#remove(0, slot);
    return payload;
  }

  /** Whether the event was still pending, and now never happens. */
  cancel(event: ScheduledEvent): boolean {
    const slot = event % SLOTS_MAX;
    if (this.#uses[slot] !== (event - slot) / SLOTS_MAX) return false;
    this.#remove(this.#places[slot] as number, slot);
    return true;
  }

  /**
   * The order of everything that happens in a run. Time first. At one instant the source decides, so that the events of one
   * source keep their place whatever others schedule; then the source's own running number, in which it scheduled them. No
   * two events are equal: a heap keeps no order among equals, and the run would depend on how it is laid out.
   */
  #precedes(timeA: number, slotA: number, timeB: number, slotB: number): boolean {
    if (timeA !== timeB) return timeA < timeB;
    const sourceA = this.#sources[slotA] as number;
    const sourceB = this.#sources[slotB] as number;
    if (sourceA !== sourceB) return sourceA < sourceB;
    return (this.#sequences[slotA] as number) < (this.#sequences[slotB] as number);
  }

  #remove(place: number, slot: number): void {
    this.#payloads[slot] = undefined;
    this.#uses[slot] = (this.#uses[slot] as number) + 1;
    if (this.#isWork[slot] === 1) this.#workSize--;

    const last = --this.#size;
    const time = this.#times[last] as number;
    const moved = this.#slots[last] as number;
    this.#slots[last] = slot;
    if (place === last) return;
    this.#rise(place, time, moved);
    if (this.#places[moved] === place) this.#sink(place, time, moved);
  }

  /** Puts the event of `slot` at `from` or, before what it precedes, nearer to the root. */
  #rise(from: number, time: number, slot: number): void {
    let place = from;
    while (place > 0) {
      const parent = Math.floor((place - 1) / CHILDREN);
      const parentTime = this.#times[parent] as number;
      const parentSlot = this.#slots[parent] as number;
      if (!this.#precedes(time, slot, parentTime, parentSlot)) break;
      this.#put(place, parentTime, parentSlot);
      place = parent;
    }
    this.#put(place, time, slot);
  }

  /** Puts the event of `slot` at `from` or, behind what precedes it, further from the root. */
  #sink(from: number, time: number, slot: number): void {
    let place = from;
    for (;;) {
      const firstChild = CHILDREN * place + 1;
      if (firstChild >= this.#size) break;
      const end = Math.min(firstChild + CHILDREN, this.#size);
      let best = firstChild;
      let bestTime = this.#times[best] as number;
      let bestSlot = this.#slots[best] as number;
      for (let child = firstChild + 1; child < end; child++) {
        const childTime = this.#times[child] as number;
        const childSlot = this.#slots[child] as number;
        if (this.#precedes(childTime, childSlot, bestTime, bestSlot)) {
          best = child;
          bestTime = childTime;
          bestSlot = childSlot;
        }
      }
      if (!this.#precedes(bestTime, bestSlot, time, slot)) break;
      this.#put(place, bestTime, bestSlot);
      place = best;
    }
    this.#put(place, time, slot);
  }

  #put(place: number, time: number, slot: number): void {
    this.#times[place] = time;
    this.#slots[place] = slot;
    this.#places[slot] = place;
  }

  #grow(): void {
    const before = this.#times.length;
    const length = 2 * before;
    if (length > SLOTS_MAX) throw new InvariantError(`more than ${SLOTS_MAX} events are pending`);
    this.#times = extended(this.#times, new Float64Array(length));
    this.#slots = extended(
      this.#slots,
      Int32Array.from({ length }, (_, slot) => slot),
    );
    this.#places = extended(this.#places, new Int32Array(length));
    this.#sources = extended(this.#sources, new Int32Array(length));
    this.#sequences = extended(this.#sequences, new Float64Array(length));
    this.#uses = extended(this.#uses, new Uint32Array(length));
    this.#isWork = extended(this.#isWork, new Uint8Array(length));
  }
}

/** `longer`, beginning with what `array` holds. */
const extended = <T extends { set(array: T): void }>(array: T, longer: T): T => {
  longer.set(array);
  return longer;
};
