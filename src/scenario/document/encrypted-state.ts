/**
 * Encrypted state events as a scenario file says them, { type: { state key: content } }, within the limits of what the MLS
 * engines encode: canonical JSON, and names of 255 bytes at most without control characters (MSC4256, "Encrypted state
 * events"; client-server API, "Size limits").
 */
import * as z from 'zod';
import { utf8Length } from '../../room/canonical-json.js';
import { textWithout, unicodeFault, unicodeText } from './unicode.js';

const NAME_BYTES_MAX = 255;
const CONTROL_CHARACTER = /\p{Control}/u;

const nameFault = (what: string) => (text: string) => {
  const bytes = utf8Length(text);
  if (bytes > NAME_BYTES_MAX) return `${what} has at most ${NAME_BYTES_MAX} bytes, not ${bytes}`;
  if (CONTROL_CHARACTER.test(text)) return `${what} has no control characters`;
  return unicodeFault(text);
};
const typeFault = (text: string) => (text === '' ? 'an event type is not empty' : nameFault('an event type')(text));

type CanonicalValue = string | number | boolean | null | readonly CanonicalValue[] | { readonly [key: string]: CanonicalValue };

/** What has canonical JSON: numbers are whole, and exact in a double. */
const canonicalValue: z.ZodType<CanonicalValue> = z.lazy(() =>
  z.union([unicodeText, z.int(), z.boolean(), z.null(), z.array(canonicalValue), z.record(unicodeText, canonicalValue)], {
    error: ({ input }) => (typeof input === 'number' ? `an event holds whole numbers only, not ${input}` : 'expected what JSON can hold'),
  }),
);

export const encryptedState = z.record(
  textWithout(typeFault),
  z.record(textWithout(nameFault('a state key')), z.record(unicodeText, canonicalValue)),
);
