/** What homeservers made of each message, and what they held to be the current commit then. */
import type { Fact, StampedFact } from '../../facts/index.js';
import { type DeviceId, type EventLabel, type NodeName, serverOfDevice, type UserId, userOfDevice } from '../../names.js';
import { ENCRYPTED_TYPE } from '../../room/msc4256/names.js';
import type { RoomHistory } from '../room-history.js';
import type { Decided } from './decision.js';

type FactOf<Kind extends Fact['kind']> = Extract<Fact, { kind: Kind }>;

/** What a server made of an event, when, and the commit that was current there. */
interface Taken {
  readonly fact: FactOf<'event_received'> | FactOf<'event_dropped'> | FactOf<'event_ignored'>;
  readonly at: number;
  readonly current: EventLabel | undefined;
}

export class ServerDecisions {
  readonly #history: RoomHistory;
  readonly #taken = new Map<string, Taken>();
  readonly #current = new Map<NodeName, EventLabel | undefined>();
  /** The commit that each message's event cites. */
  readonly #cited = new Map<EventLabel, EventLabel>();
  /** The commit of the state that a server resolved for an event: of a rejected one, that before it. */
  readonly #resolved = new Map<string, EventLabel>();
  /** When each user joined or left last. */
  readonly #membership = new Map<UserId, { readonly at: number; readonly inRoom: boolean }>();

  constructor(history: RoomHistory) {
    this.#history = history;
  }

  fact({ at, node, fact }: StampedFact): void {
    if (node === undefined) return;
    switch (fact.kind) {
      case 'event_created':
        if (fact.type === ENCRYPTED_TYPE && fact.auth_commit !== undefined) this.#cited.set(fact.event, fact.auth_commit);
        return;
      case 'event_received':
        if (fact.type !== ENCRYPTED_TYPE) return;
        this.#taken.set(keyOf(node, fact.event), { fact, at, current: this.#current.get(node) });
        return;
      case 'event_dropped':
      case 'event_ignored':
        this.#taken.set(keyOf(node, fact.event), { fact, at, current: undefined });
        return;
      case 'states_resolved':
        if (fact.commit !== undefined) this.#resolved.set(keyOf(node, fact.event), fact.commit);
        return;
      case 'current_commit_changed':
        this.#current.set(node, fact.to);
        return;
      case 'user_joined':
      case 'user_left':
        this.#membership.set(fact.user, { at, inRoom: fact.kind === 'user_joined' });
        return;
    }
  }

  /** Why the device's server, which has the event, does not show it. */
  refusal(device: DeviceId, event: EventLabel): Decided {
    const key = keyOf(serverOfDevice(device), event);
    const taken = this.#taken.get(key);
    if (taken?.fact.kind !== 'event_received') return { why: 'its server does not show it' };
    const { at, current } = taken;
    const { outcome, check, rule, why } = taken.fact;
    const against = outcome === 'soft_failed' ? current : check === 4 ? this.#cited.get(event) : this.#resolved.get(key);
    const commit = against && (this.#history.events.get(against)?.bytes ?? against);
    return {
      at_ms: at / 1_000,
      commit: commit ?? null,
      event: against ?? null,
      check: check ?? null,
      rule: rule ?? null,
      why: `check ${check}, rule ${rule}: ${why}${commit === undefined ? '' : `; ${OF_CHECK[outcome]} ${commit}`}`,
    };
  }

  /** Whether the device's user has ever been in the room, so that its server would show it what comes. */
  everJoined(device: DeviceId): boolean {
    return this.#membership.has(userOfDevice(device));
  }

  /** Why the event did not come to the device, whose user has joined. */
  absence(device: DeviceId, event: EventLabel): Decided {
    const taken = this.#taken.get(keyOf(serverOfDevice(device), event));
    const at_ms = taken === undefined ? null : taken.at / 1_000;
    if (taken?.fact.kind === 'event_dropped') {
      return { at_ms, check: taken.fact.check, why: `dropped at check ${taken.fact.check}: ${taken.fact.why}` };
    }
    const membership = this.#membership.get(userOfDevice(device));
    if (membership?.inRoom === false) return { at_ms: membership.at / 1_000, why: 'its user had left the room' };
    if (taken === undefined) return { at_ms, why: 'the event did not reach its server by the end' };
    if (taken.fact.kind === 'event_ignored') return { at_ms, why: 'its server took no part in the room' };
    return { at_ms, why: 'its server has it, and had not shown it to the device by the end' };
  }
}

const keyOf = (server: NodeName, event: EventLabel): string => `${server} ${event}`;

const OF_CHECK = { accepted: '', soft_failed: 'current was', rejected: 'checked against' } as const;
