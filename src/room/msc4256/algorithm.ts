/**
 * The room's encryption algorithm. MSC4256 calls the create event's field `encryption_algorithm` ("State events") and
 * `algorithm` (auth rule 3.5); either is read, and an event in which they contradict each other names none (H3).
 */
import type { RoomEvent } from '../event.js';

export function createAlgorithm(create: RoomEvent): string | undefined {
  const { algorithm, encryption_algorithm: encryptionAlgorithm } = create.pdu.content;
  const named = new Set([algorithm, encryptionAlgorithm].filter((value) => value !== undefined));
  const [only] = named;
  return named.size === 1 && typeof only === 'string' && only !== '' ? only : undefined;
}
