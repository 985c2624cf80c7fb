/** Only members read: a message opens with the keys of a group state, and only who is on its roster has those (RFC 9420 §8). */
import type { DeviceNumbers } from '../device-set.js';
import type { Decryption } from '../room-history.js';

/** Asked of decryptions only, which are more than all other facts that invariants are about. */
export class ReadersOnRoster {
  readonly name = 'no device reads a message of a group state whose roster it is not on';
  readonly #numbers: DeviceNumbers;

  constructor(numbers: DeviceNumbers) {
    this.#numbers = numbers;
  }

  check({ device, state, fact }: Decryption): string | undefined {
    return state.roster.has(device) ? undefined : `${this.#numbers.device(device)} read ${fact.message} in ${fact.state}`;
  }
}
