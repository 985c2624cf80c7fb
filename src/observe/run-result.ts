/** What a run comes to: every fold over its facts, put together. */
import type { StampedFact } from '../facts/index.js';
import type { Reading } from '../room/msc4256/reading.js';
import type { RuleCounts } from '../room/msc4256/rule-coverage.js';
import { type Expectation, type ExpectationResult, evaluate } from './expectations.js';
import { Fingerprint } from './fingerprint.js';
import { Invariants, type Violation } from './invariants.js';
import { type Metrics, MetricsFold } from './metrics.js';
import { RoomHistory } from './room-history.js';

/** The part of a run's result that is the same on every machine. */
export interface RunOutcome {
  /** SHA-256 over every fact, lower-case hex. */
  readonly fingerprint: string;
  /** When the run ended, in milliseconds since time zero; drain included. */
  readonly simulated_ms: number;
  /** How many facts there were, setting up included. */
  readonly facts: number;
  readonly metrics: Metrics;
  /** How often each auth rule let an event pass and refused one, setting up included; how often it is asked, see `RuleCoverage`. */
  readonly auth_rules: RuleCounts;
  readonly expectations: readonly ExpectationResult[];
  readonly violations: readonly Violation[];
}

/** What the folds need to know of a scenario. */
export interface ObserverOptions {
  readonly rules: Pick<Reading, 'commit_parent'>;
  readonly expect: readonly Expectation[];
  /** Of the workload, in µs. */
  readonly duration: number;
}

export interface Observer {
  /** Takes the facts of one run, in order. */
  fact(stamped: StampedFact): void;
  /** Once, after the last fact. Of what servers decide without a word, `authRules` was counted beside the facts. */
  outcome(authRules: RuleCounts): RunOutcome;
}

export function observer(options: ObserverOptions): Observer {
  const history = new RoomHistory();
  const metricsFold = new MetricsFold(history, options.duration);
  const invariants = new Invariants(history, options.rules);
  const fingerprint = new Fingerprint();
  let facts = 0;
  let lastAt = 0;
  return {
    fact(stamped) {
      facts++;
      lastAt = stamped.at;
      fingerprint.fact(stamped);
      // Of these two kinds there are more than of all others together, so they go only where they count.
      if (stamped.fact.kind === 'transmission') return;
      if (stamped.fact.kind === 'message_decrypted') {
        const decryption = history.decryption(stamped, stamped.fact);
        metricsFold.decrypted(decryption);
        return invariants.decrypted(decryption);
      }
      history.fact(stamped);
      metricsFold.fact(stamped);
      invariants.fact(stamped);
    },
    outcome(authRules) {
      const metrics = metricsFold.result();
      return {
        fingerprint: fingerprint.result(),
        simulated_ms: lastAt / 1_000,
        facts,
        metrics,
        auth_rules: authRules,
        expectations: options.expect.map((expectation) => evaluate(expectation, metrics)),
        violations: invariants.result(metrics),
      };
    },
  };
}
