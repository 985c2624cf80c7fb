/** Which program ran: its version does not tell that somebody has changed a rule in it since. */
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** What is made of runs, and how many there are, changes nothing of what comes of one. */
const BESIDE = ['cli', 'experiment', 'library', 'report'];

/**
 * The version, and after a `+` eight hexadecimal digits of a hash over all files of the program that a run's numbers hang on.
 * @param root where they are, be it the source or what was built from it
 */
export function programVersion(version: string, root: string = fileURLToPath(new URL('..', import.meta.url))): string {
  const files = (readdirSync(root, { recursive: true }) as string[])
    .map((path) => path.replaceAll('\\', '/'))
    .filter((path) => /\.[jt]s$/.test(path) && !path.endsWith('.d.ts') && !BESIDE.some((room) => path.startsWith(`${room}/`)))
    .sort();
  const hash = createHash('sha256');
  for (const path of files)
    hash
      .update(`${path}\0`)
      .update(readFileSync(join(root, path)))
      .update('\0');
  return `${version}+${hash.digest('hex').slice(0, 8)}`;
}
