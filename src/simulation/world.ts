/**
 * The world that actors live in: it hands them their inputs, one at a time, and carries out what their outboxes ask for. It
 * stamps their facts with time and node, and states what happens around them: each transmission's fate, and the faults.
 */
import { attemptOf, type Message, ThingsCarried } from '../api/message.js';
import type { ActorFact, Fact, StampedFact } from '../facts/index.js';
import type { Breakable } from '../faults/index.js';
import type { Actor, Input, Outbox } from '../kernel/actor.js';
import { InvariantError } from '../kernel/invariant-error.js';
import { LocalTimers } from '../kernel/local-timers.js';
import { Loop } from '../kernel/loop.js';
import { type ClockChange, NodeClock } from '../kernel/node-clock.js';
import { type Instant, seconds } from '../kernel/time.js';
import { type DeviceId, isDevice, type NodeName, type RoomId, type ServerName, serverOfDevice } from '../names.js';
import type { Link, Network } from '../network/network.js';
import type { ClockSpec } from '../scenario/scenario.js';

/** An actor with its inputs; `Command` is its own. */
type NodeActor<Command> = Actor<NodeName, Message, Command, ActorFact>;
type NodeInput<Command = never> = Input<NodeName, Message, Command>;

interface Node {
  readonly name: NodeName;
  readonly actor: NodeActor<never>;
  /** Under which what the node causes enters the loop. */
  readonly source: number;
  readonly outbox: Outbox<NodeName, Message, ActorFact>;
  /** To be changed by way of the timers only. */
  readonly clock: NodeClock;
  /** The crashes that keep it down. */
  readonly crashes: Set<string>;
  /** What has come to it while it was down. */
  held: NodeInput[];
  /** Where it has sent something; each way is looked up once. */
  readonly ways: Map<NodeName, Way>;
}

interface Way {
  readonly to: Node;
  readonly link: Link;
}

const WORK = { work: true } as const;

/** What happens without a node's doing enters the loop first at any instant. */
const WORLD_SOURCE = 0;

export class World implements Breakable {
  readonly loop: Loop;
  private readonly timers: LocalTimers<NodeName>;
  private readonly nodes = new Map<NodeName, Node>();
  private readonly clocks = new Map<NodeName, ClockSpec>();
  private readonly things = new ThingsCarried();

  constructor(
    start: Instant,
    private network: Network,
    private readonly watch: (fact: StampedFact) => void,
  ) {
    this.loop = new Loop(start);
    this.timers = new LocalTimers(this.loop, (name, timer) => this.give(this.node(name), { kind: 'timer', name: timer }));
  }

  /** An actor whose clock is right until `startClocks`, and then goes as `clock` says. */
  add<Command>(name: NodeName, actor: NodeActor<Command>, clock: ClockSpec): void {
    const source = this.nodes.size + 1;
    const own = new NodeClock({ offset: seconds(0), drift: 0 });
    this.timers.addNode(name, source, own);
    this.clocks.set(name, clock);
    // Commands reach an actor by `tell` only, whose caller knows its kind.
    const node: Node = {
      name,
      actor: actor as NodeActor<never>,
      source,
      outbox: this.outboxOf(() => node),
      clock: own,
      crashes: new Set(),
      held: [],
      ways: new Map(),
    };
    this.nodes.set(name, node);
  }

  /** Nothing is under way, and nothing waits for a crashed node to come back. */
  get isIdle(): boolean {
    if (this.loop.workPending > 0) return false;
    for (const { held } of this.nodes.values()) if (held.length > 0) return false;
    return true;
  }

  /** From now on, time zero, clocks are off and drift as the scenario has it. */
  startClocks(): void {
    for (const [name, { offset, driftPpm }] of this.clocks) {
      if (offset !== 0) this.timers.changeClock(name, { kind: 'step', by: offset });
      if (driftPpm !== 0) this.timers.changeClock(name, { kind: 'drift', drift: driftPpm });
    }
  }

  /** From now on, transmissions go through another network. */
  connect(network: Network): void {
    this.network = network;
    for (const { ways } of this.nodes.values()) ways.clear();
  }

  /** Gives an actor a command of its own kind, now. A crashed one hears it when it is back. */
  tell<Command>(name: NodeName, command: Command): void | Promise<void> {
    const input: NodeInput<Command> = { kind: 'command', command };
    // As above.
    return this.deliver(this.node(name), input as NodeInput);
  }

  /** Gives a homeserver a command of its operator's, now. A crashed one finds it on its disk. */
  configure<Command>(name: ServerName, command: Command): void | Promise<void> {
    const input: NodeInput<Command> = { kind: 'command', command };
    // As above.
    return this.give(this.node(name), input as NodeInput);
  }

  /** Has something happen at a time, before what nodes do then. */
  at(at: Instant, happen: () => void | Promise<void>): void {
    this.loop.schedule(at, WORLD_SOURCE, happen);
  }

  state(fact: Fact, room?: RoomId): void {
    this.watch({ at: this.loop.now, node: undefined, local: undefined, room, fact });
  }

  partition(fault: string, groups: readonly (readonly ServerName[])[]): void {
    this.network.cuts.partition(fault, groups);
    this.state({ kind: 'partition_began', fault: Number(fault), groups });
  }

  heal(fault: string): void {
    this.network.cuts.heal(fault);
    this.state({ kind: 'partition_ended', fault: Number(fault) });
  }

  crash(fault: string, name: NodeName): void {
    const node = this.node(name);
    node.crashes.add(fault);
    this.network.cuts.setDown(name, fault);
    this.state({ kind: 'crashed', node: name });
    this.timers.clear(name);
    for (const peer of this.peersOf(name)) this.soon(node, peer, { kind: 'disconnected', peer: name });
  }

  restart(fault: string, name: NodeName): void {
    const node = this.node(name);
    this.network.cuts.setUp(name, fault);
    node.crashes.delete(fault);
    if (node.crashes.size > 0) return;
    this.state({ kind: 'restarted', node: name });
    const held = node.held;
    node.held = [];
    this.soon(node, name, { kind: 'restarted' });
    for (const input of held) this.soon(node, name, input);
  }

  goOffline(fault: string, name: NodeName): void {
    const node = this.node(name);
    this.network.cuts.setDown(name, fault);
    this.state({ kind: 'went_offline', node: name });
    for (const peer of this.peersOf(name)) {
      this.soon(node, peer, { kind: 'disconnected', peer: name });
      this.soon(node, name, { kind: 'disconnected', peer });
    }
  }

  comeOnline(fault: string, name: NodeName): void {
    this.network.cuts.setUp(name, fault);
    this.state({ kind: 'came_online', node: name });
  }

  compromise(device: DeviceId): void {
    this.state({ kind: 'device_compromised', node: device });
  }

  changeClock(name: NodeName, change: ClockChange): void {
    this.timers.changeClock(name, change);
    this.state({ kind: 'clock_changed', node: name });
  }

  /** Those that a node has links to. */
  private peersOf(name: NodeName): NodeName[] {
    if (isDevice(name)) return [serverOfDevice(name)];
    return [...this.nodes.keys()].filter((peer) => peer !== name && (!isDevice(peer) || serverOfDevice(peer) === name));
  }

  private node(name: NodeName): Node {
    const node = this.nodes.get(name);
    if (node === undefined) throw new InvariantError(`there is no ${name}`);
    return node;
  }

  private soon(cause: Node, to: NodeName, input: NodeInput): void {
    const node = this.node(to);
    this.loop.schedule(this.loop.now, cause.source, () => this.deliver(node, input), WORK);
  }

  private deliver(node: Node, input: NodeInput): void | Promise<void> {
    if (node.crashes.size === 0) return this.give(node, input);
    // What was on its way when the node crashed arrives, and what users want of it waits; broken connections are forgotten.
    if (input.kind === 'message' || input.kind === 'command') node.held.push(input);
  }

  private give(node: Node, input: NodeInput): void | Promise<void> {
    return node.actor.handle(input, node.clock.localAt(this.loop.now), node.outbox);
  }

  /** Time stands still while a handler runs, so what an actor asks for is carried out as it asks. */
  private outboxOf(self: () => Node): Outbox<NodeName, Message, ActorFact> {
    return {
      send: (to, message) => this.transmit(self(), to, message),
      setTimer: (name, at, options) => this.timers.set(self().name, name, at, options),
      cancelTimer: (name) => this.timers.cancel(self().name, name),
      // Actors name rooms and nothing else.
      emit: (fact, about) => this.emit(self(), fact, about as RoomId | undefined),
    };
  }

  private emit({ name, clock }: Node, fact: ActorFact, room: RoomId | undefined): void {
    const at = this.loop.now;
    this.watch({ at, node: name, local: clock.localAt(at), room, fact });
  }

  private transmit(from: Node, to: NodeName, message: Message): void {
    const way = from.ways.get(to) ?? this.findWay(from, to);
    const at = this.loop.now;
    const thing = this.things.by(message);
    const fate = way.link.transmit(thing, attemptOf(message), at);
    if (typeof fate === 'number') {
      // The node's own copy of its name: whoever looks it up finds the same string.
      this.state({ kind: 'transmission', from: from.name, to: way.to.name, thing, fate: 'arrives', arrives: fate });
      const input: NodeInput = { kind: 'message', from: from.name, message };
      this.loop.schedule(fate, from.source, () => this.deliver(way.to, input), WORK);
      return;
    }
    this.state({ kind: 'transmission', from: from.name, to, thing, fate: fate.kind, arrives: undefined });
    // Of an answer, who asked sees the connection break before it.
    if (message.kind === 'answer') this.soon(from, to, { kind: 'undelivered', to: from.name, message });
    else this.soon(from, from.name, { kind: 'undelivered', to, message });
  }

  private findWay(from: Node, to: NodeName): Way {
    const way: Way = { to: this.node(to), link: this.network.link(from.name, to) };
    from.ways.set(to, way);
    return way;
  }
}
