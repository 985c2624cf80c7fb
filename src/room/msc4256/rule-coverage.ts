/**
 * How often each auth rule let an event pass and refused one: a wrapper round the table. Of an event that a rule has nothing to
 * say of, nothing is counted. Rules are asked once for each different event and state (4.4: event and outcome), as the room version
 * remembers the verdict; 3.6, whose answer hangs on what a server holds, at every receipt of a create event.
 */
import type { AuthRule, Finding, RuleContext } from './auth-rule.js';
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
  readonly #counts: { readonly rule: string; allowed: number; refused: number }[] = [];

  constructor(rules: readonly AuthRule[] = AUTH_RULES) {
    this.rules = rules.map((rule) => {
      const count = { rule: rule.rule, allowed: 0, refused: 0 };
      this.#counts.push(count);
      const check = (context: RuleContext): Finding => {
        const finding = rule.check(context);
        if (typeof finding === 'object') count.refused += 1;
        else if (finding !== 'inapplicable') count.allowed += 1;
        return finding;
      };
      return { ...rule, check };
    });
  }

  counts(): RuleCounts {
    return this.#counts.map((count) => ({ ...count }));
  }
}
