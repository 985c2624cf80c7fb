/** How far each clock was off, as the stamps of facts show it. */
import type { StampedFact } from '../../facts/index.js';
import type { NodeName } from '../../names.js';
import type { ClockOffsets } from './series.js';

interface Reading {
  readonly at: number;
  readonly offset: number;
}

interface Clock {
  /** Clocks run evenly between changes: so the first, and of each change the last before it and the first after it. */
  readonly kept: Reading[];
  last: Reading;
  /** It has been set since the last reading. */
  changed: boolean;
}

export class ClockSeries {
  readonly #clocks = new Map<NodeName, Clock>();

  fact({ at, node, local, fact }: StampedFact): void {
    if (at < 0) return;
    if (fact.kind === 'clock_changed') this.#change(fact.node);
    if (node === undefined || local === undefined) return;
    const reading = { at, offset: local - at };
    const clock = this.#clocks.get(node);
    if (clock === undefined) this.#clocks.set(node, { kept: [reading], last: reading, changed: false });
    else read(clock, reading);
  }

  /** Servers and devices whose clock was read, by name. */
  result(): readonly ClockOffsets[] {
    return [...this.#clocks]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([node, { kept, last }]) => ({ node, points: [...kept, ...(kept.at(-1) === last ? [] : [last])].map(pointOf) }));
  }

  #change(node: NodeName): void {
    const clock = this.#clocks.get(node);
    if (clock === undefined) return;
    if (clock.kept.at(-1) !== clock.last) clock.kept.push(clock.last);
    clock.changed = true;
  }
}

function read(clock: Clock, reading: Reading): void {
  if (clock.changed) clock.kept.push(reading);
  clock.last = reading;
  clock.changed = false;
}

const pointOf = ({ at, offset }: Reading) => ({ at_ms: at / 1_000, offset_ms: offset / 1_000 });
