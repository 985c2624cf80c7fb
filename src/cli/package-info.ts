/** What the package says of itself, and the surroundings of a run that its result records. */
import { readFileSync } from 'node:fs';

interface PackageInfo {
  readonly version: string;
  readonly dependencies: Readonly<Record<string, string>>;
}

/** The dependencies whose version can change what a run does. They are pinned, so what the package asks for is what is there. */
const THAT_MATTER = ['ts-mls', '@noble/curves', '@noble/hashes', 'cbor-x', 'seedrandom', 'tinyqueue'];

// As deep below the package's root in `src/` as in `dist/`.
const packageInfo = (): PackageInfo => JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as PackageInfo; // our own file

export const version = (): string => packageInfo().version;

export const environment = (): object => ({
  node: process.version,
  platform: `${process.platform} ${process.arch}`,
  dependencies: Object.fromEntries(Object.entries(packageInfo().dependencies).filter(([name]) => THAT_MATTER.includes(name))),
});
