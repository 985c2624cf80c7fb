/** What is in Welcomes. One goes to everybody whom a commit adds, with the whole ratchet tree in it, so it is read once for all of them. */
import type { WelcomeMessage } from '../api/client-server.js';
import { type DeviceId, type ServerName, serverOfDevice } from '../names.js';
import { decodeBase64 } from '../room/base64.js';

export class WelcomeContents {
  readonly #decoded = new WeakMap<WelcomeMessage, { readonly bytes: Uint8Array | undefined }>();

  readonly #servers = new WeakMap<readonly DeviceId[], readonly ServerName[]>();

  /** The servers of a group's members, each once, in the order of the roster. */
  serversOf(roster: readonly DeviceId[]): readonly ServerName[] {
    let servers = this.#servers.get(roster);
    if (servers === undefined) {
      servers = [...new Set(roster.map(serverOfDevice))];
      this.#servers.set(roster, servers);
    }
    return servers;
  }

  /** Undefined: it is not base64 as it should be. */
  bytesOf(message: WelcomeMessage): Uint8Array | undefined {
    let decoded = this.#decoded.get(message);
    if (decoded === undefined) {
      decoded = { bytes: decodeBase64(message.welcome, 'standard') };
      this.#decoded.set(message, decoded);
    }
    return decoded.bytes;
  }
}
