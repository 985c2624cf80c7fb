/**
 * The network carries opaque things over links and says what becomes of each transmission, at once: what is under way when
 * a partition or a crash begins arrives. Transmissions do not wait for one another, so a later one can overtake.
 */
import type { Draws } from '../kernel/draws.js';
import { type Instant, plus } from '../kernel/time.js';
import type { NodeName } from '../names.js';
import { Cuts } from './cuts.js';
import { latencyAt } from './latency.js';
import { type LinkPlan, type LinkQuality, linkQuality } from './links.js';

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

/** What becomes of a transmission: when it arrives, or why it does not. */
export type Fate = Instant | NotCarried;

export type NotCarried =
  /** By the link's own loss. */
  | { readonly kind: 'lost' }
  /** The link is cut, by these faults. */
  | { readonly kind: 'cut'; readonly by: readonly string[] };

const LOST: NotCarried = { kind: 'lost' };

/** A number in [0, 1) for each try to carry each thing. */
type LinkDraw = (thing: string, attempt: number) => number;

interface Link extends LinkQuality {
  readonly lossDraw: LinkDraw;
  readonly latencyDraw: LinkDraw;
}

export class Network {
  readonly cuts = new Cuts();
  readonly #draws: Draws;
  readonly #plan: LinkPlan;
  /** By sender and receiver; worked out when a link is first used. */
  readonly #links = new Map<NodeName, Map<NodeName, Link>>();

  constructor(draws: Draws, plan: LinkPlan) {
    this.#draws = draws;
    this.#plan = plan;
  }

  /** @throws InvariantError if the two have no link. */
  transmit({ from, to, thing, attempt, at }: Transmission): Fate {
    const { latency, loss, latencyDraw, lossDraw } = this.#link(from, to);
    const by = this.cuts.cutBy(from, to);
    if (by.length > 0) return { kind: 'cut', by };
    if (loss > 0 && lossDraw(thing, attempt) < loss) return LOST;
    return plus(at, latencyAt(latency, latency.kind === 'constant' ? 0 : latencyDraw(thing, attempt)));
  }

  #link(from: NodeName, to: NodeName): Link {
    let fromHere = this.#links.get(from);
    if (fromHere === undefined) {
      fromHere = new Map();
      this.#links.set(from, fromHere);
    }
    let link = fromHere.get(to);
    if (link === undefined) {
      const [lossDraw, latencyDraw] = [this.#draws.family('loss', from, to), this.#draws.family('latency', from, to)];
      link = { ...linkQuality(this.#plan, from, to), lossDraw, latencyDraw };
      fromHere.set(to, link);
    }
    return link;
  }
}
