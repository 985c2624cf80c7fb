/**
 * Setting up, before time zero, with no fault and with all clocks right: devices upload their keys, the creator makes the room and adds its members,
 * Welcomes and invites go out, and those who got them join. All of it is said and done as it would be during a run.
 */
import { DEVICES_A_COMMIT } from '../client/additions.js';
import type { DeviceCommand } from '../client/intents.js';
import type { Draws } from '../kernel/draws.js';
import { type Instant, instant, milliseconds, minutes, plus } from '../kernel/time.js';
import { type DeviceId, type ServerName, serverOfDevice } from '../names.js';
import { Network } from '../network/network.js';
import { algorithmOf, NAMES } from '../room/msc4256/names.js';
import type { Scenario } from '../scenario/scenario.js';
import type { BuiltWorld } from './build.js';

/** Longer before time zero than a group state can be retained, so that setting up leaves none behind. */
export const SETTING_UP_AT: Instant = instant(-minutes(8 * 24 * 60));

/** A room that cannot be set up as the scenario wants it. */
export class SettingUpError extends Error {
  override readonly name = 'SettingUpError';
}

/** Every link takes a millisecond, and none fails. */
export function settingUpNetwork(draws: Draws): Network {
  const quality = { latency: { kind: 'constant', value: milliseconds(1) }, loss: 0 } as const;
  return new Network(draws, { servers: quality, devices: quality });
}

/** For one of those commits, where the creator's server is not the head. */
const LONGEST_WAIT = minutes(120);

export async function setUp(scenario: Scenario, { world, devices }: BuiltWorld): Promise<void> {
  const { room } = scenario;
  const isIn = (id: DeviceId): boolean => devices.get(id)?.states.current !== undefined;
  /** Tells `ids`, and waits for what follows, and for `joining` to be in the group, should that take a slot of another power. */
  const tell = async (command: DeviceCommand, ids: Iterable<DeviceId>, joining: readonly DeviceId[] = []): Promise<void> => {
    for (const id of ids) await world.tell(id, command);
    const done = (): boolean => world.loop.workPending === 0 && joining.every(isIn);
    await world.loop.runUntil(plus(world.loop.now, LONGEST_WAIT), { until: done });
  };
  await tell({ kind: 'start' }, devices.keys());
  const members = scenario.users.filter(({ id }) => room.members.includes(id)).flatMap((user) => user.devices);
  const creator = scenario.users.find(({ id }) => id === room.creator)?.devices[0];
  if (creator === undefined) throw new SettingUpError(`${room.creator} has no device`);
  const others = members.filter((device) => device !== creator);
  const { id, powers, servers, canPropose, security } = room;
  const plan = {
    id,
    algorithm: algorithmOf(room.cipherSuite, NAMES[room.version]),
    powers,
    servers,
    canPropose,
    security: { windowSeconds: security.window, requiredVerification: security.requiredVerification },
    members: others.slice(0, DEVICES_A_COMMIT),
  };
  await tell({ kind: 'create_room', plan }, [creator], plan.members);
  for (let first = DEVICES_A_COMMIT; first < others.length; first += DEVICES_A_COMMIT) {
    await tell({ kind: 'change', change: { kind: 'update' } }, merging(scenario, others.slice(first - DEVICES_A_COMMIT, first)));
    const more = others.slice(first, first + DEVICES_A_COMMIT);
    await tell({ kind: 'change', change: { kind: 'add', devices: more } }, [creator], more);
  }
  const outside = members.find((device) => !isIn(device));
  if (outside !== undefined) throw new SettingUpError(`${outside} did not come into the group`);
}

/**
 * One of those just added, if any of them can commit: its path gives their part of the ratchet tree keys of its own, so that later
 * commits need not be sealed to each of them (RFC 9420 §7.7). In a large group where only the creator had ever committed, no
 * commit would fit a PDU.
 */
function merging({ room }: Scenario, added: readonly DeviceId[]): readonly DeviceId[] {
  const mayCommit = (server: ServerName): boolean => room.powers.includes(server) || room.canPropose.includes(server);
  return added.filter((device) => mayCommit(serverOfDevice(device))).slice(0, 1);
}
