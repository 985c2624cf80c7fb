/**
 * Sending messages: each is encrypted in the device's current group state and handed to its server. The server refuses one
 * whose epoch is not the current one; the client has raced a commit, and sends it again once it has followed (H20). A device
 * off the branch sends nothing, unless a reading lets it (H49).
 */
import type { ClientReply } from '../api/client-server.js';
import type { MlsClient } from '../mls/engine.js';
import { type DeviceId, mlsLabel } from '../names.js';
import { canonicalJson, encodeUtf8 } from '../room/canonical-json.js';
import { mlsContent } from '../room/msc4256/event-content.js';
import { ENCRYPTED_TYPE } from '../room/msc4256/names.js';
import type { Reading } from '../room/msc4256/reading.js';
import type { HeldState, RetainedStates } from './retained-states.js';
import type { RoomView } from './room-view.js';
import type { RunningNumbers } from './running-numbers.js';
import type { Server } from './server.js';
import type { Turn } from './turn.js';

interface Text {
  readonly number: number;
  readonly body: string;
  tries: number;
}

/** The auth rule that refuses a message of another epoch than the current one. */
const RACE_RULE = '11';

export class MessageSending {
  /** Refused, or written before sync has shown the room: waiting for the device to move on. */
  private waiting: Text[] = [];

  constructor(
    private readonly self: DeviceId,
    private readonly mls: MlsClient,
    private readonly server: Pick<Server, 'name' | 'ask'>,
    private readonly states: RetainedStates,
    private readonly view: RoomView,
    private readonly reading: Reading,
    private readonly numbers: RunningNumbers,
  ) {}

  async send(turn: Turn, body: string): Promise<void> {
    await this.submit(turn, { number: this.numbers.next('text'), body, tries: 0 });
  }

  /** The server's current commit or the device's group state is another one: what waits is tried again. */
  moved(turn: Turn): void | Promise<void> {
    if (this.waiting.length > 0) return this.sendAgain(turn);
  }

  private async sendAgain(turn: Turn): Promise<void> {
    const again = this.waiting;
    this.waiting = [];
    for (const text of again) await this.submit(turn, text);
  }

  private async submit(turn: Turn, text: Text): Promise<void> {
    const held = this.states.current;
    if (held === undefined) return this.giveUp(turn, text, 'not_a_member', 'the device is not in the group');
    // The server would refuse it: it does not know the epoch yet.
    if (this.view.place === 'ahead') {
      this.waiting.push(text);
      return;
    }
    if (this.holdsBack) return turn.outbox.emit({ kind: 'message_withheld', text: text.number });
    text.tries += 1;
    // Named by the text, so that sending one again renames none of those after it, and moves none of their draws.
    const message = mlsLabel(`${this.self}~${text.number}${text.tries > 1 ? `.${text.tries}` : ''}`);
    const plaintext = encodeUtf8(canonicalJson({ type: 'm.room.message', content: { msgtype: 'm.text', body: text.body } }));
    const { bytes, next } = await this.mls.encrypt(held.group, plaintext, this.numbers.next('message'));
    held.group = next;
    const { epoch, roster } = next;
    turn.outbox.emit({ kind: 'message_submitted', message, text: text.number, state: held.label, epoch, roster });
    const content = mlsContent(this.view.algorithm, bytes);
    const request = {
      kind: 'send_event',
      room: this.view.id,
      type: ENCRYPTED_TYPE,
      stateKey: undefined,
      content,
      carries: message,
    } as const;
    this.server.ask(turn, message, request, (reply, then) => this.answered(then, text, held, reply));
  }

  private answered(turn: Turn, text: Text, encryptedIn: HeldState, reply: ClientReply): void | Promise<void> {
    if (reply.kind !== 'refused') return;
    if (reply.rule !== RACE_RULE) return this.giveUp(turn, text, reply.rule, reply.why);
    if (this.states.current !== encryptedIn || this.holdsBack) return this.submit(turn, text);
    this.waiting.push(text);
  }

  private giveUp(turn: Turn, { number }: Text, rule: string, why: string): void {
    turn.outbox.emit({ kind: 'message_impossible', text: number, rule, why });
  }

  private get holdsBack(): boolean {
    return this.view.place === 'off_branch' && this.reading.off_branch === 'hold';
  }
}
