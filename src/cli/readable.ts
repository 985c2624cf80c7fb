/** Numbers for people: the same on every machine, whatever its locale. */

/** `1,234,567`. */
export const readableCount = (count: number): string => String(count).replace(/\B(?=(\d{3})+$)/g, ',');

/** `1 message`, `2 messages`. */
export const counted = (count: number, noun: string): string => `${readableCount(count)} ${noun}${count === 1 ? '' : 's'}`;

/** A length of time to about three digits, never negative: `85 ms`, `1.52 s`, `12 m 3 s`, `2 h 5 m`. */
export const readableTime = (milliseconds: number): string => {
  if (milliseconds === 0) return '0 s';
  if (milliseconds < 1_000) return `${Number(milliseconds.toPrecision(3))} ms`;
  if (milliseconds < 60_000) return `${Number((milliseconds / 1_000).toPrecision(3))} s`;
  const seconds = Math.round(milliseconds / 1_000);
  const [days, hours, minutes] = [Math.floor(seconds / 86_400), Math.floor(seconds / 3_600) % 24, Math.floor(seconds / 60) % 60];
  const parts = [`${days} d`, `${hours} h`, `${minutes} m`, `${seconds % 60} s`].filter((part) => !part.startsWith('0 '));
  return parts.slice(0, 2).join(' ');
};

/** `12 %`, `0.4 %`. */
export const readableShare = (ratio: number): string => `${Number((ratio * 100).toPrecision(2))} %`;

/** A text as lines of at most 110 characters; words stay whole. */
export const wrapped = (text: string): readonly string[] => {
  const lines: string[] = [];
  for (const word of text.split(/\s+/).filter((each) => each !== '')) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + word.length < LINE_LENGTH) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines;
};

const LINE_LENGTH = 110;
