/**
 * The network carries opaque things over links and says what becomes of each transmission, at once: what is under way when
 * a partition or a crash begins arrives. Transmissions do not wait for one another, so a later one can overtake.
 */
import type { Draws } from '../kernel/draws.js';
import { type Instant, plus } from '../kernel/time.js';
import type { NodeName } from '../names.js';
import { Cuts } from './cuts.js';
import { sampleLatency } from './latency.js';
import { type LinkPlan, Links } from './links.js';

export interface Transmission {
  readonly from: NodeName;
  readonly to: NodeName;
  /** What is carried, by a name that is its own on this link. With the attempt it is the key of the draws. */
  readonly thing: string;
  /** Which try it is. */
  readonly attempt: number;
  /** When it is sent. */
  readonly at: Instant;
}

export type Fate =
  | { readonly kind: 'arrives'; readonly at: Instant }
  /** By the link's own loss. */
  | { readonly kind: 'lost' }
  /** The link is cut, by these faults. */
  | { readonly kind: 'cut'; readonly by: readonly string[] };

const LOST: Fate = { kind: 'lost' };

export class Network {
  readonly cuts = new Cuts();
  readonly #draws: Draws;
  readonly #links: Links;

  constructor(draws: Draws, plan: LinkPlan) {
    this.#draws = draws;
    this.#links = new Links(plan);
  }

  /** @throws InvariantError if the two have no link. */
  transmit({ from, to, thing, attempt, at }: Transmission): Fate {
    const { latency, loss } = this.#links.quality(from, to);
    const by = this.cuts.cutBy(from, to);
    if (by.length > 0) return { kind: 'cut', by };
    if (loss > 0 && this.#draws.uniform('loss', from, to, thing, attempt) < loss) return LOST;
    if (latency.kind === 'constant') return { kind: 'arrives', at: plus(at, latency.value) };
    return { kind: 'arrives', at: plus(at, sampleLatency(latency, this.#draws.stream('latency', from, to, thing, attempt))) };
  }
}
