/**
 * The order of strings by Unicode code point, which canonical JSON and the event id tie-break need. JavaScript's own `<`
 * goes by UTF-16 unit and puts U+1F600 (a surrogate pair, D83D DE00) before U+FF21.
 */

/** Moves the surrogates behind all other units, so that comparing units compares code points. */
const rank = (unit: number): number => (unit < 0xd800 ? unit : unit < 0xe000 ? unit + 0x2000 : unit - 0x800);

/** Negative if `a` comes first, positive if `b` does, 0 if they are equal. */
export function compareCodePoints(a: string, b: string): number {
  const shorter = Math.min(a.length, b.length);
  for (let at = 0; at < shorter; at++) {
    const difference = rank(a.charCodeAt(at)) - rank(b.charCodeAt(at));
    if (difference !== 0) return difference;
  }
  return a.length - b.length;
}
