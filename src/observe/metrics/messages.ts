/** What became of each message at each device that it was meant for. */
import type { Fact, Fold, StampedFact } from '../../facts/index.js';
import { type DeviceId, type EventLabel, type MlsLabel, type NodeName, type ServerName, serverOfDevice } from '../../names.js';
import { ENCRYPTED_TYPE } from '../../room/msc4256/names.js';
import type { Commit } from '../commit-tree.js';
import { DeviceSet } from '../device-set.js';
import { NOT_A_MEMBER } from '../metric-names.js';
import { type Distribution, inMilliseconds, Samples } from '../percentiles.js';
import type { Decryption, RoomHistory } from '../room-history.js';
import { Tally } from '../tally.js';
import { CauseFinder } from './undecryptable.js';
import { type MessageSent, type MessageSubmitted, sentAs, type Unread, type UnreadPair } from './unread.js';

export type MessageMetrics = {
  readonly sent: number;
  readonly withheld: number;
  readonly impossible: number;
  readonly impossible_by_rule: Readonly<Record<string, number>>;
  readonly pairs: number;
  readonly decrypted: number;
  readonly decrypted_late: number;
  readonly undecryptable: {
    readonly total: number;
    readonly key_deleted: number;
    readonly never_joined: number;
    readonly fork: number;
    readonly other: number;
    readonly other_after_decline: number;
    readonly other_by_failure: Readonly<Record<string, number>>;
  };
  readonly hidden: { readonly total: number; readonly soft_failed: number; readonly rejected: number };
  readonly undelivered: number;
  readonly shown_outside: number;
  readonly refused_at_send: number;
  readonly latency_ms: Distribution;
};

/** Refuses a message of another epoch than the current one: the client encrypts and sends it again. */
const RACE_RULE = '11';

type FactOf<Kind extends Fact['kind']> = Extract<Fact, { kind: Kind }>;

/** Hears of each message × device as the account of them goes on. */
export interface MessageWatcher {
  /** The message is sent, and is meant for `devices` others. */
  sent(message: MessageSent, devices: number): void;
  /** One of those has decrypted it, `at` that time in µs; `late`: not at its first attempt. */
  read(message: MessageSent, at: number, late: boolean): void;
}

export class MessagesFold implements Fold<MessageMetrics> {
  readonly #history: RoomHistory;
  readonly #watcher: MessageWatcher | undefined;
  readonly #firstAttempts = new Map<string, number>();
  readonly #recipients = new Map<Commit, DeviceSet>();
  /** Handed to a server, which has made no event of it. */
  readonly #submitted = new Map<MlsLabel, MessageSubmitted>();
  readonly #open = new Map<MlsLabel, MessageSent>();
  readonly #openByEvent = new Map<EventLabel, MessageSent>();
  /** By device's number, the last group state from which it declined to follow a commit. */
  readonly #declinedFrom = new Map<number, MlsLabel>();
  readonly #latency = new Samples();
  #sent = 0;
  #withheld = 0;
  #impossible = 0;
  readonly #impossibleByRule = new Tally(NOT_A_MEMBER);
  #pairs = 0;
  #decryptedLate = 0;
  #refusedAtSend = 0;
  #shownOutside = 0;

  constructor(history: RoomHistory, watcher?: MessageWatcher) {
    this.#history = history;
    this.#watcher = watcher;
  }

  fact({ at, node, fact }: StampedFact): void {
    if (at < 0) return;
    switch (fact.kind) {
      case 'message_submitted':
        this.#submit(at, node as DeviceId, fact); // Only devices state this.
        return;
      case 'message_withheld':
        this.#withheld++;
        return;
      case 'message_impossible':
        this.#impossible++;
        this.#impossibleByRule.add(fact.rule, 1);
        return;
      case 'event_refused':
        if (fact.type !== ENCRYPTED_TYPE || fact.carries === undefined) return;
        // A proposal is none of the messages submitted.
        if (this.#submitted.delete(fact.carries) && fact.rule === RACE_RULE) this.#refusedAtSend++;
        return;
      case 'event_created':
        if (fact.type === ENCRYPTED_TYPE && fact.carries !== undefined) this.#send(at, fact.carries, fact.event);
        return;
      case 'event_received':
        if (fact.type !== ENCRYPTED_TYPE || fact.outcome === 'accepted' || node === undefined) return;
        this.#hide(fact.event, node, fact.outcome);
        return;
      case 'commit_declined':
        this.#declinedFrom.set(this.#history.numbers.of(node as DeviceId), fact.state); // Likewise.
        return;
      case 'message_unreadable':
        this.#fail(at, this.#history.numbers.of(node as DeviceId), fact); // Likewise.
        return;
    }
  }

  decrypted({ at, device, fact }: Decryption): void {
    if (at < 0) return;
    const message = this.#open.get(fact.message);
    if (message === undefined || !message.waiting.has(device)) return;
    message.waiting.delete(device);
    message.waitingCount--;
    this.#latency.add(at - message.firstAttemptAt);
    if (fact.late) this.#decryptedLate++;
    this.#watcher?.read(message, at, fact.late);
    if (message.waitingCount > 0) return;
    this.#open.delete(fact.message);
    this.#openByEvent.delete(fact.event);
  }

  #submit(at: number, sender: DeviceId, fact: FactOf<'message_submitted'>): void {
    const words = `${sender} ${fact.text}`;
    const firstAttemptAt = this.#firstAttempts.get(words) ?? at;
    this.#firstAttempts.set(words, firstAttemptAt);
    const encryptedIn = this.#history.tree.named(fact.state);
    const waiting = this.#rosterOf(encryptedIn, fact.roster).copy();
    waiting.delete(this.#history.numbers.of(sender));
    this.#submitted.set(fact.message, {
      label: fact.message,
      sender,
      words,
      firstAttemptAt,
      encryptedIn,
      epoch: fact.epoch,
      waiting,
      waitingCount: fact.roster.length - 1,
      failures: undefined,
      hiddenAt: undefined,
    });
  }

  #rosterOf(state: Commit, roster: readonly DeviceId[]): DeviceSet {
    let devices = this.#recipients.get(state);
    if (devices === undefined) {
      devices = new DeviceSet();
      for (const device of roster) devices.add(this.#history.numbers.of(device));
      this.#recipients.set(state, devices);
    }
    return devices;
  }

  #send(at: number, label: MlsLabel, event: EventLabel): void {
    const submitted = this.#submitted.get(label);
    if (submitted === undefined) return;
    this.#submitted.delete(label);
    this.#firstAttempts.delete(submitted.words);
    this.#sent++;
    this.#pairs += submitted.waitingCount;
    if (submitted.waitingCount === 0) return;
    const message = sentAs(submitted, event, at);
    this.#open.set(label, message);
    this.#openByEvent.set(event, message);
    this.#watcher?.sent(message, submitted.waitingCount);
  }

  #hide(event: EventLabel, server: NodeName, outcome: 'soft_failed' | 'rejected'): void {
    const message = this.#openByEvent.get(event);
    if (message === undefined) return;
    message.hiddenAt ??= new Map();
    message.hiddenAt.set(server, outcome);
  }

  #fail(at: number, device: number, fact: FactOf<'message_unreadable'>): void {
    const message = this.#open.get(fact.message);
    // Whom it is for and who has not read it is waited for, so of any other message all have read it.
    if (!message?.waiting.has(device)) this.#shownOutside++;
    if (message === undefined || message.failures?.has(device) === true) return;
    const stood = fact.state === undefined ? this.#history.positions.of(device).stands : this.#history.tree.named(fact.state);
    message.failures ??= new Map();
    const hadDeclined = fact.state !== undefined && this.#declinedFrom.get(device) === fact.state;
    message.failures.set(device, { at, stood, failure: fact.failure, hadDeclined });
  }

  result(): MessageMetrics {
    return {
      sent: this.#sent,
      withheld: this.#withheld,
      impossible: this.#impossible,
      impossible_by_rule: this.#impossibleByRule.record(),
      pairs: this.#pairs,
      decrypted: this.#latency.count,
      decrypted_late: this.#decryptedLate,
      ...this.#countUnread(),
      shown_outside: this.#shownOutside,
      refused_at_send: this.#refusedAtSend,
      latency_ms: inMilliseconds(this.#latency),
    };
  }

  /** Every pair that is not decrypted, by message and then by device. */
  *unread(): Generator<UnreadPair> {
    const causes = new CauseFinder(this.#history.positions);
    for (const message of this.#open.values()) {
      for (const device of message.waiting) yield { message, device, why: this.#whyUnread(message, device, causes) };
    }
  }

  #whyUnread(message: MessageSent, device: number, causes: CauseFinder): Unread {
    const failed = message.failures?.get(device);
    if (failed !== undefined) return { kind: 'undecryptable', cause: causes.cause(device, message.encryptedIn, failed.stood), failed };
    const outcome = message.hiddenAt?.get(this.#serverOf(device));
    return outcome === undefined ? { kind: 'undelivered' } : { kind: 'hidden', outcome };
  }

  #countUnread(): Pick<MessageMetrics, 'undecryptable' | 'hidden' | 'undelivered'> {
    const undecryptable = { total: 0, key_deleted: 0, never_joined: 0, fork: 0, other: 0, other_after_decline: 0 };
    const byFailure: Record<string, number> = {};
    const hidden = { total: 0, soft_failed: 0, rejected: 0 };
    let undelivered = 0;
    for (const { why } of this.unread()) {
      switch (why.kind) {
        case 'undecryptable': {
          const { failure, hadDeclined } = why.failed;
          undecryptable.total++;
          undecryptable[why.cause]++;
          if (why.cause !== 'other') break;
          byFailure[failure] = (byFailure[failure] ?? 0) + 1;
          if (hadDeclined) undecryptable.other_after_decline++;
          break;
        }
        case 'hidden':
          hidden.total++;
          hidden[why.outcome]++;
          break;
        case 'undelivered':
          undelivered++;
      }
    }
    return { undecryptable: { ...undecryptable, other_by_failure: byFailure }, hidden, undelivered };
  }

  #serverOf(device: number): ServerName {
    return serverOfDevice(this.#history.numbers.device(device));
  }
}
