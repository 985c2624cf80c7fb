/**
 * A key package is used once, unless it is a last resort (RFC 9420 §10, §16.8): given out once, added by one commit, and opening one
 * Welcome; and each of these only after the one before it.
 */
import type { StampedFact } from '../../facts/index.js';
import type { KeyPackageLabel, MlsLabel, NodeName } from '../../names.js';
import type { Invariant } from './invariant.js';

interface Uses {
  lastResort: boolean;
  given: number;
  /** The commits that add it. */
  readonly addedBy: Set<MlsLabel>;
  /** The group states that its owner joined by it. */
  readonly opened: Set<MlsLabel>;
}

export class KeyPackagesUsedOnce implements Invariant {
  readonly name = 'a key package is used once, unless it is a last resort';
  readonly #uses = new Map<KeyPackageLabel, Uses>();

  check({ node, fact }: StampedFact): string | undefined {
    switch (fact.kind) {
      case 'keys_uploaded':
        if (fact.last_resort !== undefined) this.#usesOf(fact.last_resort).lastResort = true;
        return undefined;
      case 'key_package_given':
        return this.#given(fact.key_package, node);
      case 'commit_created':
        return fact.adds.map((keyPackage) => this.#added(keyPackage, fact.commit)).find((detail) => detail !== undefined);
      case 'welcome_opened':
        return this.#opened(fact.key_package, fact.state);
    }
    return undefined;
  }

  #given(keyPackage: KeyPackageLabel, node: NodeName | undefined): string | undefined {
    const uses = this.#usesOf(keyPackage);
    uses.given += 1;
    return uses.given > 1 && !uses.lastResort ? `${node} gave out ${keyPackage} ${uses.given} times` : undefined;
  }

  #added(keyPackage: KeyPackageLabel, commit: MlsLabel): string | undefined {
    const { given, lastResort, addedBy } = this.#usesOf(keyPackage);
    addedBy.add(commit);
    if (given === 0) return `${commit} adds ${keyPackage}, which nobody gave out`;
    return addedBy.size > 1 && !lastResort ? `${keyPackage} is added by ${[...addedBy].join(' and ')}` : undefined;
  }

  #opened(keyPackage: KeyPackageLabel, state: MlsLabel): string | undefined {
    const { addedBy, opened, lastResort } = this.#usesOf(keyPackage);
    const again = opened.has(state);
    opened.add(state);
    if (!addedBy.has(state)) return `${keyPackage} opened a Welcome into ${state}, which does not add it`;
    if (lastResort || (!again && opened.size === 1)) return undefined;
    return `${keyPackage} opened Welcomes into ${again ? `${state} twice` : [...opened].join(' and ')}`;
  }

  #usesOf(keyPackage: KeyPackageLabel): Uses {
    const known = this.#uses.get(keyPackage);
    if (known !== undefined) return known;
    const made: Uses = { lastResort: false, given: 0, addedBy: new Set(), opened: new Set() };
    this.#uses.set(keyPackage, made);
    return made;
  }
}
