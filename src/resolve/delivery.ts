/** What one server makes of the events that it receives, in their order: checks 4 to 6, and the state that it ends with. */
import { serverName } from '../names.js';
import type { RoomEvent } from '../room/event.js';
import type { ReceiptVerdict } from '../room/receipt.js';
import { RoomGraph } from '../room/room-graph.js';
import type { RoomVersion } from '../room/room-version.js';
import type { Label } from '../scenario/dag/dag.js';

/** The outcome of an event and, where it was not accepted, the check that failed and the rule that refused. */
export type ReceivedEvent = { readonly event: Label } & ReceiptVerdict;

export interface ServerResult {
  /** The commit that is current in the end. */
  readonly tip: Label | null;
  readonly events: readonly ReceivedEvent[];
  /** Create events that came first, unsaid, and were not accepted. Absent where there are none. */
  readonly unsaid?: readonly ReceivedEvent[];
}

/** @param received the create events that come first, unsaid, and what the file names; parents before those that refer to them */
export function deliver(
  version: RoomVersion,
  name: string,
  received: { readonly unsaid: readonly RoomEvent[]; readonly said: readonly RoomEvent[] },
): ServerResult {
  const server = serverName(name);
  const graph = new RoomGraph(version);
  const receive = (event: RoomEvent): ReceivedEvent => {
    const receipt = graph.judge(event, { own: event.pdu.origin === server });
    graph.insert(event, receipt);
    return { event: event.label, ...verdictOf(receipt) };
  };
  const unsaid = received.unsaid.map(receive).filter(({ outcome }) => outcome !== 'accepted');
  const events = received.said.map(receive);
  return { tip: graph.currentState().commit?.label ?? null, events, ...(unsaid.length > 0 && { unsaid }) };
}

const verdictOf = (receipt: ReceiptVerdict): ReceiptVerdict => {
  if (receipt.outcome === 'accepted') return { outcome: 'accepted' };
  const { rule, why } = receipt;
  return receipt.outcome === 'rejected'
    ? { outcome: 'rejected', check: receipt.check, rule, why }
    : { outcome: 'soft_failed', check: 6, rule, why };
};
