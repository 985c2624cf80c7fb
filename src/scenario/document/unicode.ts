/** Text that goes into events: whole code points only, because canonical JSON is UTF-8 (Matrix spec appendices, "Canonical JSON"). */
import * as z from 'zod';

/** What a YAML escape can write and UTF-8 cannot: half of a surrogate pair. */
const LONE_SURROGATE = /\p{Surrogate}/u;

/** What is wrong with `text` as Unicode; undefined if nothing is. */
export const unicodeFault = (text: string): string | undefined =>
  LONE_SURROGATE.test(text) ? 'not well-formed Unicode: half of a surrogate pair stands alone' : undefined;

/** Text in which `faultOf` finds nothing wrong. */
export const textWithout = (faultOf: (text: string) => string | undefined) =>
  z.string().refine((text) => faultOf(text) === undefined, {
    // The check sees strings only.
    error: ({ input }) => faultOf(String(input)),
  });

export const unicodeText = textWithout(unicodeFault);
