/**
 * Writes files into a folder so that each gets its name only when all are whole: until then they are `NAME.partial`, and if it comes to
 * nothing none is left.
 */
import { mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** What a name ends in while the file is being written. */
export const PARTIAL = '.partial';

export class FolderWriter {
  readonly #folder: string;
  /** Files and folders of files that are whole, in the order in which they get their names. */
  readonly #written: string[] = [];

  /** Everything below throws what `node:fs` throws. @param folder is there, or will be */
  constructor(folder: string) {
    this.#folder = folder;
  }

  /** Where a file or folder is until it gets its name. */
  partial(name: string): string {
    return join(this.#folder, name + PARTIAL);
  }

  write(name: string, content: string | Buffer): void {
    this.written(name);
    writeFileSync(this.partial(name), content);
  }

  writeFolder(name: string, files: ReadonlyMap<string, string | Buffer>): void {
    this.written(name);
    rmSync(this.partial(name), { recursive: true, force: true });
    mkdirSync(this.partial(name));
    for (const [file, content] of files) writeFileSync(join(this.partial(name), file), content);
  }

  /** Somebody else wrote it, to where `partial` says. */
  written(name: string): void {
    this.#written.push(name);
  }

  /** Gives all their names, in the place of what had them. @param old what goes without anything in its place @returns the paths */
  keep(old: readonly string[] = []): readonly string[] {
    for (const name of old) rmSync(join(this.#folder, name), { recursive: true, force: true });
    return this.#written.map((name) => {
      const path = join(this.#folder, name);
      // Only an empty folder can be replaced.
      rmSync(path, { recursive: true, force: true });
      renameSync(this.partial(name), path);
      return path;
    });
  }

  discard(): void {
    for (const name of this.#written) rmSync(this.partial(name), { recursive: true, force: true });
  }
}
