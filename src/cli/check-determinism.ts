/** Whether a scenario gives the same run twice, to the last fact. */
import type { RunOptions } from '../simulation/run.js';
import { type Parting, type RanSideBySide, type RunOnce, runSideBySide } from './side-by-side.js';

/** What a result says of the two runs. */
export type Determinism = { readonly same: true } | { readonly same: false; readonly parting: Parting };

export interface TwoRuns extends Pick<RanSideBySide, 'outcome'> {
  readonly determinism: Determinism;
}

/** `options` go to the first run only. Undefined: `onProgress` stopped them. Throws what a run throws. */
export async function runTwice(
  runOnce: RunOnce,
  options: Pick<RunOptions, 'blame' | 'onFact' | 'onStated' | 'onProgress'>,
): Promise<TwoRuns | undefined> {
  const ran = await runSideBySide(runOnce, runOnce, options);
  return ran && { outcome: ran.outcome, determinism: ran.parting === undefined ? { same: true } : { same: false, parting: ran.parting } };
}
