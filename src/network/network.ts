/**
 * The network carries opaque things over links and says what becomes of each transmission, at once: what is under way when
 * a partition or a crash begins arrives. Transmissions do not wait for one another, so a later one can overtake.
 */
import type { Draws, FamilyDraw } from '../kernel/draws.js';
import { type Duration, type Instant, plus } from '../kernel/time.js';
import type { NodeName } from '../names.js';
import { Cuts } from './cuts.js';
import { type Quantile, quantileOf } from './latency.js';
import { type LinkPlan, type LinkQuality, linkQuality } from './links.js';

/** What becomes of a transmission: when it arrives, or why it does not. */
export type Fate = Instant | NotCarried;

export type NotCarried =
  /** By the link's own loss. */
  | { readonly kind: 'lost' }
  /** The link is cut, by these faults. */
  | { readonly kind: 'cut'; readonly by: readonly string[] };

const LOST: NotCarried = { kind: 'lost' };

/** One link, in one direction. */
export class Link {
  readonly #from: NodeName;
  readonly #to: NodeName;
  readonly #cuts: Cuts;
  readonly #loss: number;
  /** Both are drawn for each try to carry each thing. */
  readonly #lossDraw: FamilyDraw;
  readonly #latencyDraw: FamilyDraw;
  readonly #latency: Quantile | Duration;

  constructor(from: NodeName, to: NodeName, { loss, latency }: LinkQuality, cuts: Cuts, draws: Draws) {
    this.#from = from;
    this.#to = to;
    this.#cuts = cuts;
    this.#loss = loss;
    this.#lossDraw = draws.family('loss', from, to);
    this.#latencyDraw = draws.family('latency', from, to);
    // Most links of a run may have a constant latency, which needs no draw.
    this.#latency = latency.kind === 'constant' ? latency.value : quantileOf(latency);
  }

  /**
   * @param thing what is carried, by a name that is its own on this link; with the attempt it is the key of the draws
   * @param attempt which try it is
   * @param at when it is sent
   */
  transmit(thing: string, attempt: number, at: Instant): Fate {
    const by = this.#cuts.cutBy(this.#from, this.#to);
    if (by.length > 0) return { kind: 'cut', by };
    if (this.#loss > 0 && this.#lossDraw(thing, attempt) < this.#loss) return LOST;
    const latency = this.#latency;
    return plus(at, typeof latency === 'number' ? latency : latency(this.#latencyDraw(thing, attempt)));
  }
}

export class Network {
  readonly cuts = new Cuts();
  readonly #draws: Draws;
  readonly #plan: LinkPlan;

  constructor(draws: Draws, plan: LinkPlan) {
    this.#draws = draws;
    this.#plan = plan;
  }

  /** @throws InvariantError if the two have no link. */
  link(from: NodeName, to: NodeName): Link {
    return new Link(from, to, linkQuality(this.#plan, from, to), this.cuts, this.#draws);
  }
}
