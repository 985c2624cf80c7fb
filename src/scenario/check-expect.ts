/** What a scenario expects of the metrics: `path operator literal`, with a path that the catalogue of metrics knows. */
import { CATALOGUE } from '../observe/catalogue.js';
import type { Expectation } from '../observe/expectations.js';
import { isMetricPath } from '../observe/metric-path.js';
import type { Draft } from './draft.js';
import { type Finding, finding, listed } from './problem.js';
import { didYouMean } from './suggestions.js';

const OPERATORS = ['==', '!=', '<=', '>=', '<', '>'] as const;
type Operator = (typeof OPERATORS)[number];
const isOperator = (text: string): text is Operator => OPERATORS.some((operator) => operator === text);

export const checkExpect = (draft: Draft): readonly Finding[] =>
  draft.texts(['expect']).flatMap(({ path, value }) => {
    const parsed = parseExpectation(value);
    return 'message' in parsed ? [finding(path, parsed.message)] : [];
  });

/** An expectation, or what is wrong with its text. */
export const parseExpectation = (text: string): Expectation | { readonly message: string } => {
  const [, path, operator, written] = /^\s*([^\s=!<>]+)\s*([=!<>]+)\s*(.*?)\s*$/.exec(text) ?? [];
  if (path === undefined || operator === undefined || written === undefined) {
    return { message: `"${text}" is no expectation: expected such as "agreement.final == true"` };
  }
  if (!isMetricPath(path)) return { message: `unknown metric "${path}"${suggestion(path)}` };
  if (!isOperator(operator)) return { message: `"${operator}" is none of ${OPERATORS.join(' ')}` };
  const literal = parseLiteral(written);
  if (literal === undefined) return { message: `"${written}" is no value: expected a number, true, false or "text"` };
  if (operator !== '==' && operator !== '!=' && typeof literal !== 'number') {
    return { message: `${operator} compares numbers: "${written}" is none` };
  }
  return { text, path, operator, literal };
};

const parseLiteral = (text: string): Expectation['literal'] | undefined => {
  if (/^-?\d+(\.\d+)?(e[+-]?\d+)?$/i.test(text)) return Number(text);
  if (text === 'true' || text === 'false') return text === 'true';
  if (text === 'null') return null;
  return /^(["'])(.*)\1$/.exec(text)?.[2];
};

/** Of a path that is only the start or the end of some, the first of them; else the nearest, or what there is to choose from. */
const suggestion = (path: string): string => {
  const paths = CATALOGUE.map((metric) => metric.path);
  const longer = paths.find((known) => known.startsWith(`${path}.`)) ?? paths.find((known) => known.endsWith(`.${path}`));
  if (longer !== undefined) return `, did you mean "${longer}"?`;
  const groups = [...new Set(paths.map((known) => known.slice(0, known.indexOf('.'))))];
  const [group = ''] = path.split('.');
  const inGroup = groups.includes(group) ? paths.filter((known) => known.startsWith(`${group}.`)) : paths;
  return didYouMean(path, inGroup) || `: a metric is one of ${listed(groups.map((each) => `${each}.…`))}`;
};
