/** Colours for a terminal, and for a terminal only: what is piped or kept is plain, as it is where NO_COLOR is set (no-color.org). */
import { styleText } from 'node:util';

export interface Paint {
  readonly strong: (text: string) => string;
  readonly good: (text: string) => string;
  readonly bad: (text: string) => string;
  readonly notable: (text: string) => string;
}

const same = (text: string): string => text;
export const PLAIN: Paint = { strong: same, good: same, bad: same, notable: same };
/** Whether the stream takes them was asked before. */
const ALWAYS = { validateStream: false };
export const COLOURED: Paint = {
  strong: (text) => styleText('bold', text, ALWAYS),
  good: (text) => styleText('green', text, ALWAYS),
  bad: (text) => styleText('red', text, ALWAYS),
  notable: (text) => styleText('yellow', text, ALWAYS),
};

/** Node asks the environment: NO_COLOR, FORCE_COLOR and TERM. */
export const paintFor = (stream: Pick<NodeJS.WriteStream, 'isTTY'> & { readonly hasColors?: () => boolean }): Paint =>
  stream.isTTY && stream.hasColors?.() === true ? COLOURED : PLAIN;
