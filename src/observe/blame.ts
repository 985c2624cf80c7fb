/**
 * Whose doing it was that a message was not read: for each pair that the metrics count as undecryptable, hidden or undelivered,
 * what decided that, and when. The pairs and their causes are those of the metrics; this looks up what led to each. It keeps more
 * of the story than the metrics need, so it runs only where somebody asks.
 */
import type { StampedFact } from '../facts/index.js';
import type { DeviceId, Epoch, EventLabel, MlsLabel } from '../names.js';
import { type Decided, type Decision, NOTHING_ELSE } from './blame/decision.js';
import { GroupDecisions } from './blame/group-decisions.js';
import { ServerDecisions } from './blame/server-decisions.js';

import type { Cause } from './metrics/undecryptable.js';
import type { MessageSent, UnreadPair } from './metrics/unread.js';
import type { RoomHistory } from './room-history.js';

/** Names as in the metrics, under `messages.undecryptable`, `messages.hidden` and `messages`. */
export type BlamedFor = Cause | 'soft_failed' | 'rejected' | 'undelivered';

export interface Blame {
  readonly cause: BlamedFor;
  readonly message: MlsLabel;
  readonly event: EventLabel;
  readonly sender: DeviceId;
  /** Who has not read it. */
  readonly device: DeviceId;
  /** The group state that the message was encrypted in, and its epoch. */
  readonly state: MlsLabel;
  readonly epoch: Epoch;
  /** When a server accepted it from the sender. */
  readonly sent_at_ms: number;
  readonly decision: Decision;
}

export class BlameFold {
  readonly #history: RoomHistory;
  readonly #group: GroupDecisions;
  readonly #servers: ServerDecisions;

  /** @param history is given each fact before this fold is */
  constructor(history: RoomHistory) {
    this.#history = history;
    this.#group = new GroupDecisions(history);
    this.#servers = new ServerDecisions(history);
  }

  /** Every fact but those of a message that a device has decrypted. */
  fact(stamped: StampedFact): void {
    this.#group.fact(stamped);
    this.#servers.fact(stamped);
  }

  /** Once, after the last fact. @param unread as the metrics count them */
  result(unread: Iterable<UnreadPair>): readonly Blame[] {
    return Array.from(unread, (pair) => this.#blame(pair));
  }

  #blame({ message, device: number, why }: UnreadPair): Blame {
    const { label, event, sender, encryptedIn, epoch, sentAt } = message;
    const device = this.#history.numbers.device(number);
    const blame = (cause: BlamedFor, decision: Decided): Blame => ({
      cause,
      message: label,
      event,
      sender,
      device,
      state: encryptedIn.label,
      epoch,
      sent_at_ms: sentAt / 1_000,
      decision: { ...NOTHING_ELSE, ...decision },
    });
    switch (why.kind) {
      case 'undecryptable':
        return blame(why.cause, this.#group.decision(number, encryptedIn, why));
      case 'hidden':
        return blame(why.outcome, this.#servers.refusal(device, event));
      case 'undelivered':
        return blame('undelivered', this.#absence(number, message));
    }
  }

  #absence(number: number, { event, encryptedIn }: MessageSent): Decided {
    const device = this.#history.numbers.device(number);
    if (this.#servers.everJoined(device)) return this.#servers.absence(device, event);
    const addition = this.#group.addition(number, encryptedIn);
    return { ...addition, why: `its user never joined the room; ${addition.why}` };
  }
}
