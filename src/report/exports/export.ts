/** A run in the format of another tool. */
import type { TraceFact } from '../space-time/packed-facts.js';

export interface Export {
  /** In the order of the trace. */
  fact(fact: TraceFact): void;
  /** After the last one. */
  end(): void;
}

/** Takes the text, a part at a time. */
export type Write = (text: string) => void;

/** Servers come without a sigil, devices as `@user:server/1`. */
export const isDevice = (node: string): boolean => node.startsWith('@');
/** A server is its own. */
export const serverOf = (node: string): string => (isDevice(node) ? node.slice(node.indexOf(':') + 1, node.lastIndexOf('/')) : node);
