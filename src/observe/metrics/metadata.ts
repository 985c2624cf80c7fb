/**
 * What each server can see of the room without a key: the events that it holds with what they say in the clear, which users
 * have to do with the room, and how far it can tell who wrote what. Nothing here asks by which protocol: where events name
 * their senders, or servers keep member lists, the same questions have other answers.
 */
import type { Fact, Fold, StampedFact } from '../../facts/index.js';
import { type DeviceId, type EventLabel, isDevice, type ServerName, serverOfUser, type UserId, userOfDevice } from '../../names.js';
import { Authorship } from './authorship.js';
import { type Learned, SeenByServer } from './seen-by-server.js';

type ByServer = Readonly<Record<string, number>>;

export type MetadataMetrics = {
  readonly events: ByServer;
  readonly bytes: ByServer;
  readonly epochs: ByServer;
  readonly powers_lists: ByServer;
  readonly servers_lists: ByServer;
  readonly own_users: ByServer;
  readonly other_users: ByServer;
  readonly ignored: ByServer;
  readonly authors: { readonly own: ByServer; readonly single: ByServer; readonly hidden: ByServer };
  /** By type, what `events` and `bytes` sum up. */
  readonly held: readonly { readonly server: ServerName; readonly type: string; readonly events: number; readonly bytes: number }[];
  /** Whom `other_users` counts, and what told the server of them. */
  readonly learned: readonly { readonly server: ServerName; readonly user: UserId; readonly from: readonly Learned[] }[];
};

type EventCreated = Extract<Fact, { kind: 'event_created' }>;

export class MetadataFold implements Fold<MetadataMetrics> {
  /** Also from before time zero: a server that joins later is handed them. */
  readonly #events = new Map<EventLabel, EventCreated>();
  readonly #authorship = new Authorship();
  readonly #servers = new Map<ServerName, SeenByServer>();

  fact(stamped: StampedFact): void {
    const { at, node, fact } = stamped;
    this.#authorship.fact(stamped);
    if (fact.kind === 'event_created') this.#events.set(fact.event, fact);
    if (node === undefined || isDevice(node)) return;
    // What a server was told of devices it goes on holding. All else of setting up is the simulator's way to a room, and nobody's doing.
    if (fact.kind === 'device_list_received') return this.#server(node).learn(fact.user, 'device_list');
    if (at < 0) return;
    switch (fact.kind) {
      case 'event_received': {
        const event = this.#events.get(fact.event);
        if (event !== undefined) this.#server(node).hold(event, this.#authorship.seenFrom(node, event.event));
        return;
      }
      case 'event_ignored':
        this.#server(node).ignored++;
        return;
      case 'keys_claimed':
        for (const device of fact.devices) this.#learn(node, device, 'key_claim');
        return;
      case 'keys_queried':
        for (const user of fact.users) if (serverOfUser(user) !== node) this.#server(node).learn(user, 'key_query');
        return;
      case 'to_device_carried':
        for (const device of [fact.from, fact.to]) this.#learn(node, device, 'to_device');
        return;
      case 'user_invited':
        if (serverOfUser(fact.user) !== node) this.#server(node).learn(fact.user, 'invite');
        return;
    }
  }

  result(): MetadataMetrics {
    const servers = [...this.#servers].sort(([a], [b]) => (a < b ? -1 : 1));
    const each = (count: (seen: SeenByServer) => number): ByServer =>
      Object.fromEntries(servers.map(([name, seen]) => [name, count(seen)]));
    return {
      events: each((seen) => seen.held.reduce((sum, { events }) => sum + events, 0)),
      bytes: each((seen) => seen.held.reduce((sum, { bytes }) => sum + bytes, 0)),
      epochs: each((seen) => seen.epochs.size),
      powers_lists: each((seen) => seen.powersLists.size),
      servers_lists: each((seen) => seen.serversLists.size),
      own_users: this.#authorship.usersByServer(),
      other_users: each((seen) => seen.learned.length),
      ignored: each((seen) => seen.ignored),
      authors: {
        own: each(({ authors }) => authors.own),
        single: each(({ authors }) => authors.single),
        hidden: each(({ authors }) => authors.hidden),
      },
      held: servers.flatMap(([server, { held }]) => held.map((some) => ({ server, ...some }))),
      learned: servers.flatMap(([server, { learned }]) => learned.map((one) => ({ server, ...one }))),
    };
  }

  #learn(server: ServerName, device: DeviceId, from: Learned): void {
    const user = userOfDevice(device);
    if (serverOfUser(user) !== server) this.#server(server).learn(user, from);
  }

  #server(name: ServerName): SeenByServer {
    const known = this.#servers.get(name);
    if (known !== undefined) return known;
    const made = new SeenByServer();
    this.#servers.set(name, made);
    return made;
  }
}
