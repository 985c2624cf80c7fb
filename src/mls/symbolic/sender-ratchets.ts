/**
 * The message keys that a group state still holds or can derive (RFC 9420 §9): of each sender two ratchets, which turn one way
 * only, and the keys of generations that were skipped. A key is gone once it was used (§9.2).
 */
import { messageKeyLimits } from '../limits.js';
import { PersistentArray } from './persistent-array.js';
import type { EncryptionSecret } from './secrets.js';

export type RatchetKind = 'handshake' | 'application';

/** Where a key stands: in whose ratchet, and at which of its generations. */
export interface KeyPlace {
  readonly leaf: number;
  readonly kind: RatchetKind;
  readonly generation: number;
}

/** The generation that comes out of a ratchet next; with the skipped ones before it whose keys are kept, in increasing order, if any are. */
type Ratchet = number | { readonly generation: number; readonly skipped: readonly number[] };

const NONE: readonly number[] = [];

const ratchet = (generation: number, skipped: readonly number[]): Ratchet => (skipped.length === 0 ? generation : { generation, skipped });
const generationOf = (of: Ratchet): number => (typeof of === 'number' ? of : of.generation);
const skippedOf = (of: Ratchet): readonly number[] => (typeof of === 'number' ? NONE : of.skipped);

/** A message's content, encrypted under the key at one place. */
export class SealedContent<Content> {
  readonly #encryption: EncryptionSecret;
  readonly #place: KeyPlace;
  readonly #content: Content;

  constructor(encryption: EncryptionSecret, place: KeyPlace, content: Content) {
    this.#encryption = encryption;
    this.#place = place;
    this.#content = content;
  }

  /** Undefined if the key at this place of this secret tree is another. */
  open(encryption: EncryptionSecret, { leaf, kind, generation }: KeyPlace): Content | undefined {
    const own = this.#place;
    const isKey = encryption === this.#encryption && leaf === own.leaf && kind === own.kind && generation === own.generation;
    return isKey ? this.#content : undefined;
  }
}

export type Opened<Content> = { readonly content: Content; readonly ratchets: SenderRatchets } | 'used_generation' | 'cannot_open';

export class SenderRatchets {
  readonly #encryption: EncryptionSecret;
  readonly #ratchets: PersistentArray<Ratchet>;

  private constructor(encryption: EncryptionSecret, ratchets: PersistentArray<Ratchet>) {
    this.#encryption = encryption;
    this.#ratchets = ratchets;
  }

  /** Those of an epoch that has just begun. */
  static from(encryption: EncryptionSecret): SenderRatchets {
    return new SenderRatchets(encryption, PersistentArray.empty());
  }

  /** Encrypts under the sender's next key, which is gone from the ratchets that are left. */
  seal<Content>(leaf: number, kind: RatchetKind, content: Content) {
    const own = this.#ratchet(leaf, kind);
    const generation = generationOf(own);
    const place: KeyPlace = { leaf, kind, generation };
    const ratchets = this.#with(leaf, kind, ratchet(generation + 1, skippedOf(own)));
    return { place, sealed: new SealedContent(this.#encryption, place, content), ratchets };
  }

  /** Decrypts what sender data places there; so many generations ahead as the limit says, and what was skipped and not dropped. */
  open<Content>(sealed: SealedContent<Content>, place: KeyPlace): Opened<Content> {
    const { leaf, kind, generation } = place;
    const sender = this.#ratchet(leaf, kind);
    const turned = generation < generationOf(sender) ? withoutSkipped(sender, generation) : turnedPast(sender, generation);
    if (typeof turned === 'string') return turned;
    const content = sealed.open(this.#encryption, place);
    return content === undefined ? 'cannot_open' : { content, ratchets: this.#with(leaf, kind, turned) };
  }

  #ratchet(leaf: number, kind: RatchetKind): Ratchet {
    return this.#ratchets.get(placeOf(leaf, kind)) ?? 0;
  }

  #with(leaf: number, kind: RatchetKind, turned: Ratchet): SenderRatchets {
    return new SenderRatchets(this.#encryption, this.#ratchets.with(placeOf(leaf, kind), turned));
  }
}

const placeOf = (leaf: number, kind: RatchetKind): number => 2 * leaf + (kind === 'handshake' ? 0 : 1);

function withoutSkipped(of: Ratchet, used: number): Ratchet | 'used_generation' {
  const skipped = skippedOf(of);
  if (!skipped.includes(used)) return 'used_generation';
  return ratchet(
    generationOf(of),
    skipped.filter((each) => each !== used),
  );
}

function turnedPast(of: Ratchet, used: number): Ratchet | 'cannot_open' {
  const generation = generationOf(of);
  if (used === generation) return ratchet(used + 1, skippedOf(of));
  if (used - generation > messageKeyLimits.forward) return 'cannot_open';
  const more = Array.from({ length: used - generation }, (_, i) => generation + i);
  return ratchet(used + 1, [...skippedOf(of), ...more].slice(-messageKeyLimits.retained));
}
