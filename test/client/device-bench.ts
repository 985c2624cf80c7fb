/**
 * One device on a bench. The test is its homeserver: it sees what the device asks, answers, and shows it what sync shows. What
 * does not matter to most tests (keys, invites, Welcomes, joining) is answered by itself.
 */
import type { ClientReply, ClientRequest, SyncItem } from '../../src/api/client-server.js';
import type { DeviceList } from '../../src/api/device-keys.js';
import type { Message } from '../../src/api/message.js';
import type { VouchedKeyPackage } from '../../src/client/claimed-keys.js';
import { Device } from '../../src/client/device.js';
import { signedDeviceKeys } from '../../src/client/device-keys.js';
import type { DeviceCommand } from '../../src/client/intents.js';
import { userIdentity } from '../../src/client/user-identity.js';
import { WelcomeContents } from '../../src/client/welcome-contents.js';
import type { ActorFact } from '../../src/facts/index.js';
import type { Input } from '../../src/kernel/actor.js';
import type { Request } from '../../src/kernel/exchange.js';
import { type LocalInstant, localInstant } from '../../src/kernel/time.js';
import type { GroupChange, GroupState, ProposedChange } from '../../src/mls/engine.js';
import {
  type DeviceId,
  deviceId,
  eventId,
  eventLabel,
  keyPackageLabel,
  type MlsLabel,
  mlsLabel,
  type NodeName,
  serverName,
  serverOfDevice,
  type UserId,
  userOfDevice,
} from '../../src/names.js';
import { decodeBase64, encodeBase64 } from '../../src/room/base64.js';
import { ed25519 } from '../../src/room/crypto.js';
import type { JsonObject, RoomEvent } from '../../src/room/event.js';
import { type AuthenticatedData, encodeAuthenticatedData } from '../../src/room/msc4256/authenticated-data.js';
import { mlsContent } from '../../src/room/msc4256/event-content.js';
import { MlsContents } from '../../src/room/msc4256/mls-contents.js';
import { STABLE_NAMES } from '../../src/room/msc4256/names.js';
import { BASELINE, type Reading } from '../../src/room/msc4256/reading.js';
import { RecordingOutbox } from '../kernel/recording-outbox.js';
import { ALGORITHM, ROOM } from '../room/room-dag.js';
import { type ToyClient, ToyMls } from './toy-mls.js';

export const DATA: AuthenticatedData = {
  federation: { powers: ['a', 'b'], servers: ['a', 'b', 'c'], canPropose: ['a', 'b'] },
  security: { windowSeconds: 600 },
};

/** A commit that somebody made, with the event that publishes it and the state that it leads to. */
export interface Made {
  readonly event: RoomEvent;
  readonly next: GroupState;
  readonly welcome: SyncItem | undefined;
}

export interface Asked {
  readonly request: Request<ClientRequest>;
  readonly body: ClientRequest;
}

type Fact<Kind extends ActorFact['kind']> = Extract<ActorFact, { kind: Kind }>;
type Change = Omit<GroupChange, 'add'> & { readonly add?: readonly DeviceId[] };

const SEED = new Uint8Array(32);

/** What servers give out for a device: its first key package, and the keys that vouch for it. */
export async function claimedOf(mls: ToyMls, device: DeviceId): Promise<VouchedKeyPackage> {
  const reference = `${device} 1`;
  const user = userIdentity(userOfDevice(device), ed25519, SEED, SEED);
  const deviceKeys = await signedDeviceKeys(mls.createClient(device), ALGORITHM, ed25519.key(SEED), user);
  const keyPackage = encodeBase64(new TextEncoder().encode(reference), 'standard');
  const label = keyPackageLabel(device, 1);
  return { device, keyId: `${ALGORITHM}:${reference}`, keyPackage, label, deviceKeys, userKeys: user.published };
}

/** Somebody else in the room, whose commits and messages become events at the test's will. */
export class Other {
  private readonly client: ToyClient;
  private commits = 0;
  private proposals = 0;
  private texts = 0;

  constructor(
    mls: ToyMls,
    readonly device: DeviceId,
  ) {
    this.client = mls.createClient(device);
  }

  createGroup = (): GroupState => this.client.createGroup(ROOM, {});

  commit(state: GroupState, { add, ...change }: Change = {}, data: AuthenticatedData = DATA): Made {
    const label = mlsLabel(`${this.device}#${++this.commits}`);
    const packages = (add ?? []).map((device) => new TextEncoder().encode(`${device} 1`));
    const made = this.client.createCommit(state, { ...change, add: packages }, encodeAuthenticatedData(data), this.commits);
    const welcome = made.welcome && encodeBase64(made.welcome, 'standard');
    const message = { type: 'm.mls.welcome', room: ROOM, welcome: welcome ?? '', state: label } as const;
    return {
      event: eventOf('m.mls.commit', mlsContent(ALGORITHM, made.bytes), label),
      next: made.next,
      welcome: welcome === undefined ? undefined : { kind: 'to_device', from: this.device, message },
    };
  }

  /** A proposal, with the maker's state that holds it. */
  propose(state: GroupState, change: Exclude<ProposedChange, { kind: 'add' }> | { readonly kind: 'add'; readonly device: DeviceId }) {
    const label = mlsLabel(`${this.device}?${++this.proposals}`);
    const keyPackage = new TextEncoder().encode(`${'device' in change ? change.device : ''} of bench`);
    const proposed = change.kind === 'add' ? ({ kind: 'add', keyPackage } as const) : change;
    const { bytes, next } = this.client.createProposal(state, proposed, new Uint8Array(), this.proposals);
    return { event: eventOf('m.room.encrypted', mlsContent(ALGORITHM, bytes), label), next };
  }

  /** Takes in a proposal of somebody else's. */
  takeIn(state: GroupState, event: RoomEvent): GroupState {
    const outcome = this.client.processProposal(state, decodeBase64(String(event.pdu.content.ciphertext), 'url-safe') ?? new Uint8Array());
    if (!outcome.ok) throw new Error(outcome.failure);
    return outcome.next;
  }

  text(state: GroupState): RoomEvent {
    const label = mlsLabel(`${this.device}~${++this.texts}`);
    return eventOf('m.room.encrypted', mlsContent(ALGORITHM, this.client.encrypt(state, new Uint8Array(), this.texts).bytes), label);
  }
}

export function eventOf(type: string, content: JsonObject, carries: MlsLabel): RoomEvent {
  const pdu = {
    type,
    ...(type === 'm.mls.commit' && { state_key: '' }),
    room_id: ROOM,
    origin: serverName('a'),
    origin_server_ts: 0,
    prev_events: [],
    auth_events: [],
    content,
    hashes: { sha256: '' },
    signatures: {},
  };
  return { id: eventId(`$${carries}`), pdu, size: 1, label: eventLabel(`event of ${carries}`), carries };
}

export class DeviceBench {
  readonly mls = new ToyMls();
  readonly device: Device;
  readonly client: ToyClient;
  readonly other = new Other(this.mls, deviceId('@other:a/1'));
  readonly facts: ActorFact[] = [];
  /** Requests that the test has to answer: events, and key packages wanted. */
  readonly asked: Asked[] = [];
  /** All requests so far. */
  readonly requests: ClientRequest[] = [];
  /** Whose answers the test gives; all others are done at once. */
  readonly answeredByTest = new Set<ClientRequest['kind']>(['send_event', 'claim_keys', 'list_keys']);
  private shownItems = 0;
  private seconds = 0;
  private readonly timers = new Map<string, LocalInstant>();

  constructor(
    readonly id: DeviceId,
    reading: Partial<Reading> = {},
    invitesAgain = true,
  ) {
    const mls = this.mls.createClient(id);
    this.client = mls;
    this.device = new Device({
      id,
      server: serverOfDevice(id),
      mls,
      contents: new MlsContents(),
      welcomes: new WelcomeContents(),
      reading: { ...BASELINE, ...reading },
      room: ROOM,
      algorithm: ALGORITHM,
      names: STABLE_NAMES,
      ed25519,
      fingerprint: ed25519.key(SEED),
      user: userIdentity(userOfDevice(id), ed25519, SEED, SEED),
      invitesAgain,
    });
  }

  /** A device that the first commit has added, in the room of `first`. */
  static async joined({
    id = '@d:a/1',
    reading = {},
    data = DATA,
    invitesAgain = true,
  }: {
    id?: string;
    reading?: Partial<Reading>;
    data?: AuthenticatedData;
    invitesAgain?: boolean;
  } = {}) {
    const on = new DeviceBench(deviceId(id), reading, invitesAgain);
    const first = on.other.commit(on.other.createGroup(), { add: [on.id] }, data);
    await on.command({ kind: 'start' });
    await on.show(first.welcome, { kind: 'invite', room: ROOM, via: serverName('a') });
    await on.current([first]);
    on.facts.length = 0;
    return { on, first };
  }

  async command(command: DeviceCommand): Promise<void> {
    await this.give({ kind: 'command', command });
  }

  /** Sync shows these items. */
  async show(...items: readonly (SyncItem | undefined)[]): Promise<void> {
    const shown = items.flatMap((item) => item ?? []);
    const message: Message = { kind: 'push', from: this.shownItems, items: shown };
    this.shownItems += shown.length;
    await this.give({ kind: 'message', from: serverOfDevice(this.id), message });
  }

  /** The last of the chain is the current commit now. */
  async current(chain: readonly (Made | RoomEvent)[], past = false): Promise<void> {
    const events = chain.map((each) => ('event' in each ? each.event : each));
    const commit = events.at(-1);
    if (commit !== undefined) await this.show({ kind: 'current_commit', commit, chain: events, past });
  }

  async timeline(...events: readonly RoomEvent[]): Promise<void> {
    await this.show(...events.map((event) => ({ kind: 'timeline', event, past: false }) as const));
  }

  async answer({ request }: Asked, reply: ClientReply): Promise<void> {
    this.asked.splice(
      this.asked.findIndex((each) => each.request.exchange === request.exchange),
      1,
    );
    const { exchange, thing, attempt } = request;
    await this.give({ kind: 'message', from: serverOfDevice(this.id), message: { kind: 'answer', exchange, thing, attempt, body: reply } });
  }

  /** The oldest event that the device wants to send, and no answer has come to. */
  toSend(type: string): Asked & { readonly body: ClientRequest & { kind: 'send_event' } } {
    const found = this.asked.find(({ body }) => body.kind === 'send_event' && body.type === type);
    if (found?.body.kind !== 'send_event') throw new Error(`the device asks for no ${type}`);
    return { request: found.request, body: found.body };
  }

  hasToSend = (type: string): boolean => this.asked.some(({ body }) => body.kind === 'send_event' && body.type === type);

  /** The server takes what the device wants to send; the event, as it is published in a commit or as the message. */
  async accept(type: string): Promise<RoomEvent> {
    const asked = this.toSend(type);
    await this.answer(asked, { kind: 'done' });
    const { content, carries } = asked.body;
    return eventOf(type === 'm.mls.pending_commit' ? 'm.mls.commit' : type, content, carries);
  }

  async refuse(type: string, rule: string): Promise<void> {
    await this.answer(this.toSend(type), { kind: 'refused', rule, why: 'the test says so' });
  }

  async pass(seconds: number): Promise<void> {
    const end = this.seconds + seconds;
    for (;;) {
      const [next] = [...this.timers].filter(([, at]) => at <= end * 1e6).sort(([, a], [, b]) => a - b);
      if (next === undefined) break;
      this.seconds = Math.max(this.seconds, next[1] / 1e6);
      this.timers.delete(next[0]);
      await this.give({ kind: 'timer', name: next[0] });
    }
    this.seconds = end;
  }

  /** The device was down for so long. */
  async crash(seconds: number): Promise<void> {
    this.timers.clear();
    this.seconds += seconds;
    this.asked.length = 0;
    await this.give({ kind: 'restarted' });
  }

  get state(): MlsLabel | undefined {
    return this.device.states.current?.label;
  }

  /** The labels of the states that the device keeps beside its current one. */
  get retained(): MlsLabel[] {
    return this.device.states
      .all()
      .filter((held) => held !== this.device.states.current)
      .map(({ label }) => label);
  }

  factsOf<Kind extends ActorFact['kind']>(kind: Kind): Fact<Kind>[] {
    return this.facts.filter((fact): fact is Fact<Kind> => fact.kind === kind);
  }

  async give(input: Input<NodeName, Message, DeviceCommand>): Promise<void> {
    const outbox = new RecordingOutbox<NodeName, Message, ActorFact>();
    await this.device.handle(input, localInstant(this.seconds * 1e6), outbox);
    for (const effect of outbox.drain()) {
      if (effect.kind === 'emit') this.facts.push(effect.fact);
      else if (effect.kind === 'set_timer') this.timers.set(effect.name, effect.at);
      else if (effect.kind === 'cancel_timer') this.timers.delete(effect.name);
      else if (effect.message.kind === 'request') await this.take(effect.message as Request<ClientRequest>); // a device asks nothing else
    }
  }

  /** Every user has one device. */
  private readonly listOf = async (user: UserId): Promise<DeviceList> => {
    const device = deviceId(`${user}/1`);
    const { deviceKeys, userKeys } = await claimedOf(this.mls, device);
    return { user, devices: deviceKeys === undefined ? [] : [{ device, deviceKeys }], userKeys };
  };

  private async take(request: Request<ClientRequest>): Promise<void> {
    this.requests.push(request.body);
    const asked = { request, body: request.body };
    this.asked.push(asked);
    const { body } = request;
    if (body.kind === 'query_keys')
      return this.answer(asked, { kind: 'queried_keys', lists: await Promise.all(body.users.map(this.listOf)) });
    if (!this.answeredByTest.has(body.kind)) await this.answer(asked, { kind: 'done' });
  }
}
