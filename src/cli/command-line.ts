/** Command lines as a shell reads them. */

/** The words as one line that a POSIX shell splits into the same words. */
export const commandLine = (words: readonly string[]): string => words.map(shellWord).join(' ');

const shellWord = (word: string): string => (/^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`);
