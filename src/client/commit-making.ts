/**
 * Makes a commit on a group state and hands it to the server, the way that the place of the server in `federation.powers` asks
 * for (MSC4256, "Commit handling with multiple servers"): clients of the head send `m.mls.commit`, others an
 * `m.mls.pending_commit` if their server is in `can_propose`, which need not hold a power (H39).
 */
import type { ClaimedKeyPackage, ClientReply, ClientRequest } from '../api/client-server.js';
import type { MlsClient } from '../mls/engine.js';
import { type DeviceId, mlsLabel, type ServerName } from '../names.js';
import { decodeBase64 } from '../room/base64.js';
import { encodeAuthenticatedData } from '../room/msc4256/authenticated-data.js';
import { mlsContent } from '../room/msc4256/event-content.js';
import type { RoomNames } from '../room/msc4256/names.js';
import type { Reading } from '../room/msc4256/reading.js';
import { type PlannedCommit, withServersOf } from './change-plan.js';
import type { OwnCommit } from './own-commits.js';
import type { HeldState } from './retained-states.js';
import type { RoomView } from './room-view.js';
import type { RunningNumbers } from './running-numbers.js';
import type { Server } from './server.js';
import type { Turn } from './turn.js';

export type Way = 'direct' | 'pending';

export class CommitMaking {
  constructor(
    private readonly self: DeviceId,
    private readonly mls: MlsClient,
    private readonly server: Pick<Server, 'name' | 'ask'>,
    private readonly view: RoomView,
    private readonly reading: Reading,
    private readonly names: RoomNames,
    private readonly numbers: RunningNumbers,
  ) {}

  /** How a commit from this server gets into the room now; undefined: only others could commit for its users. */
  way(server: ServerName = this.server.name): Way | undefined {
    // The first commit of a room makes the lists.
    if (this.view.current === undefined) return 'direct';
    const { powers, canPropose } = this.view.current.data.federation;
    const index = powers.indexOf(server);
    if (index === 0 || (index > 0 && this.reading.slots === 'direct')) return 'direct';
    return canPropose.includes(server) ? 'pending' : undefined;
  }

  /**
   * `claimed` holds a key package of every device that the plan adds. Proposals that the state holds are taken up as far as they go
   * together with it, but for those with the references `leaveOut`.
   */
  async make(held: HeldState, plan: PlannedCommit, claimed: readonly ClaimedKeyPackage[], leaveOut: readonly string[]): Promise<OwnCommit> {
    const number = this.numbers.next('commit');
    const change = {
      add: claimed.map(({ keyPackage }) => decodeBase64(keyPackage, 'standard') ?? new Uint8Array()),
      remove: plan.remove,
      leaveOut,
      ...(plan.encryptedState !== undefined && { encryptedState: plan.encryptedState }),
    };
    const data = withServersOf(
      held.group.proposals.flatMap((each) =>
        each.change.kind === 'add' && !leaveOut.includes(each.reference) ? [each.change.device] : [],
      ),
      plan.data,
    );
    const authenticatedData = encodeAuthenticatedData(data);
    const { bytes, welcome, takenUp, parent, next } = await this.mls.createCommit(held.group, change, authenticatedData, number);
    held.group = parent;
    const content = mlsContent(this.view.algorithm, plan.garbled ? garbled(bytes) : bytes);
    return {
      label: mlsLabel(`${this.self}#${number}`),
      content,
      text: String(content.ciphertext),
      size: bytes.length,
      epoch: held.group.epoch,
      parent: held,
      next,
      data,
      welcome,
      added: [...takenUp.flatMap((each) => (each.change.kind === 'add' ? [each.change.device] : [])), ...plan.add],
      takenUp,
    };
  }

  send(turn: Turn, { label, content }: OwnCommit, way: Way, then: (reply: ClientReply, turn: Turn) => void | Promise<void>): void {
    const [type, stateKey] = way === 'direct' ? [this.names.commitType, ''] : [this.names.pendingCommitType, undefined];
    const request: ClientRequest = { kind: 'send_event', room: this.view.id, type, stateKey, content, carries: label };
    this.server.ask(turn, label, request, then);
  }
}

/** The AEAD's tag stands at the end of a PrivateMessage (RFC 9420 §6.3.1), so with another last byte it opens for nobody (H40). */
function garbled(bytes: Uint8Array): Uint8Array {
  const copy = bytes.slice();
  const last = copy.length - 1;
  copy[last] = (copy[last] ?? 0) ^ 0xff;
  return copy;
}
