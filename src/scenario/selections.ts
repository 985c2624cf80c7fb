/** `all`, a list, one name that needs no list, or `{ except: [...] }`: which names are meant. */
import type { Selection } from './document/room.js';

/** Of a list in its order, else in the order of `all`. */
export const selected = (selection: Selection, all: readonly string[]): readonly string[] => {
  if (selection === 'all') return all;
  if (typeof selection === 'string' || Array.isArray(selection)) return many(selection);
  const left = new Set(many(selection.except));
  return all.filter((name) => !left.has(name));
};

export const many = (value: string | readonly string[]): readonly string[] => (typeof value === 'string' ? [value] : value);
