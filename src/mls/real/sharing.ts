/**
 * Process once, follow many: what several members work out from the same things comes out the same, so a run pays for it once.
 * That is the simulator's economy and no member's knowledge: each still opens its own path secret, and shares the rest only with
 * those who have come by the same secrets. Here is what may be shared; `shared-work.ts` does it.
 */
import type { KeySchedule } from 'ts-mls/keySchedule.js';
import type { SecretTree } from 'ts-mls/secretTree.js';
import { concat, toHex } from './bytes.js';
import type { EpochView, ShownEpoch } from './epoch-view.js';
import { sha256 } from './kdf.js';

/** What a result was worked out from, and nothing else. */
export interface Source {
  /** By identity. */
  readonly objects: readonly object[];
  /** The `digest` of all bytes. */
  readonly digest: string;
}

/** What stands for bytes, and for where each ends: no others have the same (SHA-256, in hex). */
export function digest(...bytes: readonly Uint8Array[]): string {
  const lengths = new Uint8Array(Uint32Array.from(bytes, ({ length }) => length).buffer);
  return toHex(sha256(concat(Uint8Array.of(bytes.length), lengths, ...bytes)));
}

export interface Sharing {
  /** `work`'s result, for everybody who has the same source. What fails is tried again. */
  once<T extends object>(kind: string, source: Source, work: () => Promise<T>): Promise<T>;
  /** As `once`, for what leads into an epoch, whose view is the one that all share. */
  onceInto<T extends { readonly view: EpochView }>(kind: string, source: Source, work: () => Promise<T>): Promise<T>;
  /** The one view of its epoch that all share; `secretTree` is asked for only if this is the first. */
  view(known: Omit<EpochView, 'secretTree'>, secretTree: () => Promise<SecretTree>): Promise<EpochView>;
  /** What the interface shows of an epoch. */
  shown(epoch: KeySchedule, work: () => ShownEpoch): ShownEpoch;
}

/** Everybody works everything out. */
export const unshared: Sharing = {
  once: (_kind, _source, work) => work(),
  onceInto: (_kind, _source, work) => work(),
  view: async (known, secretTree) => ({ ...known, secretTree: await secretTree() }),
  shown: (_epoch, work) => work(),
};
