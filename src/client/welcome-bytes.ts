/** The bytes of Welcomes. One goes to everybody whom a commit adds, with the whole ratchet tree in it, so it is decoded once for all of them. */
import type { WelcomeMessage } from '../api/client-server.js';
import { decodeBase64 } from '../room/base64.js';

export class WelcomeBytes {
  readonly #decoded = new WeakMap<WelcomeMessage, { readonly bytes: Uint8Array | undefined }>();

  /** Undefined: it is not base64 as it should be. */
  of(message: WelcomeMessage): Uint8Array | undefined {
    let decoded = this.#decoded.get(message);
    if (decoded === undefined) {
      decoded = { bytes: decodeBase64(message.welcome, 'standard') };
      this.#decoded.set(message, decoded);
    }
    return decoded.bytes;
  }
}
