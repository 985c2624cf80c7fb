/** What a change means in a given group state: whom it adds and removes, and what the commit says in the clear and encrypted. */
import type { EncryptedState } from '../mls/engine.js';
import { type DeviceId, serverOfDevice } from '../names.js';
import type { AuthenticatedData } from '../room/msc4256/authenticated-data.js';
import type { Change } from './intents.js';
import type { HeldState } from './retained-states.js';

export interface PlannedCommit {
  readonly kind: 'commit';
  readonly add: readonly DeviceId[];
  readonly remove: readonly DeviceId[];
  readonly data: AuthenticatedData;
  /** Absent: unchanged. */
  readonly encryptedState: EncryptedState | undefined;
}

export type ChangePlan =
  | PlannedCommit
  /** It is so already. */
  | { readonly kind: 'satisfied' }
  | { readonly kind: 'impossible'; readonly rule: 'own_removal'; readonly why: string };

/** The plan for a change wanted by `self` on top of `held`, where the commits so far say `data`. */
export function planChange(change: Change, self: DeviceId, { group }: HeldState, data: AuthenticatedData): ChangePlan {
  const plan = { kind: 'commit', add: [], remove: [], data, encryptedState: undefined } as const;
  const { federation, security } = data;
  const members = new Set(group.roster);
  switch (change.kind) {
    case 'update':
      return plan;
    case 'add': {
      const add = change.devices.filter((device) => !members.has(device));
      if (add.length === 0) return { kind: 'satisfied' };
      // A server that is new to the room has to be on the list, or it would get no event of it (H25).
      const servers = [...new Set([...federation.servers, ...add.map(serverOfDevice)])];
      return { ...plan, add, data: { ...data, federation: { ...federation, servers } } };
    }
    case 'remove': {
      const remove = change.devices.filter((device) => members.has(device));
      if (remove.length === 0) return { kind: 'satisfied' };
      // RFC 9420 §12.2: a commit's author cannot be among those that it removes.
      if (remove.includes(self)) return { kind: 'impossible', rule: 'own_removal', why: `${self} cannot commit its own removal` };
      return { ...plan, remove };
    }
    case 'powers':
      return { ...plan, data: { ...data, federation: { ...federation, powers: change.servers } } };
    case 'servers': {
      // Who is taken off one list has to go from the other, or auth rule 9.10 refuses the commit. Powers are not given up unasked.
      const canPropose = federation.canPropose.filter((server) => change.servers.some((listed) => listed === server));
      return { ...plan, data: { ...data, federation: { ...federation, servers: change.servers, canPropose } } };
    }
    case 'can_propose':
      return { ...plan, data: { ...data, federation: { ...federation, canPropose: change.servers } } };
    case 'security':
      return { ...plan, data: { ...data, security: { ...security, ...change.security } } };
    case 'state':
      return { ...plan, encryptedState: merged(group.encryptedState, change.state) };
  }
}

function merged(before: EncryptedState, set: EncryptedState): EncryptedState {
  const types = new Set([...Object.keys(before), ...Object.keys(set)]);
  return Object.fromEntries([...types].map((type) => [type, { ...before[type], ...set[type] }]));
}
