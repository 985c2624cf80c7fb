/** Whether what a scenario's author expects of the numbers held. `expect:` is parsed with the scenario; this decides it. */
import { metricAt } from './metric-path.js';
import type { Metrics, MetricValue } from './metrics.js';

export interface Expectation {
  /** As written, `commits.conflict_rate < 0.05`. */
  readonly text: string;
  /** A metric's path, `commits.conflict_rate`. */
  readonly path: string;
  readonly operator: '==' | '!=' | '<' | '<=' | '>' | '>=';
  readonly literal: number | boolean;
}

export interface ExpectationResult {
  readonly expect: string;
  readonly held: boolean;
  /** The metric's value; null where the run gave it none. */
  readonly actual: MetricValue;
}

/** Null, which a percentile without a sample is, fails every expectation. */
export function evaluate(expectation: Expectation, metrics: Metrics): ExpectationResult {
  const actual = metricAt(metrics, expectation.path) ?? null;
  return { expect: expectation.text, held: actual !== null && holds(actual, expectation.operator, expectation.literal), actual };
}

function holds(actual: MetricValue, operator: Expectation['operator'], literal: Expectation['literal']): boolean {
  switch (operator) {
    case '==':
      return actual === literal;
    case '!=':
      return actual !== literal;
    default:
      return typeof actual === 'number' && typeof literal === 'number' && inOrder(actual, operator, literal);
  }
}

function inOrder(actual: number, operator: '<' | '<=' | '>' | '>=', literal: number): boolean {
  switch (operator) {
    case '<':
      return actual < literal;
    case '<=':
      return actual <= literal;
    case '>':
      return actual > literal;
    case '>=':
      return actual >= literal;
  }
}
