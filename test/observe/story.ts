/**
 * Little stories of facts, told by hand. The room: servers a, b and c with one device each, `@a:a.example/1` … `@c:c.example/1`;
 * the powers are a and b; before time zero @a's device creates the group and its commit `@a:a.example/1#1`, event `a.example#1`, adds the others.
 */
import type { Fact, StampedFact } from '../../src/facts/index.js';
import {
  type DeviceId,
  deviceId,
  eventLabel,
  type KeyPackageLabel,
  type MlsLabel,
  mlsLabel,
  type NodeName,
  type RoomId,
  type ServerName,
  serverName,
  serverOfDevice,
} from '../../src/names.js';
import { type Observer, type ObserverOptions, observer, type RunOutcome } from '../../src/observe/run-result.js';

type FactOf<Kind extends Fact['kind']> = Extract<Fact, { kind: Kind }>;

export const [a, b, c] = [serverName('a.example'), serverName('b.example'), serverName('c.example')];
export const [atA, atB, atC] = [deviceId('@a:a.example/1'), deviceId('@b:b.example/1'), deviceId('@c:c.example/1')];
export const SERVERS = [a, b, c];
export const POWERS = [a, b];
export const DEVICES = [atA, atB, atC];

export const RULES = { commit_parent: 'number', author_state: 'keep_until_superseded' } as const;

/** The group state that the workload finds. */
export const FIRST = mlsLabel(`${atA}#1`);
export const FIRST_EVENT = eventLabel(`${a}#1`);

export interface CommitSpec {
  readonly parent?: MlsLabel;
  readonly epoch?: number;
  readonly roster?: readonly DeviceId[];
  readonly added?: readonly DeviceId[];
  readonly intent?: number;
  readonly way?: 'direct' | 'pending';
  readonly change?: FactOf<'commit_created'>['change'];
  readonly keyPackages?: readonly KeyPackageLabel[];
}

export class Story {
  readonly facts: StampedFact[] = [];
  readonly #observer: Observer;
  readonly #epochs = new Map<string, number>();
  readonly #current = new Map<string, string>();
  readonly #counts = new Map<string, number>([
    [a, 1],
    [atA, 1],
  ]);
  #now = -1_000_000;
  #room: RoomId | undefined;

  constructor(options: Partial<ObserverOptions> = {}) {
    this.#observer = observer({
      rules: { commit_parent: 'number', author_state: 'keep_until_superseded' },
      expect: [],
      duration: 100_000_000,
      ...options,
    });
    this.tell(atA, { kind: 'state_entered', state: mlsLabel(`${atA}#0`), epoch: 0, via: 'creation' });
    this.#make(atA, FIRST, { parent: mlsLabel(`${atA}#0`), epoch: 0 });
    this.#publish(FIRST_EVENT, 'm.mls.commit', FIRST, undefined, POWERS);
    this.receive(FIRST_EVENT, SERVERS).current(FIRST_EVENT, SERVERS);
    for (const device of DEVICES) this.enter(device, FIRST, device === atA ? 'commit' : 'welcome').show(device, FIRST_EVENT, FIRST);
    this.at(0);
  }

  /** What follows happens so many milliseconds after time zero. */
  at(milliseconds: number): this {
    this.#now = milliseconds * 1_000;
    return this;
  }

  /** What follows happens in that room. */
  inRoom(room: RoomId | undefined): this {
    this.#room = room;
    return this;
  }

  tell(node: NodeName | undefined, fact: Fact): this {
    const stamped = { at: this.#now, node, local: node === undefined ? undefined : this.#now, room: this.#room, fact } as StampedFact;
    this.facts.push(stamped);
    this.#observer.fact(stamped);
    return this;
  }

  intend(device: DeviceId, intent: number): this {
    return this.tell(device, { kind: 'change_intended', intent, change: 'update' });
  }

  /** The device makes a commit, by default on the group state after the setting up. */
  commit(author: DeviceId, spec: CommitSpec = {}): MlsLabel {
    const label = mlsLabel(`${author}#${this.#next(author)}`);
    this.#make(author, label, spec);
    return label;
  }

  /** A server makes an `m.mls.commit` of the bytes, which it accepts itself. It may name other powers for the time after it. */
  publish(server: NodeName, commit: MlsLabel, auth = FIRST_EVENT, powers = POWERS) {
    const event = eventLabel(`${server}#${this.#next(server)}`);
    this.#publish(event, 'm.mls.commit', commit, auth, powers);
    this.receive(event, [server]);
    return event;
  }

  /** A server makes an `m.mls.pending_commit` of the bytes. */
  propose(server: NodeName, commit: MlsLabel, auth = FIRST_EVENT) {
    const event = eventLabel(`${server}#${this.#next(server)}`);
    this.#publish(event, 'm.mls.pending_commit', commit, auth, undefined);
    return event;
  }

  receive(
    event: string,
    servers: readonly NodeName[],
    outcome: FactOf<'event_received'>['outcome'] = 'accepted',
    type = 'm.mls.commit',
    check: 4 | 5 | 6 | undefined = outcome === 'accepted' ? undefined : 6,
  ): this {
    const rule = outcome === 'accepted' ? undefined : '11';
    for (const server of servers) {
      this.tell(server, { kind: 'event_received', event: eventLabel(event), type, outcome, check, rule, why: rule });
    }
    return this;
  }

  current(event: string, servers: readonly NodeName[], graft = false): this {
    for (const server of servers) {
      const from = this.#current.get(server);
      this.#current.set(server, event);
      this.tell(server, {
        kind: 'current_commit_changed',
        from: from === undefined ? undefined : eventLabel(from),
        to: eventLabel(event),
        graft,
      });
    }
    return this;
  }

  show(device: DeviceId, event: string, commit: MlsLabel): this {
    this.tell(device, { kind: 'commit_received', commit });
    return this.tell(device, { kind: 'current_commit_shown', event: eventLabel(event), commit, epoch: this.#epochs.get(commit) ?? 0 });
  }

  enter(device: DeviceId, state: MlsLabel, via: FactOf<'state_entered'>['via'] = 'commit'): this {
    return this.tell(device, { kind: 'state_entered', state, epoch: (this.#epochs.get(state) ?? 0) + 1, via });
  }

  submit(sender: DeviceId, text: number, state = FIRST, roster: readonly DeviceId[] = DEVICES): MlsLabel {
    const message = mlsLabel(`${sender}~${this.#next(`${sender}~`)}`);
    this.tell(sender, { kind: 'message_submitted', message, text, state, epoch: (this.#epochs.get(state) ?? 0) + 1, roster });
    return message;
  }

  refuse(sender: DeviceId, message: MlsLabel): this {
    return this.tell(serverOfDevice(sender), {
      kind: 'event_refused',
      type: 'm.room.encrypted',
      carries: message,
      rule: '11',
      why: 'raced a commit',
    });
  }

  /** The sender's server makes an event of the message. */
  accept(sender: DeviceId, message: MlsLabel) {
    const server = serverOfDevice(sender);
    const event = eventLabel(`${server}#${this.#next(server)}`);
    this.#publish(event, 'm.room.encrypted', message, FIRST_EVENT, undefined);
    this.receive(event, [server], 'accepted', 'm.room.encrypted');
    return event;
  }

  decrypt(device: DeviceId, message: MlsLabel, event: string, late = false, state = FIRST): this {
    return this.tell(device, { kind: 'message_decrypted', message, event: eventLabel(event), state, late });
  }

  fail(device: DeviceId, message: MlsLabel, event: string, state: MlsLabel | undefined): this {
    const failure = state === undefined ? 'no_state' : 'cannot_open';
    return this.tell(device, { kind: 'message_unreadable', message, event: eventLabel(event), state, failure });
  }

  /** Ends the run. Servers have the current commit that was told of them last. */
  end(final: string = FIRST_EVENT, servers = SERVERS): RunOutcome {
    const current = SERVERS.map((server) => ({ server, commit: eventLabel(this.#current.get(server) ?? '') }));
    this.tell(undefined, { kind: 'run_ended', final: eventLabel(final), servers, current });
    return this.#observer.outcome([]);
  }

  #make(
    author: DeviceId,
    commit: MlsLabel,
    {
      parent = FIRST,
      epoch = 1,
      roster = DEVICES,
      added = [],
      intent = 0,
      way = 'direct',
      keyPackages = [],
      change = 'update',
    }: CommitSpec,
  ): void {
    this.#epochs.set(commit, epoch);
    const made = { commit, intent, change, parent, epoch, roster, added, key_packages: keyPackages, way, size: 1_000 } as const;
    this.tell(author, { kind: 'commit_created', ...made });
  }

  #publish(event: string, type: string, carries: MlsLabel, auth: string | undefined, powers: readonly ServerName[] | undefined): void {
    this.tell(event.slice(0, event.indexOf('#')) as NodeName, {
      kind: 'event_created',
      event: eventLabel(event),
      type,
      carries,
      epoch: this.#epochs.get(carries),
      auth_commit: auth === undefined ? undefined : eventLabel(auth),
      prev_events: [],
      auth_events: auth === undefined ? [] : [eventLabel(auth)],
      powers,
      servers: SERVERS,
      size: 500,
    });
  }

  #next(maker: string): number {
    const next = (this.#counts.get(maker) ?? 0) + 1;
    this.#counts.set(maker, next);
    return next;
  }
}
