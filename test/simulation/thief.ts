/**
 * Somebody who copies all that a device holds, and then does with it what the MLS engine can: follows commits and decrypts messages.
 * For the symbolic engine, whose states are immutable, so that a copy is a reference.
 */
import type { DeviceOptions } from '../../src/client/device-options.js';
import type { OwnCommit } from '../../src/client/own-commits.js';
import type { GroupState } from '../../src/mls/engine.js';
import type { SymbolicClient } from '../../src/mls/symbolic/client.js';
import { SymbolicGroupState, symbolic } from '../../src/mls/symbolic/group-state.js';
import type { DeviceId, MlsLabel } from '../../src/names.js';
import type { RoomEvent } from '../../src/room/event.js';
import type { MlsContents } from '../../src/room/msc4256/mls-contents.js';
import { ENCRYPTED_TYPE } from '../../src/room/msc4256/names.js';
import type { BuiltWorld } from '../../src/simulation/build.js';

/** A state, and the commit that led to it. */
interface Held {
  readonly label: MlsLabel;
  readonly group: GroupState;
}

export class Thief {
  readonly #mls: SymbolicClient;
  readonly #contents: MlsContents;
  readonly #stolen: readonly Held[];

  /** Copies the device now. */
  constructor({ devices, version }: BuiltWorld, id: DeviceId) {
    const device = devices.get(id);
    if (device === undefined) throw new Error(`there is no ${id}`);
    // What a device keeps to itself is no secret from who has it.
    const room = Reflect.get(device, 'room') as object;
    const { mls, contents } = Reflect.get(room, 'options') as DeviceOptions;
    const commits = Reflect.get(Reflect.get(room, 'ownCommits'), 'commits') as ReadonlyMap<string, OwnCommit>;
    this.#mls = mls as SymbolicClient;
    this.#contents = version.contents;
    if (contents !== this.#contents) throw new Error('devices share what is read of events');
    const pending = [...commits.values()].filter(({ parent }) => device.states.holds(parent));
    this.#stolen = [...device.states.all(), ...pending.map(({ label, next }) => ({ label, group: next }))].map(({ label, group }) => ({
      label,
      group,
    }));
  }

  /** The states that it comes to by these events, by the commits that lead to them, and the messages among them that it opens. */
  reads(events: readonly RoomEvent[]): { readonly states: ReadonlySet<MlsLabel>; readonly opened: ReadonlySet<MlsLabel> } {
    const commits = events.filter(({ pdu }) => pdu.type !== ENCRYPTED_TYPE);
    const proposals = events.filter((event) => this.#isProposal(event));
    const states = new Map<string, Held>();
    const open = [...this.#stolen];
    for (const [place, held] of open.entries()) states.set(`stolen ${place}`, held);
    for (let held = open.pop(); held !== undefined; held = open.pop()) {
      const informed = this.#withProposals(held.group, proposals);
      for (const event of commits) {
        const bytes = this.#contents.mlsBytes(event);
        const name = `${event.carries} from ${held.label}`;
        if ('malformed' in bytes || event.carries === undefined || states.has(name)) continue;
        const followed = this.#mls.processCommit(informed, bytes);
        if (!followed.ok || followed.next === undefined) continue;
        const next = { label: event.carries, group: followed.next };
        states.set(name, next);
        open.push(next);
      }
    }
    const opened = new Set<MlsLabel>();
    const groups = [...states.values()].map(({ group }) => asOutsider(group));
    for (const event of events) {
      const bytes = this.#contents.mlsBytes(event);
      if (event.pdu.type !== ENCRYPTED_TYPE || 'malformed' in bytes || event.carries === undefined) continue;
      if (groups.some((group) => this.#mls.decrypt(group, bytes).ok)) opened.add(event.carries);
    }
    return { states: new Set([...states.values()].map(({ label }) => label)), opened };
  }

  /** The state with all the proposals of its epoch that it does not hold yet, the device's own included. */
  #withProposals(state: GroupState, proposals: readonly RoomEvent[]): GroupState {
    let group = state;
    for (const event of proposals) {
      const bytes = this.#contents.mlsBytes(event);
      if ('malformed' in bytes) continue;
      const taken = this.#mls.processProposal(asOutsider(group), bytes);
      if (taken.ok) group = withLeaf(taken.next, symbolic(state).knowledge.leaf);
    }
    return group;
  }

  #isProposal(event: RoomEvent): boolean {
    const header = this.#contents.mlsHeader(event);
    return !('malformed' in header) && header.contentType === 'proposal';
  }
}

/** A member's library refuses what the member itself has sent; the keys that are left of its own ratchet open it all the same. */
function asOutsider(state: GroupState): GroupState {
  return withLeaf(state, -1);
}

function withLeaf(state: GroupState, leaf: number): SymbolicGroupState {
  const { knowledge, ratchets, held } = symbolic(state);
  return new SymbolicGroupState({ ...knowledge, leaf }, ratchets, held);
}
