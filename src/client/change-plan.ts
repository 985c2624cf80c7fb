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
  /** The commit's body is to be garbage. */
  readonly garbled: boolean;
}

export type ChangePlan =
  | PlannedCommit
  /** It is so already. */
  | { readonly kind: 'satisfied' };

/** The plan for a change that is wanted on top of `held`, where the commits so far say `data`. */
export function planChange(change: Change, { group }: HeldState, data: AuthenticatedData): ChangePlan {
  const plan = { kind: 'commit', add: [], remove: [], data, encryptedState: undefined, garbled: false } as const;
  const { federation, security } = data;
  const members = new Set(group.roster);
  switch (change.kind) {
    case 'update':
      return plan;
    case 'garbage':
      return { ...plan, garbled: true };
    case 'add': {
      const add = change.devices.filter((device) => !members.has(device));
      if (add.length === 0) return { kind: 'satisfied' };
      return { ...plan, add, data: withServersOf(add, data) };
    }
    // An external commit, by which a device could do it itself, would be a public message (H43).
    case 'readd':
      return {
        ...plan,
        add: change.devices,
        remove: change.devices.filter((device) => members.has(device)),
        data: withServersOf(change.devices, data),
      };
    case 'remove': {
      const remove = change.devices.filter((device) => members.has(device));
      if (remove.length === 0) return { kind: 'satisfied' };
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

/** What a commit says that adds these devices: a server that is new to the room has to be listed, or it would get no event of it (H25). */
export function withServersOf(devices: readonly DeviceId[], data: AuthenticatedData): AuthenticatedData {
  if (devices.length === 0) return data;
  const servers = [...new Set([...data.federation.servers, ...devices.map(serverOfDevice)])];
  return { ...data, federation: { ...data.federation, servers } };
}

function merged(before: EncryptedState, set: EncryptedState): EncryptedState {
  const types = new Set([...Object.keys(before), ...Object.keys(set)]);
  return Object.fromEntries([...types].map((type) => [type, { ...before[type], ...set[type] }]));
}
