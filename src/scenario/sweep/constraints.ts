/** What must hold of a point of a sweep: `network.latency.constant < room.security.window`. */
import { parseDuration } from '../durations.js';
import { listed, type Path, quoted } from '../problem.js';
import { readYaml } from '../yaml-source.js';

const OPERATORS = ['==', '!=', '<=', '>=', '<', '>'] as const;

export interface Constraint {
  readonly text: string;
  readonly left: Operand;
  readonly operator: (typeof OPERATORS)[number];
  readonly right: Operand;
}

type Operand = { readonly path: Path } | { readonly value: unknown };

export function parseConstraint(text: string): Constraint | { readonly message: string } {
  const [, left, operator, right] = /^\s*(.+?)\s*(==|!=|<=|>=|<|>)\s*(.+?)\s*$/.exec(text) ?? [];
  const known = OPERATORS.find((each) => each === operator);
  if (left === undefined || right === undefined || known === undefined) {
    return { message: `${quoted(text)} is no constraint: expected two paths or values with one of ${listed(OPERATORS)} between them` };
  }
  return { text, left: operandOf(left), operator: known, right: operandOf(right) };
}

/** A path has dots and no spaces, and begins with a letter; anything else is a value. */
const operandOf = (text: string): Operand => {
  if (/^[a-z_]\w*(?:\.\w+)+$/i.test(text) || /^(?:duration|drain|seed|mls)$/.test(text)) {
    return { path: text.split('.').map((step) => (/^\d+$/.test(step) ? Number(step) : step)) };
  }
  const value = readYaml(text, text);
  return { value: value.ok ? value.source.data : text };
};

/** Whether it holds of a scenario's data, or why that cannot be said. */
export function holds({ text, left, operator, right }: Constraint, data: unknown): boolean | { readonly message: string } {
  const [a, b] = [valueIn(left, data), valueIn(right, data)];
  for (const [value, operand] of [
    [a, left],
    [b, right],
  ] as const)
    if (value === undefined && 'path' in operand)
      return { message: `${quoted(text)}: there is no ${operand.path.join('.')} in the scenario` };
  if (operator === '==') return a === b;
  if (operator === '!=') return a !== b;
  if (typeof a !== 'number' || typeof b !== 'number')
    return { message: `${quoted(text)}: ${operator} compares numbers and lengths of time` };
  if (operator === '<') return a < b;
  if (operator === '<=') return a <= b;
  return operator === '>' ? a > b : a >= b;
}

/** Lengths of time in µs. */
function valueIn(operand: Operand, data: unknown): unknown {
  const value = 'value' in operand ? operand.value : operand.path.reduce<unknown>(child, data);
  return typeof value === 'string' ? (parseDuration(value) ?? value) : value;
}

const child = (data: unknown, key: string | number): unknown =>
  typeof data === 'object' && data !== null && Object.hasOwn(data, key) ? Reflect.get(data, key) : undefined;
