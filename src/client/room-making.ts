/**
 * Making a room: the group of one, the room at the server, and the first commits, which add the others (MSC4256, "Adding users to a
 * room"). A room that takes the place of another is made in the same way, of what the device sees there (H42).
 */
import type { MlsClient } from '../mls/engine.js';
import { type DeviceId, type MlsLabel, mlsLabel, serverName, serverOfDevice } from '../names.js';
import { additions } from './additions.js';
import type { GroupChanges } from './group-changes.js';
import type { Change, RoomPlan, UpgradePlan } from './intents.js';
import { lifetimeFrom } from './key-package-lifetime.js';
import type { RetainedStates } from './retained-states.js';
import type { RoomView } from './room-view.js';
import type { RunningNumbers } from './running-numbers.js';
import type { Server } from './server.js';
import type { Turn } from './turn.js';

/** A room to make. */
export interface NewRoom {
  readonly plan: Omit<RoomPlan, 'members'>;
  /** Of the group's state before any commit. */
  readonly label: MlsLabel;
  /** What its first commits do; at least one. */
  readonly changes: readonly Change[];
}

export class RoomMaking {
  constructor(
    private readonly self: DeviceId,
    private readonly mls: MlsClient,
    private readonly server: Pick<Server, 'name' | 'ask'>,
    private readonly states: RetainedStates,
    private readonly view: RoomView,
    private readonly changes: GroupChanges,
    private readonly numbers: RunningNumbers,
  ) {}

  /** The device's first room. */
  first({ members, ...plan }: RoomPlan): NewRoom {
    const changes: Change[] = [members.length === 0 ? { kind: 'update' } : { kind: 'add', devices: members }];
    return { plan, label: mlsLabel(`${this.self}#0`), changes };
  }

  /** The room that is to take the place of this one. Undefined where the device has seen nothing of this one. */
  successor(turn: Turn, { id, powers, members, except }: UpgradePlan): NewRoom | undefined {
    const current = this.view.current?.data ?? this.states.current?.data;
    if (current === undefined) return undefined;
    const named = members ?? this.states.current?.group.roster ?? [];
    const added = named.filter((device) => device !== this.self && !except.includes(device));
    const heads = powers ?? current.federation.powers.map(serverName);
    const servers = [...new Set([...heads, this.server.name, ...added.map(serverOfDevice)])];
    const { algorithm } = this.view;
    turn.outbox.emit({ kind: 'room_upgraded', successor: id });
    return {
      plan: { id, algorithm, powers: heads, servers, canPropose: servers, security: current.security ?? {} },
      label: mlsLabel(`${this.self}#${this.numbers.next('commit')}`),
      changes: added.length === 0 ? [{ kind: 'update' }] : additions(added),
    };
  }

  async make(turn: Turn, { plan, label, changes }: NewRoom): Promise<void> {
    const { id, algorithm, powers, servers, canPropose, security } = plan;
    const group = await this.mls.createGroup(id, {}, lifetimeFrom(turn.now));
    const data = { federation: { powers, servers, canPropose }, security };
    this.states.enter(turn, { group, label, madeBy: undefined, identified: 'proven', data }, 'creation');
    this.view.place = 'on_branch';
    const request = { kind: 'create_room', room: id, encryptionAlgorithm: algorithm } as const;
    this.server.ask(turn, `create ${id}`, request, async (_reply, then) => {
      for (const change of changes) await this.changes.want(then, change);
    });
  }
}
