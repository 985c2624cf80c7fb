/** Builds the world of a scenario: its servers, its devices and its network, all from one seed. */
import { Device } from '../client/device.js';
import { userIdentity } from '../client/user-identity.js';
import type { StampedFact } from '../facts/index.js';
import { Homeserver } from '../homeserver/homeserver.js';
import type { Draws } from '../kernel/draws.js';
import type { Instant } from '../kernel/time.js';
import type { MlsEngine } from '../mls/engine.js';
import type { DeviceId, ServerName } from '../names.js';
import { Network } from '../network/network.js';
import { ed25519Key, signingKey } from '../room/crypto.js';
import { algorithmOf } from '../room/msc4256/names.js';
import { type Msc4256RoomVersion, roomVersion } from '../room/msc4256/room-version.js';
import type { Scenario } from '../scenario/scenario.js';
import { World } from './world.js';

/** A world before anything has happened in it. */
export interface BuiltWorld {
  readonly world: World;
  readonly version: Msc4256RoomVersion;
  readonly servers: ReadonlyMap<ServerName, Homeserver>;
  readonly devices: ReadonlyMap<DeviceId, Device>;
}

/** Every server has one signing key for the whole run. */
const KEY_ID = 'ed25519:1';

/** @param network the one that the world begins with */
export async function buildWorld(
  scenario: Scenario,
  draws: Draws,
  engine: MlsEngine,
  start: Instant,
  network: Network,
  watch: (fact: StampedFact) => void,
): Promise<BuiltWorld> {
  const version = roomVersion(scenario.rules);
  const world = new World(start, network, watch);
  const keys = new Map(scenario.servers.map(({ name }) => [name, signingKey(name, KEY_ID, draws.bytes('signing key', name)(32))]));
  const servers = new Map<ServerName, Homeserver>();
  for (const { name, clock } of scenario.servers) {
    const key = keys.get(name);
    if (key === undefined) continue;
    const server = new Homeserver({ name, key, version, reading: scenario.rules, verifyKeyOf: (other) => keys.get(other)?.verifyKey });
    servers.set(name, server);
    world.add(name, server, clock);
  }
  const devices = new Map<DeviceId, Device>();
  const algorithm = algorithmOf(scenario.room.cipherSuite);
  const seed = (purpose: string, of: string): Uint8Array => draws.bytes(purpose, of)(32);
  const { contents } = version;
  const room = scenario.room.id;
  for (const { id: userId, devices: ids, clock } of scenario.users) {
    const user = userIdentity(userId, seed('master key', userId), seed('self-signing key', userId));
    for (const id of ids) {
      const mls = await engine.createClient(id);
      const fingerprint = ed25519Key(seed('fingerprint key', id));
      const device = new Device({ id, mls, contents, reading: scenario.rules, room, algorithm, fingerprint, user });
      devices.set(id, device);
      world.add(id, device, clock);
    }
  }
  return { world, version, servers, devices };
}

/** The network that a scenario describes. */
export function scenarioNetwork({ network }: Scenario, draws: Draws): Network {
  const { latency, clientLatency, loss, links } = network;
  return new Network(draws, {
    servers: { latency, loss },
    devices: { latency: clientLatency, loss: 0 },
    overrides: links.map(({ from, to, latency: own, loss: ownLoss }) => ({ from, to, ...(own && { latency: own }), loss: ownLoss })),
  });
}
