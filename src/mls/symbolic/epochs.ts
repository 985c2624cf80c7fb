/**
 * Of the latest epochs, what all their members would each work out the same: the public group, and the message keys as the epoch
 * begins. One for all, since members then use keys up mostly in one order, and once. Whoever comes later works it out anew and
 * comes to the same: nothing depends on which object it is. So what nobody's state holds any more is freed, however long a
 * run is.
 */
import { Latest } from '../../room/latest.js';
import type { Commit, PublicGroup } from './public-group.js';
import { type EncryptionSecret, SenderRatchets } from './sender-ratchets.js';

/** Enough for the branches of a fork, and for devices that lag behind. */
const EPOCHS_KEPT = 32;

export class Epochs {
  readonly #groups = new Latest<string, PublicGroup>(EPOCHS_KEPT);
  /** The last one asked for: members follow a commit one after another. */
  #last: { readonly before: PublicGroup; readonly commit: Commit; readonly group: PublicGroup } | undefined;
  readonly #ratchets = new Latest<EncryptionSecret, SenderRatchets>(EPOCHS_KEPT);

  /** The group that a commit leads to. */
  after(group: PublicGroup, commit: Commit): PublicGroup {
    if (this.#last?.before !== group || this.#last.commit !== commit)
      this.#last = { before: group, commit, group: this.#find(group, commit) };
    return this.#last.group;
  }

  #find(group: PublicGroup, commit: Commit): PublicGroup {
    const key = `${group.name} ${commit.name}`;
    let next = this.#groups.get(key);
    if (next === undefined) {
      next = group.after(commit);
      this.#groups.set(key, next);
    }
    return next;
  }

  /** All keys of the epoch whose messages are encrypted under this secret. */
  ratchets(encryption: EncryptionSecret): SenderRatchets {
    let ratchets = this.#ratchets.get(encryption);
    if (ratchets === undefined) {
      ratchets = SenderRatchets.from(encryption);
      this.#ratchets.set(encryption, ratchets);
    }
    return ratchets;
  }
}
