/** Builds the world of a scenario: its servers, its devices and its network, all from one seed. */
import { Device } from '../client/device.js';
import { userIdentity } from '../client/user-identity.js';
import { WelcomeContents } from '../client/welcome-contents.js';
import { Homeserver } from '../homeserver/homeserver.js';
import { TimelineItems } from '../homeserver/timeline-items.js';
import type { Draws } from '../kernel/draws.js';
import type { Instant } from '../kernel/time.js';
import type { MlsEngine } from '../mls/engine.js';
import { type DeviceId, type ServerName, serverOfUser } from '../names.js';
import { Network } from '../network/network.js';
import { ed25519 as realEd25519, signingKey } from '../room/crypto.js';
import { algorithmOf, NAMES } from '../room/msc4256/names.js';
import { type Msc4256RoomVersion, roomVersion } from '../room/msc4256/room-version.js';
import { RuleCoverage } from '../room/msc4256/rule-coverage.js';
import { symbolicEd25519, symbolicSigningKey } from '../room/symbolic-signatures.js';
import type { Scenario } from '../scenario/scenario.js';
import { type Watcher, World } from './world.js';

/** A world before anything has happened in it. */
export interface BuiltWorld {
  readonly world: World;
  readonly version: Msc4256RoomVersion;
  readonly coverage: RuleCoverage;
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
  watcher: Watcher,
): Promise<BuiltWorld> {
  const names = NAMES[scenario.room.version];
  const coverage = new RuleCoverage();
  const version = roomVersion(scenario.rules, { names, rules: coverage.rules });
  const world = new World(start, network, watcher);
  const [newKey, ed25519] = scenario.mls === 'symbolic' ? [symbolicSigningKey, symbolicEd25519] : [signingKey, realEd25519];
  const keys = new Map(scenario.servers.map(({ name }) => [name, newKey(name, KEY_ID, draws.bytes('signing key', name)(32))]));
  const servers = new Map<ServerName, Homeserver>();
  const timeline = new TimelineItems();
  const verifyKeyOf = (server: ServerName) => keys.get(server)?.verifyKey;
  for (const { name, clock } of scenario.servers) {
    const key = keys.get(name);
    if (key === undefined) continue;
    const server = new Homeserver({ name, key, version, reading: scenario.rules, timeline, room: scenario.room.id, verifyKeyOf });
    servers.set(name, server);
    world.add(name, server, clock);
  }
  const devices = new Map<DeviceId, Device>();
  const welcomes = new WelcomeContents();
  const algorithm = algorithmOf(scenario.room.cipherSuite, names);
  const seed = (purpose: string, of: string): Uint8Array => draws.bytes(purpose, of)(32);
  const { contents } = version;
  const { rules: reading, recovery } = scenario;
  const invitesAgain = recovery.readd !== 'never';
  const room = scenario.room.id;
  const nameOf = new Map(scenario.servers.map(({ name }) => [name, name]));
  for (const { id: userId, devices: ids, clock } of scenario.users) {
    const home = serverOfUser(userId);
    const server = nameOf.get(home) ?? home;
    const user = userIdentity(userId, ed25519, seed('master key', userId), seed('self-signing key', userId));
    for (const id of ids) {
      const mls = await engine.createClient(id);
      const fingerprint = ed25519.key(seed('fingerprint key', id));
      const signing = { ed25519, fingerprint, user };
      const device = new Device({ id, server, mls, contents, welcomes, reading, room, algorithm, names, ...signing, invitesAgain });
      devices.set(id, device);
      world.add(id, device, clock);
    }
  }
  return { world, version, coverage, servers, devices };
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
