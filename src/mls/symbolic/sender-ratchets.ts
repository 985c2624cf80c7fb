/**
 * The message keys that a group state still holds or can derive (RFC 9420 §9): of each sender two ratchets, which turn one way
 * only, and the keys of generations that were skipped. A key is gone once it was used (§9.2).
 */
import { messageKeyLimits } from '../limits.js';
import { PersistentArray } from './persistent-array.js';

/** The root of an epoch's secret tree (RFC 9420 §9), from which all message keys come. */
export class EncryptionSecret {}

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

export class SenderRatchets {
  readonly #encryption: EncryptionSecret;
  readonly #ratchets: PersistentArray<Ratchet>;
  /** What became of the key that was used up last. Members begin an epoch with the same ratchets and mostly use keys in one order. */
  #lastPlace: KeyPlace | undefined;
  #lastResult: SenderRatchets | 'used_generation' | 'cannot_open' = 'cannot_open';

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
    const place: KeyPlace = { leaf, kind, generation: generationOf(this.#ratchet(leaf, kind)) };
    const ratchets = this.without(place);
    if (typeof ratchets === 'string') throw new Error(`generation ${place.generation} of leaf ${leaf} comes next and is gone`);
    return { place, sealed: new SealedContent(this.#encryption, place, content), ratchets };
  }

  /** Decrypts what sender data places there, if `without` says that the key of that place is to be had. */
  open<Content>(sealed: SealedContent<Content>, place: KeyPlace): Content | undefined {
    return sealed.open(this.#encryption, place);
  }

  #ratchet(leaf: number, kind: RatchetKind): Ratchet {
    return this.#ratchets.get(placeOf(leaf, kind)) ?? 0;
  }

  /**
   * These ratchets with the key at one place used up; so many generations ahead as the limit says, and what was skipped and not
   * dropped.
   */
  without(place: KeyPlace): SenderRatchets | 'used_generation' | 'cannot_open' {
    if (place !== this.#lastPlace) {
      this.#lastResult = this.#turned(place);
      this.#lastPlace = place;
    }
    return this.#lastResult;
  }

  #turned({ leaf, kind, generation }: KeyPlace): SenderRatchets | 'used_generation' | 'cannot_open' {
    const sender = this.#ratchet(leaf, kind);
    const turned = generation < generationOf(sender) ? withoutSkipped(sender, generation) : turnedPast(sender, generation);
    if (typeof turned === 'string') return turned;
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
