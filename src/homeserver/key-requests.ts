/** Keys of devices, as clients upload them and ask for them (MSC4256, "Credentials & KeyPackages", figure "Invite flow"). */
import type { ClaimedKeyPackage, ClientReply, ClientRequest } from '../api/client-server.js';
import type { DeviceList } from '../api/device-keys.js';
import type { ServerReply, ServerRequest } from '../api/server-server.js';
import { type DeviceId, type ServerName, serverOfDevice, serverOfUser, type UserId, userOfDevice } from '../names.js';
import type { Reply, Services } from './services.js';
import type { Turn } from './turn.js';

type Asked<Kind extends ClientRequest['kind']> = Extract<ClientRequest, { kind: Kind }>;

export class KeyRequests {
  constructor(private readonly server: Services) {}

  upload(turn: Turn, device: DeviceId, request: Asked<'upload_keys'>): ClientReply {
    const { keys, deviceLists } = this.server;
    const added = keys.upload(device, request.oneTime, request.fallback);
    const identity = request.deviceKeys !== undefined || request.userKeys !== undefined;
    const oneTime = added.oneTime.map(({ label }) => label);
    turn.outbox.emit({ kind: 'keys_uploaded', device, one_time: oneTime, last_resort: added.fallback?.label, identity });
    if (!identity) return { kind: 'done' };
    keys.uploadIdentity(device, request);
    deviceLists.changed(turn, userOfDevice(device));
    return { kind: 'done' };
  }

  list(turn: Turn, device: DeviceId): ClientReply {
    const { oneTime, fallback } = this.server.keys.held(device);
    turn.outbox.emit({ kind: 'keys_listed', device, one_time: oneTime.map(({ label }) => label), last_resort: fallback?.label });
    return { kind: 'listed_keys', oneTime: oneTime.map(({ keyId }) => keyId), fallback: fallback === undefined ? [] : [fallback.keyId] };
  }

  query(turn: Turn, by: DeviceId, asked: string, { users }: Asked<'query_keys'>, reply: Reply): void {
    const { name, keys, deviceLists } = this.server;
    turn.outbox.emit({ kind: 'keys_queried', by, from: undefined, users });
    const known = (user: UserId): DeviceList | undefined => (serverOfUser(user) === name ? keys.listOf(user) : deviceLists.listOf(user));
    const lists = users.flatMap((user) => known(user) ?? []);
    const remote = users.filter((user) => lists.every((list) => list.user !== user));
    this.askEach(
      turn,
      asked,
      byServer(remote, serverOfUser),
      (theirs) => ({ kind: 'query_keys', users: theirs }),
      (answer) => answer.kind === 'queried_keys' && lists.push(...answer.lists),
      (then) => reply(then, { kind: 'queried_keys', lists: users.flatMap((user) => lists.filter((list) => list.user === user)) }),
    );
  }

  claim(turn: Turn, by: DeviceId, asked: string, { devices }: Asked<'claim_keys'>, reply: Reply): void {
    const { name, keys } = this.server;
    turn.outbox.emit({ kind: 'keys_claimed', by, from: undefined, devices });
    const claimed: ClaimedKeyPackage[] = keys.claim(
      turn,
      devices.filter((device) => serverOfDevice(device) === name),
    );
    const remote = devices.filter((device) => serverOfDevice(device) !== name);
    this.askEach(
      turn,
      asked,
      byServer(remote, serverOfDevice),
      (theirs) => ({ kind: 'claim_keys', devices: theirs }),
      (answer) => answer.kind === 'claimed_keys' && claimed.push(...answer.keyPackages),
      (then) =>
        reply(then, { kind: 'claimed_keys', keyPackages: devices.flatMap((device) => claimed.filter((each) => each.device === device)) }),
    );
  }

  /** Asks each server for its own, and goes on when all have answered, in whatever order. The Matrix spec's `timeout` is not simulated. */
  private askEach<Name>(
    turn: Turn,
    asked: string,
    named: ReadonlyMap<ServerName, readonly Name[]>,
    question: (theirs: readonly Name[]) => ServerRequest,
    take: (answer: ServerReply) => void,
    done: (turn: Turn) => void,
  ): void {
    let open = named.size;
    if (open === 0) return done(turn);
    for (const [server, theirs] of named) {
      this.server.exchanges.ask(turn, server, asked, question(theirs), (answer, then) => {
        take(answer);
        open -= 1;
        if (open === 0) done(then);
      });
    }
  }
}

function byServer<Name>(names: readonly Name[], serverOf: (name: Name) => ServerName): ReadonlyMap<ServerName, readonly Name[]> {
  const found = new Map<ServerName, Name[]>();
  for (const name of names) found.set(serverOf(name), [...(found.get(serverOf(name)) ?? []), name]);
  return found;
}
