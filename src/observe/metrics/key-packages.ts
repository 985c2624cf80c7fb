/** What becomes of key packages during the run (MSC4256, "Credentials & KeyPackages"). */
import type { Fold, StampedFact } from '../../facts/index.js';
import type { KeyPackageLabel } from '../../names.js';

export type KeyPackageMetrics = {
  readonly uploaded: number;
  readonly given: number;
  readonly last_resort_given: number;
  readonly opened: number;
  readonly last_resort_opened: number;
  readonly listed: number;
};

export class KeyPackagesFold implements Fold<KeyPackageMetrics> {
  readonly #lastResorts = new Set<KeyPackageLabel>();
  #uploaded = 0;
  #given = 0;
  #lastResortGiven = 0;
  #opened = 0;
  #lastResortOpened = 0;
  #listed = 0;

  fact({ at, fact }: StampedFact): void {
    // Those from setting up lie at the servers when the run begins.
    if (fact.kind === 'keys_uploaded' && fact.last_resort !== undefined) this.#lastResorts.add(fact.last_resort);
    if (at < 0) return;
    switch (fact.kind) {
      case 'keys_uploaded':
        this.#uploaded += fact.one_time.length + (fact.last_resort === undefined ? 0 : 1);
        return;
      case 'key_package_given':
        this.#given++;
        if (fact.last_resort) this.#lastResortGiven++;
        return;
      case 'welcome_opened':
        this.#opened++;
        if (this.#lastResorts.has(fact.key_package)) this.#lastResortOpened++;
        return;
      case 'keys_listed':
        this.#listed++;
        return;
    }
  }

  result(): KeyPackageMetrics {
    return {
      uploaded: this.#uploaded,
      given: this.#given,
      last_resort_given: this.#lastResortGiven,
      opened: this.#opened,
      last_resort_opened: this.#lastResortOpened,
      listed: this.#listed,
    };
  }
}
