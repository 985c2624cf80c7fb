/** The life of a group: random operations of all kinds, each by whoever can do it when its turn comes. */
import fc from 'fast-check';
import { expect } from 'vitest';
import type { GroupState, ProposedChange } from '../../src/mls/engine.js';
import type { DeviceId } from '../../src/names.js';
import { type Change, type Devices, device } from './devices.js';

export const population = 6;

type Kind = 'commit' | 'message' | 'propose' | 'fork';

export interface Operation {
  readonly kind: Kind;
  readonly author: number;
  readonly other: number;
  readonly subjects: readonly number[];
  readonly what: 'update' | 'add' | 'remove' | 'replace' | 'state';
}

export const operation: fc.Arbitrary<Operation> = fc.record({
  kind: fc.constantFrom<Kind>('commit', 'commit', 'commit', 'message', 'propose', 'propose', 'propose', 'fork'),
  author: fc.nat(population - 1),
  other: fc.nat(population - 1),
  subjects: fc.array(fc.nat(population - 1), { minLength: 1, maxLength: 2 }),
  what: fc.constantFrom('update', 'update', 'add', 'add', 'remove', 'replace', 'state'),
});

/** Numbers are taken round the members, or those outside, as they are when the operation is done. */
export class Life {
  readonly done: Record<Kind | 'rolled back' | 'taken up', number> = {
    commit: 0,
    message: 0,
    propose: 0,
    fork: 0,
    'rolled back': 0,
    'taken up': 0,
  };
  private states = 0;
  private pending = 0;

  constructor(private readonly devices: Devices) {}

  async live({ kind, author, other, subjects, what }: Operation): Promise<void> {
    const by = this.among(true, author);
    const second = this.among(true, other, [by]);
    this.done[kind] += 1;
    if (kind === 'message') return this.devices.send(by, `message ${this.done.message}`);
    if (kind === 'propose') return this.propose(by, what, subjects[0] ?? 0);
    if (kind === 'fork' && second !== by) return this.fork(by, this.change(by, what, subjects), second, this.change(second, what, [other]));
    await this.devices.commit(by, this.change(by, what, subjects));
    this.done['taken up'] += this.pending;
    this.pending = 0;
  }

  /** Everybody takes one branch or the other, and lives there for a while; then those of the losing one go back and follow. */
  private async fork(by: number, change: Change, second: number, changeOfSecond: Change): Promise<void> {
    const [winner, loser] = [await this.devices.make(by, change), await this.devices.make(second, changeOfSecond)];
    const before = this.held();
    const losing = new Map([...before].filter(([name]) => name !== device(by)));
    this.devices.restore(losing);
    await this.devices.apply(second, loser);
    expect(this.devices.views().size).toBe(1);
    await this.devices.send(second, 'on the losing branch');
    await this.devices.commit(second, {});
    this.done['rolled back'] += losing.size;
    this.devices.restore(before);
    await this.devices.apply(by, winner);
    this.pending = 0;
  }

  private held(): ReadonlyMap<DeviceId, GroupState> {
    return new Map([...this.devices.members].map(([name, { state }]) => [name, state]));
  }

  private async propose(by: number, what: Operation['what'], subject: number): Promise<void> {
    const change = await this.proposed(what, subject);
    if (change === undefined) return;
    await this.devices.propose(by, change);
    this.pending += 1;
  }

  private async proposed(what: Operation['what'], subject: number): Promise<ProposedChange | undefined> {
    if (what === 'update' || what === 'replace') return { kind: 'update' };
    // Also oneself: to leave.
    if (what === 'remove') return this.devices.members.size < 3 ? undefined : { kind: 'remove', device: device(this.among(true, subject)) };
    if (what === 'state') return { kind: 'encrypted_state', state: this.nextState() };
    const joiner = this.among(false, subject);
    if (this.devices.members.has(device(joiner))) return undefined;
    // Both branches of a fork may take the proposal up, so its key package has to serve more than once.
    return { kind: 'add', keyPackage: (await this.devices.client(joiner).createKeyPackage({ lastResort: true })).bytes };
  }

  private change(by: number, what: Operation['what'], subjects: readonly number[]): Change {
    const remove = this.devices.members.size < 3 ? [] : [...new Set(subjects.map((at) => this.among(true, at, [by])))];
    const add = [...new Set(subjects.map((at) => this.among(false, at)))].filter((index) => !this.devices.members.has(device(index)));
    if (what === 'update') return {};
    if (what === 'state') return { encryptedState: this.nextState() };
    return { ...(what !== 'add' && { remove }), ...(what !== 'remove' && { add }) };
  }

  private nextState() {
    this.states += 1;
    return { 'm.room.topic': { '': { topic: this.states } } };
  }

  /** The first member if there is no other. */
  private among(members: boolean, at: number, except: readonly number[] = []): number {
    const all = Array.from({ length: population }, (_, index) => index);
    const fitting = all.filter((index) => this.devices.members.has(device(index)) === members && !except.includes(index));
    return fitting[at % fitting.length] ?? all.find((index) => this.devices.members.has(device(index))) ?? 0;
  }
}
