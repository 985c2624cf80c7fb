/**
 * Makes proposals and hands them to the server: what a client does for its user that cannot commit, as its server is neither the
 * head nor in `can_propose` (MSC4256, "Commit handling with multiple servers": such servers "require other users on other servers
 * to do the modifications for them"); and what any client does to leave the group, as nobody commits its own removal (RFC 9420
 * §12.2). What a commit says in the clear is none of MLS's, so no proposal asks for it (H39).
 */
import type { ClientReply, ClientRequest } from '../api/client-server.js';
import type { MlsClient, ProposedChange } from '../mls/engine.js';
import { type DeviceId, type KeyPackageLabel, type MlsLabel, mlsLabel } from '../names.js';
import { decodeBase64 } from '../room/base64.js';
import { mlsContent } from '../room/msc4256/event-content.js';
import { ENCRYPTED_TYPE } from '../room/msc4256/names.js';
import type { PlannedCommit } from './change-plan.js';
import type { VouchedKeyPackage } from './claimed-keys.js';
import type { Change } from './intents.js';
import type { ProposalReading } from './proposal-reading.js';
import type { HeldState } from './retained-states.js';
import type { RoomView } from './room-view.js';
import type { RunningNumbers } from './running-numbers.js';
import type { Server } from './server.js';
import type { Turn } from './turn.js';

export interface OwnProposal {
  readonly label: MlsLabel;
  /** What commits refer to it by. */
  readonly reference: string;
  readonly content: ReturnType<typeof mlsContent>;
  /** The key package of the device that it adds, if it does. */
  readonly keyPackage: KeyPackageLabel | undefined;
  /** The MLS bytes. */
  readonly size: number;
}

const SAID_IN_THE_CLEAR: readonly Change['kind'][] = ['powers', 'servers', 'can_propose', 'security'];

export class ProposalMaking {
  constructor(
    private readonly self: DeviceId,
    private readonly mls: MlsClient,
    private readonly server: Pick<Server, 'name' | 'ask'>,
    private readonly view: RoomView,
    private readonly reading: ProposalReading,
    private readonly numbers: RunningNumbers,
  ) {}

  /** Why it would be of no use to propose the change; undefined: it may be. `committers` may commit it if it does not remove them. */
  whyNot({ kind }: Change, { add, remove }: PlannedCommit, committers: readonly DeviceId[]): string | undefined {
    if (SAID_IN_THE_CLEAR.includes(kind))
      return `${this.server.name} is not in can_propose, and ${kind} is said in the clear, which no MLS proposal changes`;
    if (kind === 'garbage') return 'garbage is a commit, and proposes nothing';
    // RFC 9420 §12.2: an Add of a member is valid in a commit that removes it.
    if (add.some((device) => remove.includes(device))) return 'only who commits can take a member out and add it again';
    const others = committers.some((device) => device !== this.self && !remove.includes(device));
    return others ? undefined : 'no member who could commit the proposal is on a server in can_propose';
  }

  /** `claimed` holds a key package of every device that the plan adds. The state holds the proposals afterwards. */
  async make(held: HeldState, plan: PlannedCommit, claimed: readonly VouchedKeyPackage[]): Promise<readonly OwnProposal[]> {
    const made: OwnProposal[] = [];
    for (const { change, keyPackage } of changesOf(plan, claimed)) {
      const number = this.numbers.next('proposal');
      // Nothing is said in the clear: who commits it says what a commit has to.
      const { bytes, next } = await this.mls.createProposal(held.group, change, new Uint8Array(), number);
      held.group = next;
      const label = mlsLabel(`${this.self}?${number}`);
      const reference = next.proposals.at(-1)?.reference ?? '';
      this.reading.made(reference, label);
      made.push({ label, reference, content: mlsContent(this.view.algorithm, bytes), keyPackage, size: bytes.length });
    }
    return made;
  }

  send(turn: Turn, { label, content }: OwnProposal, then: (reply: ClientReply, turn: Turn) => void | Promise<void>): void {
    const request: ClientRequest = {
      kind: 'send_event',
      room: this.view.id,
      type: ENCRYPTED_TYPE,
      stateKey: undefined,
      content,
      carries: label,
    };
    this.server.ask(turn, label, request, then);
  }
}

interface Proposable {
  readonly change: ProposedChange;
  readonly keyPackage: KeyPackageLabel | undefined;
}

/** One proposal for each thing; a plan that changes nothing renews the device's own keys. */
function changesOf({ add, remove, encryptedState }: PlannedCommit, claimed: readonly VouchedKeyPackage[]): readonly Proposable[] {
  const keyPackage = undefined;
  const changes: readonly Proposable[] = [
    ...(encryptedState === undefined ? [] : [{ change: { kind: 'encrypted_state', state: encryptedState } as const, keyPackage }]),
    ...remove.map((device) => ({ change: { kind: 'remove', device } as const, keyPackage })),
    ...claimed.filter(({ device }) => add.includes(device)).map(addition),
  ];
  return changes.length === 0 ? [{ change: { kind: 'update' }, keyPackage }] : changes;
}

const addition = ({ keyPackage, label }: VouchedKeyPackage): Proposable => ({
  change: { kind: 'add', keyPackage: decodeBase64(keyPackage, 'standard') ?? new Uint8Array() },
  keyPackage: label,
});
