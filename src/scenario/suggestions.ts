/** What an author may have meant by a word that is not known. */
import { distance } from 'fastest-levenshtein';

/** The known word that `word` is probably a slip of; undefined if none is near: one letter in three may differ, and three at most. */
export const nearest = (word: string, known: Iterable<string>): string | undefined => {
  let best: string | undefined;
  let least = Math.min(3, Math.ceil(word.length / 3)) + 1;
  for (const candidate of known) {
    const away = word.toLowerCase() === candidate.toLowerCase() ? 0 : distance(word, candidate);
    if (away < least) {
      best = candidate;
      least = away;
    }
  }
  return best;
};

/** `, did you mean "latency"?`, or nothing where no known word is near. */
export const didYouMean = (word: string, known: Iterable<string>): string => {
  const meant = nearest(word, known);
  return meant === undefined ? '' : `, did you mean "${meant}"?`;
};
