/**
 * The facts of a run as NDJSON, written while it runs. Writing is synchronous on purpose: a run keeps the process busy, so
 * a stream would hold every fact in memory until it is over, and this way the run simply waits for the disk.
 */
import { closeSync, openSync, writeSync } from 'node:fs';
import type { StampedFact } from '../facts/index.js';
import { traceLine } from './trace-line.js';

const CHUNK_CHARACTERS = 1 << 18;

export class TraceFile {
  readonly #descriptor: number;
  #chunk = '';
  #open = true;

  /** Begins the file anew. Throws what `node:fs` throws, here and below. */
  constructor(path: string) {
    this.#descriptor = openSync(path, 'w');
  }

  readonly fact = (stamped: StampedFact): void => {
    this.#chunk += `${traceLine(stamped)}\n`;
    if (this.#chunk.length >= CHUNK_CHARACTERS) this.#flush();
  };

  /** Writes what is left, if it is wanted. No fact may follow; a second time nothing happens. */
  close(keep: boolean): void {
    if (!this.#open) return;
    this.#open = false;
    try {
      if (keep) this.#flush();
    } finally {
      closeSync(this.#descriptor);
    }
  }

  #flush(): void {
    let rest = Buffer.from(this.#chunk);
    this.#chunk = '';
    // A disk that fills up takes a part first, and refuses the next.
    while (rest.length > 0) rest = rest.subarray(writeSync(this.#descriptor, rest));
  }
}
