/**
 * How long a `security.window` an episode would have needed: from applying the first commit after the fork point, when the
 * state to go back to stopped being current, until the last commit of the chain to follow instead had reached the device.
 * By the device's clock, which is what it measures the window with (H30). So a clock that is set between the two is part of the answer:
 * forward, and the window has to be longer by that; back, and a shorter one would have done, as the state really would be kept longer.
 */
import { ancestorAt, type Commit, lastCommon } from '../commit-tree.js';
import { DeviceValues } from '../device-values.js';
import { Samples } from '../percentiles.js';

/** An episode that waits for commits to reach its device. */
interface Question {
  readonly device: number;
  /** Undefined: it applied none, and waits at the fork for what is to come. No window matters then. */
  readonly appliedAt: number | undefined;
  /** The last commit before the fork, and the one to follow: all after the first up to the second must arrive. */
  readonly fork: Commit;
  readonly tip: Commit;
}

export class WindowNeeded {
  /** In µs. */
  readonly samples = new Samples();
  readonly #applied = new Map<Commit, DeviceValues>();
  readonly #received = new Map<Commit, DeviceValues>();
  /** Those that wait, by device. */
  readonly #waiting = new Map<number, readonly Question[]>();

  /** How many episodes wait for commits that have not come. */
  get unanswered(): number {
    let count = 0;
    for (const questions of this.#waiting.values()) count += questions.length;
    return count;
  }

  /** The device applied the commit: its parent stopped being current. The last time counts. */
  apply(device: number, commit: Commit, local: number): void {
    valuesOf(this.#applied, commit).set(device, local);
  }

  receive(device: number, commit: Commit, local: number): void {
    valuesOf(this.#received, commit).set(device, local);
    const questions = this.#waiting.get(device);
    if (questions === undefined) return;
    const left = questions.filter((question) => !this.#answer(question));
    if (left.length > 0) this.#waiting.set(device, left);
    else this.#waiting.delete(device);
  }

  hasReceived(device: number, commit: Commit): boolean {
    return this.#received.get(commit)?.get(device) !== undefined;
  }

  /** The device stands at `stands` and is to follow `tip`, which it cannot. A device that never held the fork point has no answer. */
  ask(device: number, stands: Commit, tip: Commit): void {
    const fork = lastCommon(stands, tip);
    if (fork === undefined || fork === tip) return;
    const first = ancestorAt(stands, fork.depth + 1);
    const appliedAt = first && this.#applied.get(first)?.get(device);
    if (appliedAt === undefined && fork !== stands) return;
    const question = { device, appliedAt, fork, tip };
    if (!this.#answer(question)) this.#waiting.set(device, [...(this.#waiting.get(device) ?? []), question]);
  }

  #answer({ device, appliedAt, fork, tip }: Question): boolean {
    let last = appliedAt ?? 0;
    for (let at: Commit | undefined = tip; at !== undefined && at !== fork; at = at.parent) {
      const receivedAt = this.#received.get(at)?.get(device);
      if (receivedAt === undefined) return false;
      last = Math.max(last, receivedAt);
    }
    if (appliedAt !== undefined) this.samples.add(last - appliedAt);
    return true;
  }
}

function valuesOf(values: Map<Commit, DeviceValues>, commit: Commit): DeviceValues {
  const known = values.get(commit);
  if (known !== undefined) return known;
  const fresh = new DeviceValues();
  values.set(commit, fresh);
  return fresh;
}
