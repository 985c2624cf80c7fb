/**
 * The facts of a run, numbered as in its trace, and what folds make of them: what any question about the run is answered from. Facts that
 * are very many and that no answer needs one by one are counted and not kept.
 */
import type { Fact, StampedFact } from '../../facts/index.js';
import type { RoomId } from '../../names.js';
import { type Blame, BlameFold } from '../../observe/blame.js';
import { CommitFates } from '../../observe/metrics/commit-fates.js';
import { MessagesFold } from '../../observe/metrics/messages.js';
import { RoomHistory } from '../../observe/room-history.js';
import { ENCRYPTED_TYPE } from '../../room/msc4256/names.js';
import type { Question } from './explanation.js';

type FactOf<Kind extends Fact['kind']> = Extract<Fact, { readonly kind: Kind }>;

/** A fact with its line in the trace, from 1. */
export interface Numbered<F extends Fact = Fact> extends Omit<StampedFact, 'fact'> {
  readonly line: number;
  readonly fact: F;
}

/** What is known of one room: of the scenario's own, or of one that an upgrade made. */
export class RoomStory {
  readonly history = new RoomHistory();
  readonly messages = new MessagesFold(this.history);
  readonly fates = new CommitFates(this.history);
  readonly #blame = new BlameFold(this.history);
  #blamed: readonly Blame[] | undefined;

  fact(stamped: StampedFact): void {
    this.history.fact(stamped);
    if (stamped.fact.kind === 'message_decrypted') return this.messages.decrypted(this.history.decryption(stamped, stamped.fact));
    this.messages.fact(stamped);
    this.fates.fact(stamped);
    this.#blame.fact(stamped);
  }

  /** After the last fact. */
  get blame(): readonly Blame[] {
    this.#blamed ??= this.#blame.result(this.messages.unread());
    return this.#blamed;
  }
}

export class TraceStory {
  readonly facts: Numbered[] = [];
  readonly rooms = new Map<RoomId | undefined, RoomStory>();
  /** The messages sent, in that order. */
  readonly sent: string[] = [];
  /** Messages of which all facts are kept. */
  readonly #watched = new Set<string>();
  readonly #question: Question;
  #line = 0;
  end = 0;

  constructor(question: Question) {
    this.#question = question;
    if (question.kind === 'message') this.#watched.add(question.message);
  }

  /** In the order of the trace, all of them. */
  fact(stamped: StampedFact): void {
    const { at, room, fact } = stamped;
    this.#line += 1;
    this.end = at;
    if (fact.kind === 'transmission' || fact.kind === 'transaction_sent') return;
    const story = this.rooms.get(room) ?? new RoomStory();
    this.rooms.set(room, story);
    story.fact(stamped);
    if (fact.kind === 'event_created' && fact.type === ENCRYPTED_TYPE && fact.carries !== undefined && at >= 0) this.#send(fact.carries);
    if (fact.kind === 'message_decrypted' && !this.#watched.has(fact.message)) return;
    this.facts.push({ ...stamped, line: this.#line });
  }

  /** The first fact of a kind of which that is so, from a line on. */
  find<Kind extends Fact['kind']>(
    kind: Kind,
    isWanted: (fact: FactOf<Kind>, numbered: Numbered) => boolean = () => true,
  ): Numbered<FactOf<Kind>> | undefined {
    return this.facts.find((each): each is Numbered<FactOf<Kind>> => each.fact.kind === kind && isWanted(each.fact as FactOf<Kind>, each));
  }

  all<Kind extends Fact['kind']>(
    kind: Kind,
    isWanted: (fact: FactOf<Kind>, numbered: Numbered) => boolean = () => true,
  ): readonly Numbered<FactOf<Kind>>[] {
    return this.facts.filter(
      (each): each is Numbered<FactOf<Kind>> => each.fact.kind === kind && isWanted(each.fact as FactOf<Kind>, each),
    );
  }

  #send(message: string): void {
    // Proposals are of the same type, and are called otherwise.
    if (!message.includes('~')) return;
    this.sent.push(message);
    if (this.#question.kind === 'message' && this.#question.message === String(this.sent.length)) this.#watched.add(message);
  }
}
