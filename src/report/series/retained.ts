/** How many group states devices keep beside their current one, because of `security.window`. */
import type { StampedFact } from '../../facts/index.js';
import type { NodeName } from '../../names.js';
import type { RetainedStates } from './series.js';

export class RetainedSeries {
  readonly #kept = new Map<NodeName, Set<string>>();
  readonly #changes: { at: number; states: number; devices: number }[] = [{ at: 0, states: 0, devices: 0 }];
  #states = 0;
  #devices = 0;

  fact({ at, node, fact }: StampedFact): void {
    if (node === undefined) return;
    switch (fact.kind) {
      case 'state_retained':
        this.#keep(node, fact.state);
        break;
      // Either way it is no longer kept beside the current one: gone, or current again.
      case 'state_deleted':
      case 'state_entered':
        this.#drop(node, fact.state);
        break;
      default:
        return;
    }
    this.#note(Math.max(0, at));
  }

  result(): readonly RetainedStates[] {
    return this.#changes.map(({ at, states, devices }) => ({ at_ms: at / 1_000, states, devices }));
  }

  #keep(node: NodeName, state: string): void {
    const kept = this.#kept.get(node) ?? new Set();
    this.#kept.set(node, kept);
    if (kept.has(state)) return;
    kept.add(state);
    this.#states++;
    if (kept.size === 1) this.#devices++;
  }

  #drop(node: NodeName, state: string): void {
    const kept = this.#kept.get(node);
    if (kept?.delete(state) !== true) return;
    this.#states--;
    if (kept.size === 0) this.#devices--;
  }

  #note(at: number): void {
    const [states, devices] = [this.#states, this.#devices];
    const last = this.#changes.at(-1);
    if (last?.at === at) Object.assign(last, { states, devices });
    else if (last?.states !== states || last.devices !== devices) this.#changes.push({ at, states, devices });
  }
}
