/** What a run comes to: every fold over its facts, put together. */
import type { StampedFact } from '../facts/index.js';
import type { RoomId } from '../names.js';
import type { Reading } from '../room/msc4256/reading.js';
import type { RuleCounts } from '../room/msc4256/rule-coverage.js';
import { type Blame, BlameFold } from './blame.js';
import { type Expectation, type ExpectationResult, evaluate } from './expectations.js';
import { Fingerprint, type Transmission } from './fingerprint.js';
import { Invariants, type Violation } from './invariants.js';
import { UpgradesFold } from './metrics/upgrades.js';
import { type Metrics, MetricsFold } from './metrics.js';
import { type Decryption, RoomHistory } from './room-history.js';

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
  /** The same for a fact that nobody states. */
  transmission(at: StampedFact['at'], fact: Transmission): void;
  /** Once, after the last fact. Of what servers decide without a word, `authRules` was counted beside the facts. */
  outcome(authRules: RuleCounts): RunOutcome;
}

/** What is told of one room. */
class RoomObserver {
  readonly history = new RoomHistory();
  readonly metrics: MetricsFold;
  readonly invariants: Invariants;

  constructor({ duration, rules }: ObserverOptions) {
    this.metrics = new MetricsFold(this.history, duration, rules);
    this.invariants = new Invariants(this.history, rules);
  }

  fact(stamped: StampedFact, blame: BlameFold | undefined): void {
    this.history.fact(stamped);
    this.metrics.fact(stamped);
    blame?.fact(stamped);
    this.invariants.fact(stamped);
  }

  decrypted(stamped: StampedFact, fact: Decryption['fact']): void {
    const decryption = this.history.decryption(stamped, fact);
    this.metrics.decrypted(decryption);
    this.invariants.decrypted(decryption);
  }
}

export function observer(options: ObserverOptions): Observer {
  const own = new RoomObserver(options);
  const later = new Map<RoomId, RoomObserver>();
  const upgrades = new UpgradesFold(own.history);
  const blame = options.blame === true ? new BlameFold(own.history) : undefined;
  const fingerprint = new Fingerprint();
  let facts = 0;
  let lastAt = 0;
  return {
    fact(stamped) {
      facts++;
      lastAt = stamped.at;
      fingerprint.fact(stamped);
      const { room } = stamped;
      let observed = own;
      if (room !== undefined) {
        observed = later.get(room) ?? new RoomObserver(options);
        later.set(room, observed);
      }
      // Of transmissions and of these there are more than of all others together, so they go only where they count.
      if (stamped.fact.kind === 'message_decrypted') return observed.decrypted(stamped, stamped.fact);
      observed.fact(stamped, room === undefined ? blame : undefined);
      own.metrics.anywhere(stamped);
      own.invariants.anywhere(stamped);
      upgrades.fact(stamped);
    },
    transmission(at, fact) {
      facts++;
      lastAt = at;
      fingerprint.transmission(at, fact);
    },
    outcome(authRules) {
      const roomMetrics = own.metrics.result();
      const rooms = [...later].map(([id, { history, metrics, invariants }]) => ({ id, history, invariants, metrics: metrics.result() }));
      const lost = [...own.metrics.lost].map((device) => own.history.numbers.device(device));
      const upgrade = upgrades.result(
        rooms.map(({ id, history, metrics: { messages } }) => ({ id, history, messages })),
        lost,
      );
      const metrics: Metrics = { ...roomMetrics, upgrade };
      return {
        fingerprint: fingerprint.result(),
        simulated_ms: lastAt / 1_000,
        facts,
        metrics,
        auth_rules: authRules,
        expectations: options.expect.map((expectation) => evaluate(expectation, metrics)),
        violations: [...own.invariants.result(metrics), ...rooms.flatMap((room) => room.invariants.result(room.metrics))],
        ...(blame !== undefined && { blame: blame.result(own.metrics.unread()) }),
      };
    },
  };
}
