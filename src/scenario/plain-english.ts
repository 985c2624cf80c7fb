/** What zod's issues are called here, but for those to which the schema gives words of its own. */
import type * as z from 'zod';
import { listed, quoted } from './problem.js';
import { didYouMean } from './suggestions.js';

const NAMES_OF_TYPES: Readonly<Record<string, string>> = {
  object: 'a map',
  record: 'a map',
  array: 'a list',
  tuple: 'a list',
  string: 'text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
};

export const plainEnglish: z.core.$ZodErrorMap = (issue) => {
  switch (issue.code) {
    case 'invalid_type': {
      const wanted = NAMES_OF_TYPES[issue.expected] ?? issue.expected;
      return issue.input === null ? `there is nothing here: expected ${wanted}` : `expected ${wanted}, not ${quoted(issue.input)}`;
    }
    case 'invalid_value': {
      const known = issue.values.map(String);
      return `${quoted(issue.input)} is not ${listed(known)}${typeof issue.input === 'string' ? didYouMean(issue.input, known) : ''}`;
    }
    case 'too_small':
      return issue.origin === 'array'
        ? `expected at least ${issue.minimum}`
        : `must be at least ${issue.minimum}, not ${quoted(issue.input)}`;
    case 'too_big':
      return issue.origin === 'array'
        ? `expected at most ${issue.maximum}`
        : `must be at most ${issue.maximum}, not ${quoted(issue.input)}`;
    default:
      return undefined;
  }
};
