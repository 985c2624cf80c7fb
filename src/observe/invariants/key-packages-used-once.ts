/**
 * A key package is used once, unless it is a last resort (RFC 9420 §10, §16.8): given out once, added by one commit or one proposal, and opening one
 * Welcome; and each of these only after the one before it.
 */
import type { StampedFact } from '../../facts/index.js';
import type { KeyPackageLabel, MlsLabel, NodeName } from '../../names.js';
import type { Invariant } from './invariant.js';

interface Uses {
  lastResort: boolean;
  given: number;
  /** The commits, or the proposals of commits, by which it is added. */
  readonly usedBy: Set<MlsLabel>;
  /** The group states that these lead to: of one proposal several, where commits that took it up compete. */
  readonly addedIn: Set<MlsLabel>;
  /** The group states that its owner joined by it. */
  readonly opened: Set<MlsLabel>;
}

export class KeyPackagesUsedOnce implements Invariant {
  readonly name = 'a key package is used once, unless it is a last resort';
  readonly #uses = new Map<KeyPackageLabel, Uses>();
  /** By proposal, the key package that it adds. */
  readonly #proposed = new Map<MlsLabel, KeyPackageLabel>();

  check({ node, fact }: StampedFact): string | undefined {
    switch (fact.kind) {
      case 'keys_uploaded':
        if (fact.last_resort !== undefined) this.#usesOf(fact.last_resort).lastResort = true;
        return undefined;
      case 'key_package_given':
        return this.#given(fact.key_package, node);
      case 'commit_created':
        return fact.key_packages
          .map((keyPackage) => this.#added(keyPackage, fact.commit, fact.commit))
          .find((detail) => detail !== undefined);
      case 'proposal_created':
        if (fact.key_package !== undefined) this.#proposed.set(fact.proposal, fact.key_package);
        return undefined;
      case 'proposals_taken_up':
        return fact.proposals.map((proposal) => this.#takenUp(proposal, fact.commit)).find((detail) => detail !== undefined);
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

  #takenUp(proposal: MlsLabel, commit: MlsLabel): string | undefined {
    const keyPackage = this.#proposed.get(proposal);
    return keyPackage === undefined ? undefined : this.#added(keyPackage, proposal, commit);
  }

  #added(keyPackage: KeyPackageLabel, by: MlsLabel, commit: MlsLabel): string | undefined {
    const { given, lastResort, usedBy, addedIn } = this.#usesOf(keyPackage);
    usedBy.add(by);
    addedIn.add(commit);
    if (given === 0) return `${by} adds ${keyPackage}, which nobody gave out`;
    return usedBy.size > 1 && !lastResort ? `${keyPackage} is added by ${[...usedBy].join(' and ')}` : undefined;
  }

  #opened(keyPackage: KeyPackageLabel, state: MlsLabel): string | undefined {
    const { addedIn, opened, lastResort } = this.#usesOf(keyPackage);
    const again = opened.has(state);
    opened.add(state);
    if (!addedIn.has(state)) return `${keyPackage} opened a Welcome into ${state}, which does not add it`;
    if (lastResort || (!again && opened.size === 1)) return undefined;
    return `${keyPackage} opened Welcomes into ${again ? `${state} twice` : [...opened].join(' and ')}`;
  }

  #usesOf(keyPackage: KeyPackageLabel): Uses {
    const known = this.#uses.get(keyPackage);
    if (known !== undefined) return known;
    const made: Uses = { lastResort: false, given: 0, usedBy: new Set(), addedIn: new Set(), opened: new Set() };
    this.#uses.set(keyPackage, made);
    return made;
  }
}
