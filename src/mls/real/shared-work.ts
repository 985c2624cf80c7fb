/**
 * The tables behind `Sharing`, one set an engine. They can hold neither epochs nor forks nor altered bytes for one another: an
 * object counts by identity, under a number that is never given twice, and bytes by their SHA-256. They stay small: only the
 * latest of each kind are kept. Whoever comes later works it out anew, and shares that.
 */
import { encode } from 'ts-mls/codec/tlsEncoder.js';
import { groupContextEncoder } from 'ts-mls/groupContext.js';
import type { KeySchedule } from 'ts-mls/keySchedule.js';
import type { SecretTree } from 'ts-mls/secretTree.js';
import { Latest } from '../../room/latest.js';
import type { EpochView, ShownEpoch } from './epoch-view.js';
import { digest, type Sharing, type Source } from './sharing.js';

/** Enough for the messages and commits that are under way at one time in a large group; a few kilobytes each. */
const RESULTS_KEPT = 4096;
/** Enough for the branches of a fork, and for devices that lag behind; 0.4 MB each in a group of 100, 3 MB in one of 1,000. */
const EPOCHS_KEPT = 32;

export class SharedWork implements Sharing {
  private readonly results = new Latest<string, object>(RESULTS_KEPT);
  /** What led into epochs: which one by its name, and the rest of the result. */
  private readonly ways = new Latest<string, { readonly into: string; readonly rest: object }>(RESULTS_KEPT);
  private readonly epochs = new Latest<string, EpochView>(EPOCHS_KEPT);
  private readonly shownEpochs = new WeakMap<KeySchedule, ShownEpoch>();
  private readonly numbers = new WeakMap<object, number>();
  private numbered = 0;

  async once<T extends object>(kind: string, source: Source, work: () => Promise<T>): Promise<T> {
    const key = this.keyOf(kind, source);
    // A kind has results of one type.
    const known = this.results.get(key) as T | undefined;
    if (known !== undefined) return known;
    const result = await work();
    this.results.set(key, result);
    return result;
  }

  async onceInto<T extends { readonly view: EpochView }>(kind: string, source: Source, work: () => Promise<T>): Promise<T> {
    const key = this.keyOf(kind, source);
    const way = this.ways.get(key);
    const known = way && this.epochs.get(way.into);
    // As above: what was taken apart is put together again.
    if (way !== undefined && known !== undefined) return { ...way.rest, view: known } as unknown as T;
    const result = await work();
    const { view, ...rest } = result;
    this.ways.set(key, { into: nameOf(view), rest });
    return result;
  }

  async view(known: Omit<EpochView, 'secretTree'>, secretTree: () => Promise<SecretTree>): Promise<EpochView> {
    const name = nameOf(known);
    const shared = this.epochs.get(name);
    if (shared !== undefined) return shared;
    const view = { ...known, secretTree: await secretTree() };
    this.epochs.set(name, view);
    return view;
  }

  shown(epoch: KeySchedule, work: () => ShownEpoch): ShownEpoch {
    const known = this.shownEpochs.get(epoch);
    if (known !== undefined) return known;
    const shown = work();
    this.shownEpochs.set(epoch, shown);
    return shown;
  }

  private keyOf(kind: string, { objects, digest: bytes }: Source): string {
    return `${kind} ${objects.map((object) => this.numberOf(object)).join(' ')} ${bytes}`;
  }

  private numberOf(object: object): number {
    const known = this.numbers.get(object);
    if (known !== undefined) return known;
    this.numbered += 1;
    this.numbers.set(object, this.numbered);
    return this.numbered;
  }
}

/** Two members are in one epoch if they agree on its context, in which the whole tree is hashed, and on its secrets. */
function nameOf({ groupContext, keySchedule, confirmationTag }: Omit<EpochView, 'secretTree'>): string {
  return digest(keySchedule.epochAuthenticator, confirmationTag, encode(groupContextEncoder)(groupContext));
}
