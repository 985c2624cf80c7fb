/** What happened to a device and its group states that it cannot open a message which it was shown. */
import type { StampedFact } from '../../facts/index.js';
import type { DeviceId, MlsLabel } from '../../names.js';
import { ancestorAt, type Commit, lastCommon } from '../commit-tree.js';
import type { Cause } from '../metrics/undecryptable.js';
import type { FirstFailure } from '../metrics/unread.js';
import type { RoomHistory } from '../room-history.js';
import type { Decided } from './decision.js';
import { Departures } from './departures.js';

interface Undecryptable {
  readonly cause: Cause;
  readonly failed: FirstFailure;
}

export class GroupDecisions {
  readonly #history: RoomHistory;
  readonly #departures: Departures;
  readonly #madeAt = new Map<MlsLabel, number>();
  /** When a device first had a state as its current one, or was removed by the commit that leads to it. */
  readonly #stoodAt = new Map<string, number>();
  /** Why a device could not take a step, by the commit that it would have led to. */
  readonly #obstacles = new Map<string, { readonly at: number; readonly why: string }>();

  constructor(history: RoomHistory) {
    this.#history = history;
    this.#departures = new Departures(history);
  }

  fact(stamped: StampedFact): void {
    const { at, node, fact } = stamped;
    this.#departures.fact(stamped);
    switch (fact.kind) {
      case 'commit_created':
        this.#madeAt.set(fact.commit, at);
        return;
      case 'state_entered':
        this.#stand(at, node, fact.state);
        return;
      case 'group_left':
        this.#stand(at, node, fact.by);
        return;
      case 'commit_unprocessable':
        this.#obstacles.set(`${node} ${fact.commit}`, { at, why: `could not process it (${fact.failure})` });
        return;
      case 'commit_declined':
        this.#obstacles.set(`${node} ${fact.commit}`, { at, why: `declined it: ${fact.why}` });
        return;
      case 'welcome_unusable':
        this.#obstacles.set(`${node} ${fact.state}`, { at, why: `could not use its Welcome (${fact.failure})` });
        return;
      case 'to_device_refused':
        this.#obstacles.set(`${fact.to} ${fact.state}`, { at, why: `its Welcome was refused: ${fact.why}` });
        return;
    }
  }

  decision(device: number, encryptedIn: Commit, { cause, failed }: Undecryptable): Decided {
    const name = this.#history.numbers.device(device);
    const { failure } = failed;
    switch (cause) {
      case 'key_deleted':
        return { failure, ...this.#departures.decision(device, encryptedIn, failed.at) };
      case 'never_joined':
        return { failure, ...this.addition(device, encryptedIn) };
      case 'fork':
        return { failure, ...this.#parting(name, encryptedIn, failed) };
      case 'other':
        return { failure, ...this.#missingStep(name, encryptedIn, failed) };
    }
  }

  /** The commit that added the device on the way to the state, without its ever coming there. */
  addition(device: number, encryptedIn: Commit): Decided {
    const name = this.#history.numbers.device(device);
    let adding = encryptedIn;
    while (adding.parent?.roster.has(device) === true) adding = adding.parent;
    const obstacle = this.#obstacles.get(`${name} ${adding.label}`);
    const at = obstacle?.at ?? this.#madeAt.get(adding.label);
    return { at_ms: inMs(at), commit: adding.label, why: `added by ${adding.label}: ${obstacle?.why ?? 'its Welcome led it nowhere'}` };
  }

  /** Where the device's branch and the message's part; or where the device came in, if that is past the message's state. */
  #parting(name: DeviceId, encryptedIn: Commit, { at, stood }: FirstFailure): Decided {
    const common = stood && lastCommon(stood, encryptedIn);
    const depth = common === undefined ? 0 : common.depth + 1;
    let took: { readonly step: Commit | undefined; readonly at: number } = { step: stood, at };
    for (let step = stood; step !== undefined && step.depth >= depth; step = step.parent) {
      const stoodAt = this.#stoodAt.get(`${name} ${step.label}`);
      if (stoodAt !== undefined) took = { step, at: stoodAt };
    }
    const at_ms = inMs(took.at);
    if (common === encryptedIn) {
      const label = took.step?.label;
      return { at_ms, commit: label ?? null, why: `came to ${label}, past the state of the message, and never held that` };
    }
    const own = stood && ancestorAt(stood, depth);
    const other = ancestorAt(encryptedIn, depth);
    const why = `stood on the branch of ${own?.label}, the message is on that of ${other?.label}`;
    return { at_ms, commit: own?.label ?? null, instead_of: other?.label ?? null, why };
  }

  /** The first commit that the device had not followed yet. */
  #missingStep(name: DeviceId, encryptedIn: Commit, { at, stood }: FirstFailure): Decided {
    if (stood === undefined) return { at_ms: inMs(at), why: 'had no group state' };
    const next = ancestorAt(encryptedIn, stood.depth + 1);
    const obstacle = next && this.#obstacles.get(`${name} ${next.label}`);
    return {
      at_ms: inMs(obstacle?.at ?? at),
      commit: next?.label ?? null,
      why: `had not followed ${next?.label}${obstacle === undefined ? '' : `: ${obstacle.why}`}`,
    };
  }

  #stand(at: number, node: StampedFact['node'], commit: MlsLabel): void {
    const key = `${node} ${commit}`;
    if (!this.#stoodAt.has(key)) this.#stoodAt.set(key, at);
  }
}

const inMs = (at: number | undefined): number | null => (at === undefined ? null : at / 1_000);
