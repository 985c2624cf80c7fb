/**
 * The world that actors live in: it hands them their inputs, one at a time, and carries out what their outboxes ask for. It
 * stamps their facts with time and node, and states what happens around them: each transmission's fate, and the faults.
 */
import { attemptOf, type Message, thingCarried } from '../api/message.js';
import type { ActorFact, Fact, StampedFact } from '../facts/index.js';
import type { Breakable } from '../faults/index.js';
import type { Actor, Input } from '../kernel/actor.js';
import { InvariantError } from '../kernel/invariant-error.js';
import { LocalTimers } from '../kernel/local-timers.js';
import { Loop } from '../kernel/loop.js';
import { type ClockChange, NodeClock } from '../kernel/node-clock.js';
import { RecordingOutbox } from '../kernel/outbox.js';
import { type Instant, seconds } from '../kernel/time.js';
import { type DeviceId, isDevice, type NodeName, type ServerName, serverOfDevice } from '../names.js';
import type { Network } from '../network/network.js';
import type { ClockSpec } from '../scenario/scenario.js';

/** An actor with its inputs; `Command` is its own. */
type NodeActor<Command> = Actor<NodeName, Message, Command, ActorFact>;
type NodeInput<Command = never> = Input<NodeName, Message, Command>;

interface Node {
  readonly name: NodeName;
  readonly actor: NodeActor<never>;
  /** Under which what the node causes enters the loop. */
  readonly source: number;
  readonly outbox: RecordingOutbox<NodeName, Message, ActorFact>;
  /** To be changed by way of the timers only. */
  readonly clock: NodeClock;
  /** The crashes that keep it down. */
  readonly crashes: Set<string>;
  /** What has come to it while it was down. */
  held: NodeInput[];
}

const WORK = { work: true } as const;

/** What happens without a node's doing enters the loop first at any instant. */
const WORLD_SOURCE = 0;

export class World implements Breakable {
  readonly loop: Loop;
  private readonly timers: LocalTimers<NodeName>;
  private readonly nodes = new Map<NodeName, Node>();
  private readonly clocks = new Map<NodeName, ClockSpec>();

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
    this.nodes.set(name, {
      name,
      // Commands reach an actor by `tell` only, whose caller knows its kind.
      actor: actor as NodeActor<never>,
      source,
      outbox: new RecordingOutbox(),
      clock: own,
      crashes: new Set(),
      held: [],
    });
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

  state(fact: Fact): void {
    this.watch({ at: this.loop.now, node: undefined, local: undefined, fact });
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
    const unfinished = node.actor.handle(input, node.clock.localAt(this.loop.now), node.outbox);
    if (unfinished === undefined) return this.carryOut(node);
    return unfinished.then(() => this.carryOut(node));
  }

  private carryOut(node: Node): void {
    const at = this.loop.now;
    const local = node.clock.localAt(at);
    for (const effect of node.outbox.drain()) {
      switch (effect.kind) {
        case 'send':
          this.transmit(node, effect.to, effect.message);
          break;
        case 'set_timer':
          this.timers.set(node.name, effect.name, effect.at, effect);
          break;
        case 'cancel_timer':
          this.timers.cancel(node.name, effect.name);
          break;
        case 'emit':
          this.watch({ at, node: node.name, local, fact: effect.fact });
      }
    }
  }

  private transmit(from: Node, to: NodeName, message: Message): void {
    const thing = thingCarried(message);
    const fate = this.network.transmit({ from: from.name, to, thing, attempt: attemptOf(message), at: this.loop.now });
    const arrives = typeof fate === 'number' ? fate : undefined;
    const kind = typeof fate === 'number' ? 'arrives' : fate.kind;
    this.state({ kind: 'transmission', from: from.name, to, thing, fate: kind, arrives });
    if (arrives !== undefined) {
      const input: NodeInput = { kind: 'message', from: from.name, message };
      const node = this.node(to);
      this.loop.schedule(arrives, from.source, () => this.deliver(node, input), WORK);
    } else if (message.kind === 'answer') {
      // Who asked sees the connection break before the answer.
      this.soon(from, to, { kind: 'undelivered', to: from.name, message });
    } else {
      this.soon(from, from.name, { kind: 'undelivered', to, message });
    }
  }
}
