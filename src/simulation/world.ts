/**
 * The world that actors live in: it hands them their inputs, one at a time, and carries out what their outboxes ask for. It
 * stamps their facts with time and node, and states what happens around them: each transmission's fate, and the faults.
 */
import { attemptOf, type Message, ThingsCarried } from '../api/message.js';
import type { ActorFact, Fact, StampedFact } from '../facts/index.js';
import type { Breakable } from '../faults/index.js';
import { InvariantError } from '../kernel/invariant-error.js';
import { LocalTimers } from '../kernel/local-timers.js';
import { Loop, type ScheduleOptions } from '../kernel/loop.js';
import type { ClockChange } from '../kernel/node-clock.js';
import type { Instant, LocalInstant } from '../kernel/time.js';
import { type DeviceId, isDevice, type NodeName, type RoomId, type ServerName, serverOfDevice } from '../names.js';
import type { Network } from '../network/network.js';
import type { ClockSpec } from '../scenario/scenario.js';
import { Arrivals } from './arrivals.js';
import { type Effects, type NodeActor, type NodeInput, type Way, WorldNode } from './world-node.js';

type Transmission = Extract<Fact, { kind: 'transmission' }>;

/** Is told everything. */
export interface Watcher {
  fact(fact: StampedFact): void;
  /** A fact as any other, which nobody states. There are more of this kind than of all others but one, so it comes without a stamp. */
  transmission(at: Instant, fact: Transmission): void;
}

const WORK = { work: true } as const;

/** What happens without a node's doing enters the loop first at any instant, unless a node's doing has just brought it about. */
const WORLD_SOURCE = 0;

export class World implements Breakable, Effects {
  readonly loop: Loop;
  private readonly timers: LocalTimers<NodeName>;
  private readonly nodes = new Map<NodeName, WorldNode>();
  private readonly clocks = new Map<NodeName, ClockSpec>();
  private readonly things = new ThingsCarried();
  private readonly arrivals: Arrivals;

  constructor(
    start: Instant,
    private network: Network,
    private readonly watcher: Watcher,
  ) {
    this.loop = new Loop(start);
    this.arrivals = new Arrivals(this.loop, (to, input) => this.deliver(to, input));
    this.timers = new LocalTimers(this.loop, (name, timer) => this.give(this.node(name), { kind: 'timer', name: timer }));
  }

  /** An actor whose clock is right until `startClocks`, and then goes as `clock` says. */
  add<Command>(name: NodeName, actor: NodeActor<Command>, clock: ClockSpec): void {
    const source = this.nodes.size + 1;
    // Commands reach an actor by `tell` only, whose caller knows its kind.
    const node = new WorldNode(name, actor as NodeActor<never>, source, this);
    this.timers.addNode(name, source, node.clock);
    this.clocks.set(name, clock);
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
    for (const node of this.nodes.values()) node.forgetWays();
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

  /**
   * Has something happen at this instant, after all that nodes do then. It is for what a node's fact brings about: others may still
   * have their turn, and whether they have it as one event or as several (`Arrivals`) must make no difference.
   */
  afterNodes(happen: () => void | Promise<void>): void {
    this.loop.schedule(this.loop.now, this.nodes.size + 1, happen);
  }

  state(fact: Fact, room?: RoomId): void {
    this.watcher.fact({ at: this.loop.now, node: undefined, local: undefined, room, fact });
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
    node.crashed(fault);
    this.network.cuts.setDown(name, fault);
    this.state({ kind: 'crashed', node: name });
    this.timers.clear(name);
    for (const peer of this.peersOf(name)) this.soon(node, peer, { kind: 'disconnected', peer: name });
  }

  restart(fault: string, name: NodeName): void {
    const node = this.node(name);
    this.network.cuts.setUp(name, fault);
    node.recovered(fault);
    if (node.isDown) return;
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

  private node(name: NodeName): WorldNode {
    const node = this.nodes.get(name);
    if (node === undefined) throw new InvariantError(`there is no ${name}`);
    return node;
  }

  private soon(cause: WorldNode, to: NodeName, input: NodeInput): void {
    const node = this.node(to);
    this.loop.schedule(this.loop.now, cause.source, () => this.deliver(node, input), WORK);
  }

  private deliver(node: WorldNode, input: NodeInput): void | Promise<void> {
    if (!node.isDown) return this.give(node, input);
    // What was on its way when the node crashed arrives, and what users want of it waits; broken connections are forgotten.
    if (input.kind === 'message' || input.kind === 'command') node.held.push(input);
  }

  private give(node: WorldNode, input: NodeInput): void | Promise<void> {
    node.shown = node.clock.localAt(this.loop.now);
    return node.actor.handle(input, node.shown, node);
  }

  setTimer({ name }: WorldNode, timer: string, at: LocalInstant, options: ScheduleOptions | undefined): void {
    this.timers.set(name, timer, at, options);
  }

  cancelTimer({ name }: WorldNode, timer: string): void {
    this.timers.cancel(name, timer);
  }

  emit({ name, shown }: WorldNode, fact: ActorFact, room: RoomId | undefined): void {
    this.watcher.fact({ at: this.loop.now, node: name, local: shown, room, fact });
  }

  transmit(from: WorldNode, to: NodeName, message: Message): void {
    const way = from.wayTo(to);
    const at = this.loop.now;
    const thing = this.things.by(message);
    const fate = way.link.transmit(thing, attemptOf(message), at);
    if (typeof fate === 'number') {
      // The node's own copy of its name: whoever looks it up finds the same string.
      this.watcher.transmission(at, { kind: 'transmission', from: from.name, to: way.to.name, thing, fate: 'arrives', arrives: fate });
      this.arrivals.add(from, way.to, message, fate);
      return;
    }
    this.watcher.transmission(at, { kind: 'transmission', from: from.name, to, thing, fate: fate.kind, arrives: undefined });
    // Of an answer, who asked sees the connection break before it.
    if (message.kind === 'answer') this.soon(from, to, { kind: 'undelivered', to: from.name, message });
    else this.soon(from, from.name, { kind: 'undelivered', to, message });
  }

  findWay(from: WorldNode, to: NodeName): Way {
    return { to: this.node(to), link: this.network.link(from.name, to), next: undefined };
  }
}
