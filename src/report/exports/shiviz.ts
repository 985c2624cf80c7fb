/**
 * What happened before what, as a log for ShiViz (bestchai.bitbucket.io/shiviz): its parser's regular expression, an empty line, and then
 * two lines for each thing that a node did, with the node's vector clock. What arrives at an instant counts as before all that the node
 * does then. What a crashed node is sent arrives when it is back.
 */
import TinyQueue from 'tinyqueue';
import { number, type TraceFact, text } from '../space-time/packed-facts.js';
import type { Export, Write } from './export.js';

export const SHIVIZ_PARSER = '(?<time>\\S*) (?<event>.*)\\n(?<host>\\S*) (?<clock>\\{.*\\})';

interface Arrival {
  readonly at: number;
  /** In the order in which they were sent. */
  readonly order: number;
  readonly to: string;
  readonly thing: string;
  readonly clock: ReadonlyMap<string, number>;
}

export class ShivizExport implements Export {
  readonly #write: Write;
  readonly #clocks = new Map<string, Map<string, number>>();
  readonly #underWay = new TinyQueue<Arrival>([], (a, b) => a.at - b.at || a.order - b.order);
  readonly #down = new Map<string, Arrival[]>();
  #order = 0;

  constructor(write: Write) {
    this.#write = write;
    write(`${SHIVIZ_PARSER}\n\n`);
  }

  fact(fact: TraceFact): void {
    this.#arrive(fact.at_ms);
    const node = text(fact.node);
    if (fact.kind === 'transmission') return this.#transmit(fact);
    if (node === undefined) return;
    if (fact.kind === 'crashed') this.#down.set(node, []);
    this.#happen(node, fact.at_ms, describe(fact));
    if (fact.kind !== 'restarted') return;
    const held = this.#down.get(node) ?? [];
    this.#down.delete(node);
    for (const arrival of held) this.#receive(arrival, fact.at_ms);
  }

  end(): void {
    this.#arrive(Number.POSITIVE_INFINITY);
  }

  #transmit({ from, to, thing, at_ms, arrives_ms }: TraceFact): void {
    const [source, target, name, at] = [text(from), text(to), text(thing), number(arrives_ms)];
    if (source === undefined || target === undefined || name === undefined) return;
    const clock = this.#happen(source, at_ms, `sends ${name} to ${target}${at === undefined ? ', which is lost' : ''}`);
    if (at !== undefined) this.#underWay.push({ at, order: this.#order++, to: target, thing: name, clock: new Map(clock) });
  }

  #arrive(until: number): void {
    for (let next = this.#underWay.peek(); next !== undefined && next.at <= until; next = this.#underWay.peek()) {
      this.#underWay.pop();
      const held = this.#down.get(next.to);
      if (held === undefined) this.#receive(next, next.at);
      else held.push(next);
    }
  }

  #receive({ to, thing, clock }: Arrival, at: number): void {
    const own = this.#clockOf(to);
    for (const [node, count] of clock) own.set(node, Math.max(own.get(node) ?? 0, count));
    this.#happen(to, at, `receives ${thing}`);
  }

  #happen(node: string, at_ms: number, what: string): ReadonlyMap<string, number> {
    const clock = this.#clockOf(node);
    clock.set(node, (clock.get(node) ?? 0) + 1);
    this.#write(`${(at_ms / 1_000).toFixed(6)} ${what}\n${node} ${JSON.stringify(Object.fromEntries(clock))}\n`);
    return clock;
  }

  #clockOf(node: string): Map<string, number> {
    const clock = this.#clocks.get(node) ?? new Map<string, number>();
    this.#clocks.set(node, clock);
    return clock;
  }
}

/** On one line, as a JSON text has no line breaks of its own. */
function describe({ at_ms: _at, local_ms: _local, node: _node, kind, ...fields }: TraceFact): string {
  return `${kind.replaceAll('_', ' ')} ${JSON.stringify(fields)}`;
}
