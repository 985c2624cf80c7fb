/**
 * How often each auth rule let an event pass and refused one: a wrapper round the table. Of an event that a rule has nothing to
 * say of, nothing is counted. Rules are asked once for each different event and state, as the room version remembers the verdict;
 * 3.6 and 4.4, whose answer hangs on what a server holds, at every receipt.
 */
import type { AuthRule, Finding } from './auth-rule.js';
import { AUTH_RULES } from './auth-rules.js';

export interface RuleCount {
  /** The rule's number, "9.3". */
  readonly rule: string;
  /** The rule applied and had nothing against the event. */
  readonly allowed: number;
  readonly refused: number;
}

/** Every rule, in the order of the MSC. */
export type RuleCounts = readonly RuleCount[];

export class RuleCoverage {
  /** The table, counting. */
  readonly rules: readonly AuthRule[];
  readonly #counts = new Map<string, { allowed: number; refused: number }>();

  constructor(rules: readonly AuthRule[] = AUTH_RULES) {
    this.rules = rules.map((rule) => ({ ...rule, check: (context) => this.#count(rule.rule, rule.check(context)) }));
    for (const { rule } of rules) this.#counts.set(rule, { allowed: 0, refused: 0 });
  }

  counts(): RuleCounts {
    return [...this.#counts].map(([rule, count]) => ({ rule, ...count }));
  }

  #count(rule: string, finding: Finding): Finding {
    const count = this.#counts.get(rule);
    if (count !== undefined && finding !== 'inapplicable') {
      if (typeof finding === 'object') count.refused += 1;
      else count.allowed += 1;
    }
    return finding;
  }
}
