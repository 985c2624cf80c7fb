/**
 * Whether a scenario tells the same story on both MLS engines. It has to, with one exception: event ids are hashes over MLS bytes,
 * so where one of them breaks a tie, each engine may go a way of its own, and from there on there is nothing to compare.
 */
import type { Scenario } from '../scenario/scenario.js';
import { type RunOptions, run } from '../simulation/run.js';
import { type RanSideBySide, runSideBySide } from './side-by-side.js';

/** What a result says of the two engines. */
export type EngineComparison =
  | { readonly same: true }
  /** They parted where an event id decided: the facts before `compared_until`, counted as in a trace, are the same. */
  | { readonly same: true; readonly tie_break: { readonly compared_until: number } }
  | { readonly same: false; readonly parting: { readonly fact: number; readonly real: object | null; readonly symbolic: object | null } };

export interface BothEngines extends Pick<RanSideBySide, 'outcome'> {
  readonly engines: EngineComparison;
}

/** The outcome is that of the real engine, and so are the facts that `options` see. Undefined: `onProgress` stopped the runs. */
export async function runOnBoth(
  scenario: Scenario,
  options: Pick<RunOptions, 'blame' | 'onFact' | 'onStated' | 'onProgress'>,
): Promise<BothEngines | undefined> {
  const on = (mls: Scenario['mls']) => (more: RunOptions) => run({ ...scenario, mls }, more);
  const ran = await runSideBySide(on('real'), on('symbolic'), options);
  return ran && { outcome: ran.outcome, engines: comparison(ran) };
}

export function comparison({ parting, afterTie }: Pick<RanSideBySide, 'parting' | 'afterTie'>): EngineComparison {
  if (parting === undefined) return { same: true };
  const { fact, first: real, second: symbolic } = parting;
  return afterTie ? { same: true, tie_break: { compared_until: fact } } : { same: false, parting: { fact, real, symbolic } };
}
