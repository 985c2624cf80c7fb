/** Servers that receive the events of a described room in causal orders of their own, and what they tell each other then. */
import type { RoomEvent } from '../../src/room/event.js';
import { type Insertion, RoomGraph } from '../../src/room/room-graph.js';
import type { Resolution } from '../../src/room/room-version.js';
import { CREATE, type DescribedRoom, type Row } from './described-room.js';
import type { RoomPlan } from './random-rooms.js';

/** What the messages are called that servers send when they hold everything: `m-y` is y's. */
export const LAST_MESSAGE = 'm-';

export class Receiver {
  /** What it received after the create event, in its order. */
  readonly received: string[] = [];
  /** Every resolution that receiving needed. */
  readonly resolutions: Resolution[] = [];
  readonly graph: RoomGraph;

  constructor(
    readonly name: string,
    private readonly room: DescribedRoom,
  ) {
    this.graph = new RoomGraph(room.dag.version);
    this.take(room.dag.get(CREATE));
  }

  receive(label: string): void {
    this.take(this.room.dag.get(label));
    this.received.push(label);
  }

  isMissingNothing(label: string): boolean {
    return this.graph.missing(this.room.dag.get(label)).length === 0;
  }

  get tip(): string | undefined {
    return this.graph.currentState().commit?.label;
  }

  /** The message that it would send now; undefined where it holds no commit, or its own checks refuse the message. */
  message(): Row | undefined {
    const cited = this.graph.stateForNew().commit?.label;
    if (cited === undefined) return undefined;
    const { epoch, powers, servers } = this.room.row(cited);
    if (!servers.includes(this.name)) return undefined;
    const prev = this.graph.prevEventsForNew().map((id): string => id);
    const placed = { kind: 'message', epoch: epoch + 1, origin: this.name, prev, auth: [CREATE, cited], ts: 100 } as const;
    const id = `${LAST_MESSAGE}${this.name}`;
    return { id, ...placed, powers, servers, content: id };
  }

  private take(event: RoomEvent): Insertion {
    const receipt = this.graph.judge(event, { own: event.pdu.origin === this.name });
    const insertion = this.graph.insert(event, receipt);
    const resolved = [...receipt.resolved, ...(insertion.resolved === undefined ? [] : [insertion.resolved])];
    this.resolutions.push(...resolved.map(({ resolution }) => resolution));
    return insertion;
  }
}

/** Every event of the room at each of the plan's servers, in its order. */
export function deliverAll(room: DescribedRoom, { arrivals }: RoomPlan): readonly Receiver[] {
  const labels = room.rows().map(({ id }) => id);
  return arrivals.map(({ server, choices }) => {
    const receiver = new Receiver(server, room);
    const waiting = [...labels];
    for (let at = 0; waiting.length > 0; at += 1) {
      const ready = waiting.filter((label) => receiver.isMissingNothing(label));
      const next = ready[Math.min(choices[at] ?? 0, ready.length - 1)] ?? '';
      waiting.splice(waiting.indexOf(next), 1);
      receiver.receive(next);
    }
    return receiver;
  });
}

/**
 * Each server sends one message with what it holds, before it hears those of the others. Gives the servers that could send: one
 * that its own current commit leaves out of the room cannot.
 */
export function sendOneEach(room: DescribedRoom, receivers: readonly Receiver[]): readonly Receiver[] {
  const sent = receivers.map((receiver) => ({ receiver, row: receiver.message() }));
  for (const { row } of sent) if (row !== undefined) room.add(row);
  for (const { receiver, row } of sent) {
    const others = sent.map((other) => other.row).filter((other) => other !== row);
    for (const message of [row, ...others]) if (message !== undefined) receiver.receive(message.id);
  }
  return sent.filter(({ row }) => row !== undefined).map(({ receiver }) => receiver);
}

/** Whether all of them have one current state. */
export const agree = (receivers: readonly Receiver[]): boolean => new Set(receivers.map(({ graph }) => graph.currentState())).size <= 1;
