/**
 * What kept group states would open to somebody who got hold of a device: messages that its current state does not open, as
 * their keys are deleted or of an epoch that it has left (H47). Looked at at evenly spaced instants.
 */
import type { OpenableMessages } from './openable-messages.js';

const INSTANTS = 100;

export class MessagesAtRisk {
  readonly #openable: OpenableMessages;
  readonly #every: number;
  #instants = 0;
  #sum = 0;

  /** @param duration of the workload in µs, over which the instants are spread; the last one is its end */
  constructor(openable: OpenableMessages, duration: number) {
    this.#openable = openable;
    this.#every = duration / INSTANTS;
  }

  /** Looks at every instant that lies before `now`, when something is about to happen. */
  lookUntil(now: number): void {
    while (this.#instants < INSTANTS && this.#every * (this.#instants + 1) < now) this.#look();
  }

  /** The mean over the instants of the mean over the devices that are in the group then. */
  result(): number {
    while (this.#instants < INSTANTS) this.#look();
    return this.#sum / INSTANTS;
  }

  #look(): void {
    this.#instants += 1;
    let [messages, members] = [0, 0];
    for (const device of this.#openable.members()) {
      members += 1;
      messages += this.#openable.openedByRetained(device);
    }
    if (members > 0) this.#sum += messages / members;
  }
}
