/** The same devices on both engines: every step is taken on both, and whatever a client can see of it has to be the same. */
import { expect } from 'vitest';
import type {
  GroupChange,
  GroupState,
  HeldProposal,
  KeyPackageView,
  Lifetime,
  MlsClient,
  Outcome,
  ProposedChange,
} from '../../../src/mls/engine.js';
import { createRealEngine } from '../../../src/mls/real/engine.js';
import { createSymbolicEngine } from '../../../src/mls/symbolic/engine.js';
import type { RoomId } from '../../../src/names.js';
import { device, entropyFor, failureOf, suiteName } from '../devices.js';

/** One thing as it is on the real engine and on the symbolic one. */
export interface Twin<T> {
  readonly real: T;
  readonly symbolic: T;
}

export type State = Twin<GroupState>;
export type Bytes = Twin<Uint8Array>;
/** A change by the numbers of devices, with key packages as they were made. */
export interface TwinChange extends Pick<GroupChange, 'encryptedState' | 'remove'> {
  readonly add?: readonly Bytes[];
  /** Held proposals, by their place. */
  readonly leaveOut?: readonly number[];
}

export type TwinProposal = Exclude<ProposedChange, { kind: 'add' }> | { readonly kind: 'add'; readonly keyPackage: Bytes };

export class Twins {
  readonly #clients: readonly Twin<MlsClient>[];
  /** Epoch authenticators that go together. */
  readonly #symbolicOf = new Map<string, string>();
  readonly #realOf = new Map<string, string>();
  #commits = 0;
  #proposals = 0;
  #messages = 0;

  private constructor(clients: readonly Twin<MlsClient>[]) {
    this.#clients = clients;
  }

  static async create(count: number, cipherSuite: string = suiteName): Promise<Twins> {
    const options = { cipherSuite, entropyFor };
    const [real, symbolic] = [createRealEngine(options), createSymbolicEngine(options)];
    const clients = Array.from({ length: count }, async (_, index) => ({
      real: await real.createClient(device(index)),
      symbolic: await symbolic.createClient(device(index)),
    }));
    return new Twins(await Promise.all(clients));
  }

  async keyPackage(index: number, lastResort: boolean, lifetime?: Lifetime): Promise<Bytes> {
    const options = { lastResort, ...(lifetime && { lifetime }) };
    const { real, symbolic } = await this.#both(index, (client) => client.createKeyPackage(options));
    expect(symbolic.bytes.length).toBe(real.bytes.length);
    expect(symbolic.reference.length).toBe(real.reference.length);
    expect(symbolic.lastResort).toBe(real.lastResort);
    const views = await this.#both(index, async (client, engine) =>
      view(await client.readKeyPackage((engine === 'real' ? real : symbolic).bytes)),
    );
    expect(views.symbolic).toEqual(views.real);
    return { real: real.bytes, symbolic: symbolic.bytes };
  }

  async forgetKeyPackages(index: number, endedBefore: number): Promise<void> {
    await this.#both(index, (client) => client.forgetKeyPackages(endedBefore));
  }

  async group(index: number, room: RoomId): Promise<State> {
    return this.#state(await this.#both(index, (client) => client.createGroup(room, { 'm.room.name': { '': { name: 'Dinner party' } } })));
  }

  /** Undefined: both engines find the change invalid. */
  async commit(index: number, state: State, { add = [], leaveOut = [], ...change }: TwinChange, authenticatedData: Uint8Array) {
    const number = ++this.#commits;
    const made = await this.#both(index, async (client, engine) => {
      try {
        const left = leaveOut.flatMap((place) => state[engine].proposals[place]?.reference ?? []);
        const full = { ...change, add: add.map((bytes) => bytes[engine]), leaveOut: left };
        return await client.createCommit(state[engine], full, authenticatedData, number);
      } catch {
        return undefined;
      }
    });
    expect(made.symbolic === undefined).toBe(made.real === undefined);
    if (made.real === undefined || made.symbolic === undefined) return undefined;
    const { real, symbolic } = made;
    expect(symbolic.bytes.length).toBe(real.bytes.length);
    expect(symbolic.welcome?.length).toBe(real.welcome?.length);
    expect(places(symbolic.takenUp, state.symbolic)).toEqual(places(real.takenUp, state.real));
    return {
      bytes: { real: real.bytes, symbolic: symbolic.bytes },
      takenUp: real.takenUp.length,
      welcome: real.welcome && symbolic.welcome && { real: real.welcome, symbolic: symbolic.welcome },
      parent: this.#state({ real: real.parent, symbolic: symbolic.parent }),
      next: this.#state({ real: real.next, symbolic: symbolic.next }),
    };
  }

  async encrypt(index: number, state: State, plaintext: Uint8Array) {
    const number = ++this.#messages;
    const { real, symbolic } = await this.#both(index, (client, engine) => client.encrypt(state[engine], plaintext, number));
    expect(symbolic.bytes.length).toBe(real.bytes.length);
    return { bytes: { real: real.bytes, symbolic: symbolic.bytes }, next: this.#state({ real: real.next, symbolic: symbolic.next }) };
  }

  /** Undefined: both engines find the proposal invalid. */
  async propose(index: number, state: State, change: TwinProposal, authenticatedData: Uint8Array) {
    const number = ++this.#proposals;
    const made = await this.#both(index, async (client, engine) => {
      const own = change.kind === 'add' ? { ...change, keyPackage: change.keyPackage[engine] } : change;
      try {
        return await client.createProposal(state[engine], own, authenticatedData, number);
      } catch {
        return undefined;
      }
    });
    expect(made.symbolic === undefined).toBe(made.real === undefined);
    if (made.real === undefined || made.symbolic === undefined) return undefined;
    const { real, symbolic } = made;
    expect(symbolic.bytes.length).toBe(real.bytes.length);
    return { bytes: { real: real.bytes, symbolic: symbolic.bytes }, next: this.#state({ real: real.next, symbolic: symbolic.next }) };
  }

  async takeIn(index: number, state: State, bytes: Bytes) {
    const outcome = await this.#both(index, (client, engine) => client.processProposal(state[engine], bytes[engine]));
    return this.#agreed(outcome, ({ sender, next }) => ({ seen: sender, state: next }));
  }

  /** The failure that both report, or the state that it leads to; undefined: the device was removed. */
  async process(index: number, state: State, bytes: Bytes) {
    const outcome = await this.#both(index, (client, engine) => client.processCommit(state[engine], bytes[engine]));
    return this.#agreed(outcome, ({ sender, takenUp, next }, engine) => ({ seen: [sender, places(takenUp, state[engine])], state: next }));
  }

  async decrypt(index: number, state: State, bytes: Bytes) {
    const outcome = await this.#both(index, (client, engine) => client.decrypt(state[engine], bytes[engine]));
    return this.#agreed(outcome, ({ sender, plaintext, next }) => ({ seen: [sender, plaintext], state: next }));
  }

  async join(index: number, welcome: Bytes) {
    return this.#agreed(await this.#both(index, (client, engine) => client.join(welcome[engine])), ({ state }) => ({ seen: '', state }));
  }

  async #both<T>(index: number, act: (client: MlsClient, engine: keyof Twin<T>) => T | Promise<T>): Promise<Twin<T>> {
    const clients = this.#clients[index];
    if (clients === undefined) throw new RangeError(`no device ${index}`);
    return { real: await act(clients.real, 'real'), symbolic: await act(clients.symbolic, 'symbolic') };
  }

  #agreed<T>(
    { real, symbolic }: Twin<Outcome<T>>,
    look: (value: T, engine: keyof Twin<T>) => { readonly seen: unknown; readonly state: GroupState | undefined },
  ): { readonly failure: string; readonly state: State | undefined } {
    expect(failureOf(symbolic)).toBe(failureOf(real));
    if (!real.ok || !symbolic.ok) return { failure: failureOf(real), state: undefined };
    const looked = { real: look(real, 'real'), symbolic: look(symbolic, 'symbolic') };
    expect(looked.symbolic.seen).toEqual(looked.real.seen);
    expect(looked.symbolic.state === undefined).toBe(looked.real.state === undefined);
    const [realState, symbolicState] = [looked.real.state, looked.symbolic.state];
    const state = realState && symbolicState && this.#state({ real: realState, symbolic: symbolicState });
    return { failure: 'none', state };
  }

  /** Both show the same, and share an epoch with the same others. */
  #state(state: State): State {
    const [symbolic, real] = [shown(state.symbolic), shown(state.real)];
    expect(symbolic).toEqual(real);
    const [a, b] = [state.real.epochAuthenticator, state.symbolic.epochAuthenticator];
    expect(b).toMatch(/^[0-9a-f]+$/);
    expect(b.length).toBe(a.length);
    expect(this.#symbolicOf.get(a) ?? b).toBe(b);
    expect(this.#realOf.get(b) ?? a).toBe(a);
    this.#symbolicOf.set(a, b);
    this.#realOf.set(b, a);
    return state;
  }
}

/** What others read of a key package, but for what each engine makes of its own: who it is for, and how long. */
function view(read: KeyPackageView | undefined) {
  const { device: owner, lifetime, supportsEncryptedState, reference, identity } = read ?? expect.fail('not a key package');
  return { owner, lifetime, supportsEncryptedState, reference: reference.length, identity: identity.length };
}

/** Where they stand among those that a state holds: references are each engine's own. */
const places = (taken: readonly HeldProposal[], { proposals }: GroupState): readonly number[] =>
  taken.map(({ reference }) => proposals.findIndex((each) => each.reference === reference));

const told = ({ sender, change }: HeldProposal) => ({ sender, change });

const shown = ({ epoch, groupId, self, roster, encryptedState, proposals }: GroupState) => {
  expect(new Set(proposals.map(({ reference }) => reference)).size).toBe(proposals.length);
  return { epoch, groupId, self, roster, encryptedState, proposals: proposals.map(told) };
};
