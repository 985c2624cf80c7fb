/**
 * The contents of the events of an MSC4256 room (MSC4256, "State events" and "MLS encrypted events").
 */
import { encodeBase64 } from '../base64.js';
import type { JsonObject } from '../event.js';
import { type RoomNames, STABLE_NAMES } from './names.js';

interface CreateOptions {
  readonly names?: RoomNames;
  readonly federate?: boolean;
}

/**
 * The content of `m.room.create`. The algorithm stands under both of the names that the MSC gives it, so that readers of
 * either find it (H3).
 * @param algorithm `m.mls.v1.<ciphersuite>`, or with the prefix of `names`; undefined: it names none, which rule 3.5 refuses
 * @param options.federate false keeps all servers but the creator's out (auth rule 5)
 */
export function createContent(algorithm: string | undefined, { names = STABLE_NAMES, federate = true }: CreateOptions = {}): JsonObject {
  return {
    room_version: names.roomVersion,
    ...(algorithm !== undefined && { algorithm, encryption_algorithm: algorithm }),
    ...(!federate && { 'm.federate': false }),
  };
}

/** The content of `m.mls.commit`, `m.mls.pending_commit` and `m.room.encrypted`: an MLSMessage with a PrivateMessage. */
export const mlsContent = (algorithm: string | undefined, mlsBytes: Uint8Array): JsonObject => {
  const ciphertext = encodeBase64(mlsBytes, 'url-safe');
  return algorithm === undefined ? { ciphertext } : { algorithm, ciphertext };
};
