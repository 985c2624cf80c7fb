/** What a scenario expects of the metrics: `path operator literal`, with a path that the catalogue of metrics knows. */
import type { MetricDescription } from '../observe/catalogue.js';
import type { Expectation } from '../observe/expectations.js';
import { metricOf, metricPaths } from '../observe/metric-path.js';
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
  const metric = metricOf(path);
  if (metric === undefined) return { message: `unknown metric "${path}"${suggestion(path)}` };
  if (!isOperator(operator)) return { message: `"${operator}" is none of ${OPERATORS.join(' ')}` };
  const literal = parseLiteral(written);
  if (literal === undefined) return { message: `"${written}" is no value: expected a number, true or false` };
  const compared = comparable(path, metric, operator, literal);
  return 'message' in compared ? compared : { text, path, operator, literal: compared.literal };
};

const parseLiteral = (text: string): Expectation['literal'] | null | undefined => {
  if (/^-?\d+(\.\d+)?(e[+-]?\d+)?$/i.test(text)) return Number(text);
  if (text === 'true' || text === 'false') return text === 'true';
  return text === 'null' ? null : undefined;
};

/** The literal, or why the comparison would hold always or never. */
const comparable = (
  path: string,
  { kind }: MetricDescription,
  operator: Operator,
  literal: Expectation['literal'] | null,
): { readonly literal: Expectation['literal'] } | { readonly message: string } => {
  if (kind === 'list') return { message: `"${path}" is a list, which compares with nothing` };
  if (literal === null) return { message: `where "${path}" is null, no expectation of it holds: expect something of its count` };
  const isBoolean = kind === 'boolean';
  if (isBoolean && operator !== '==' && operator !== '!=') return { message: `${operator} compares numbers: "${path}" is true or false` };
  if (typeof literal === 'boolean' && !isBoolean) return { message: `"${path}" is a number, not ${literal}` };
  if (typeof literal === 'number' && isBoolean) return { message: `"${path}" is true or false, not ${literal}` };
  return { literal };
};

/** Of a path that is only the start or the end of some, the first of them; else the nearest, or what there is to choose from. */
const suggestion = (path: string): string => {
  const paths = metricPaths();
  const longer = paths.find((known) => known.startsWith(`${path}.`)) ?? paths.find((known) => known.endsWith(`.${path}`));
  if (longer !== undefined) return `, did you mean "${longer}"?`;
  const groups = [...new Set(paths.map((known) => known.slice(0, known.indexOf('.'))))];
  const [group = ''] = path.split('.');
  const inGroup = groups.includes(group) ? paths.filter((known) => known.startsWith(`${group}.`)) : paths;
  return didYouMean(path, inGroup) || `: a metric is one of ${listed(groups.map((each) => `${each}.…`))}`;
};
