/**
 * Users who help each other outside of Matrix (MSC4256, "Commit Conflict Handling": "no automatic recovery is possible and manual
 * communication is necessary"). Nobody in the room can know whom a losing branch took along (H44), but who is there can tell: the
 * user of a device that has lost the room tells somebody, who adds the device again. External joins would spare that (H43).
 *
 * Who is told is a member whose device has the same current commit, follows it and may commit: of the head's server if there is one,
 * else any. Asked after the delay, and should that not have helped, another time after another delay.
 */
import type { Device } from '../client/device.js';
import type { DeviceCommand } from '../client/intents.js';
import type { StampedFact } from '../facts/index.js';
import type { Draws } from '../kernel/draws.js';
import { type Duration, type Instant, minutes, plus } from '../kernel/time.js';
import { type DeviceId, isDevice, type NodeName, serverOfDevice } from '../names.js';
import { quantileOf } from '../network/latency.js';
import type { RecoverySpec } from '../scenario/scenario.js';
import type { World } from './world.js';

/** Who has asked in vain asks again no sooner than this, however fast people are. */
const PATIENCE: Duration = minutes(1);
const NOTHING: Duration = minutes(0);

/** A device that has lost the room. */
interface Lost {
  helper: DeviceId | undefined;
}

export class ManualCommunication {
  private readonly lost = new Map<DeviceId, Lost>();
  private readonly down = new Set<NodeName>();
  /** How often each device has had its user ask. */
  private readonly calls = new Map<DeviceId, number>();

  /** @param end from then on users do nothing */
  constructor(
    private readonly world: World,
    private readonly devices: ReadonlyMap<DeviceId, Device>,
    private readonly draws: Draws,
    private readonly spec: RecoverySpec,
    private readonly end: Instant,
  ) {}

  /** What devices say of themselves, and which of them are down. */
  fact({ node, fact }: StampedFact): void {
    if (this.spec.readd !== 'oracle') return;
    if (fact.kind === 'crashed') this.down.add(fact.node);
    if (fact.kind === 'restarted') this.down.delete(fact.node);
    if (node === undefined || !isDevice(node)) return;
    if (fact.kind === 'branch_lost') this.begin(node);
    else if (fact.kind === 'branch_regained') this.over(node);
  }

  private begin(device: DeviceId): void {
    const lost: Lost = { helper: undefined };
    this.lost.set(device, lost);
    this.callLater(device, lost, NOTHING);
  }

  private over(device: DeviceId): void {
    const lost = this.lost.get(device);
    this.lost.delete(device);
    if (lost?.helper !== undefined) this.tellSoon(lost.helper, { kind: 'never_mind', device });
  }

  private callLater(device: DeviceId, lost: Lost, atLeast: Duration): void {
    const call = (this.calls.get(device) ?? 0) + 1;
    this.calls.set(device, call);
    const delay = quantileOf(this.spec.delay)(this.draws.uniform('manual communication', device, call));
    const { now } = this.world.loop;
    const at = plus(now, delay < atLeast ? atLeast : delay);
    if (at >= this.end) return;
    const act = (): void => this.call(device, call, lost);
    if (at === now) this.world.afterNodes(act);
    else this.world.at(at, act);
  }

  private call(device: DeviceId, call: number, lost: Lost): void {
    // Who is in another room by now does without the old one.
    if (this.lost.get(device) !== lost || this.devices.get(device)?.hasMoved) return;
    const helper = this.helperOf(device, call);
    this.world.state({ kind: 'help_asked', device, of: helper });
    if (helper !== undefined && helper !== lost.helper) {
      if (lost.helper !== undefined) this.tellSoon(lost.helper, { kind: 'never_mind', device });
      this.tellSoon(helper, { kind: 'readd', device });
      lost.helper = helper;
    }
    this.callLater(device, lost, PATIENCE);
  }

  private helperOf(device: DeviceId, call: number): DeviceId | undefined {
    const current = this.devices.get(device)?.currentCommit;
    const fits = (other: Device): boolean => other.mayCommit && other.currentCommit?.text === current?.text;
    const able = [...this.devices].filter(([id, other]) => id !== device && !this.down.has(id) && fits(other)).map(([id]) => id);
    const head = current?.data.federation.powers[0];
    const atHead = able.filter((id) => serverOfDevice(id) === head);
    // Each has a draw of its own, so that another one in the scenario moves nobody else's.
    const drawn = (atHead.length > 0 ? atHead : able).map((id) => ({ id, by: this.draws.uniform('helper', device, call, id) }));
    return drawn.sort((a, b) => a.by - b.by)[0]?.id;
  }

  /** Not at once: a device may be in the middle of its turn. */
  private tellSoon(device: DeviceId, command: DeviceCommand): void {
    this.world.afterNodes(() => this.world.tell(device, command));
  }
}
