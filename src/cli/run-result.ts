/** What a run came to, as `--json` prints it: the contract with those who script Schism. */
import type { RunOutcome } from '../observe/run-result.js';
import type { Determinism } from './check-determinism.js';
import type { EngineComparison } from './compare-engines.js';
import { environment, version } from './package-info.js';

/** `wall_ms` and `environment` differ from machine to machine; everything else is the same on every run. */
export interface RunResult extends RunOutcome {
  readonly schism: string;
  /** The scenario as it ran, in the file format, every default filled in. */
  readonly scenario: object;
  readonly seed: string;
  /** How long the run took, in milliseconds of real time. */
  readonly wall_ms: number;
  readonly environment: object;
  /** Only with `--check-determinism`. */
  readonly determinism?: Determinism;
  /** Only with `--mls both`: the rest of the result is that of the real engine. */
  readonly engines?: EngineComparison;
}

interface Ran {
  /** See `RunResult`, here and below. */
  readonly document: object;
  readonly seed: string;
  readonly outcome: RunOutcome;
  readonly wall_ms: number;
  readonly determinism?: Determinism;
  readonly engines?: EngineComparison;
}

export const runResult = ({ document, seed, outcome, wall_ms, determinism, engines }: Ran): RunResult => ({
  schism: version(),
  scenario: document,
  seed,
  fingerprint: outcome.fingerprint,
  simulated_ms: outcome.simulated_ms,
  wall_ms,
  facts: outcome.facts,
  metrics: outcome.metrics,
  auth_rules: outcome.auth_rules,
  expectations: outcome.expectations,
  violations: outcome.violations,
  environment: environment(),
  ...(outcome.blame !== undefined && { blame: outcome.blame }),
  ...(determinism !== undefined && { determinism }),
  ...(engines !== undefined && { engines }),
});

/** As `--json` prints it, and `result.json` holds it. */
export const resultText = (result: RunResult): string => `${JSON.stringify(result, null, 2)}\n`;
