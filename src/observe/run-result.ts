/** What a run comes to: every fold over its facts, put together. */
import type { StampedFact } from '../facts/index.js';
import type { Reading } from '../room/msc4256/reading.js';
import type { RuleCounts } from '../room/msc4256/rule-coverage.js';
import { type Blame, BlameFold } from './blame.js';
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
  /** Only where it was asked for: what decided of each message and device that it was not read, as the metrics count them. */
  readonly blame?: readonly Blame[];
}

/** What the folds need to know of a scenario. */
export interface ObserverOptions {
  readonly rules: Pick<Reading, 'commit_parent' | 'author_state'>;
  readonly expect: readonly Expectation[];
  /** Of the workload, in µs. */
  readonly duration: number;
  /** Whether the outcome is to say what decided of each message that was not read. Absent: it is not. */
  readonly blame?: boolean;
}

export interface Observer {
  /** Takes the facts of one run, in order. */
  fact(stamped: StampedFact): void;
  /** Once, after the last fact. Of what servers decide without a word, `authRules` was counted beside the facts. */
  outcome(authRules: RuleCounts): RunOutcome;
}

export function observer(options: ObserverOptions): Observer {
  const history = new RoomHistory();
  const metricsFold = new MetricsFold(history, options.duration, options.rules);
  const invariants = new Invariants(history, options.rules);
  const blame = options.blame === true ? new BlameFold(history) : undefined;
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
      blame?.fact(stamped);
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
        ...(blame !== undefined && { blame: blame.result(metricsFold.unread()) }),
      };
    },
  };
}
