/** The symbolic engine is to tell the story of the real one: the same sizes, the same outcomes, the same failures, whatever is tried. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { DeviceId } from '../../../src/names.js';
import { roomId } from '../../../src/names.js';
import { SYMBOLIC_CIPHER_SUITES } from '../../../src/room/msc4256/cipher-suites.js';
import { device, room, utf8 } from '../devices.js';
import { type Bytes, type State, type TwinProposal, Twins } from './twins.js';

const population = 9;

/** Which of the things of a kind: small numbers mean those that came last. */
const which = fc.oneof({ weight: 2, arbitrary: fc.nat(5) }, { weight: 1, arbitrary: fc.nat(60) });
/** Nothing, most of the time. */
const rarely = <T>(arbitrary: fc.Arbitrary<T>) => fc.oneof({ weight: 7, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary });
const anyBit = fc.record({ at: fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }), bit: fc.nat(7) });
/** The length of the first vector takes twice the bytes that it needs. */
const longForm = fc.constant('long form' as const);
const anyDamage = fc.oneof({ weight: 4, arbitrary: anyBit }, { weight: 1, arbitrary: longForm });
const damage = rarely(anyDamage);
/** Most Welcomes are tried by devices that they are not for. */
const damageOfWelcome = fc.option(anyDamage, { nil: undefined, freq: 2 });
type Damage = { readonly at: number; readonly bit: number } | 'long form' | undefined;

/** What is tried: a message of the kind asked for in a state of its epoch, or in any state; or any message. */
const aim = fc.oneof(
  { weight: 6, arbitrary: fc.constant('its epoch' as const) },
  { weight: 3, arbitrary: fc.constant('any state' as const) },
  { weight: 1, arbitrary: fc.constant('any message' as const) },
);

const step = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({
      kind: fc.constant('commit' as const),
      state: which,
      add: fc.array(fc.record({ device: fc.nat(population - 1), old: rarely(which) }), { maxLength: 3 }),
      remove: fc.array(fc.nat(population - 1), { maxLength: 2 }),
      topic: rarely(fc.string({ maxLength: 300, unit: 'grapheme' })),
      leaveOut: rarely(fc.nat(3)),
      data: fc.uint8Array({ maxLength: 80 }),
      sound: fc.oneof({ weight: 5, arbitrary: fc.constant(true) }, { weight: 1, arbitrary: fc.constant(false) }),
    }),
  },
  {
    weight: 5,
    arbitrary: fc.record({
      kind: fc.constant('propose' as const),
      state: which,
      what: fc.constantFrom('update' as const, 'add' as const, 'remove' as const, 'state' as const),
      subject: fc.nat(population - 1),
      old: rarely(which),
      topic: fc.string({ maxLength: 300, unit: 'grapheme' }),
      data: fc.uint8Array({ maxLength: 80 }),
      /** Everybody of the epoch takes it in at once. */
      spread: fc.oneof({ weight: 3, arbitrary: fc.constant(true) }, { weight: 1, arbitrary: fc.constant(false) }),
    }),
  },
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('takeIn' as const), state: which, message: which, aim, damage }) },
  { weight: 6, arbitrary: fc.record({ kind: fc.constant('encrypt' as const), state: which, text: fc.uint8Array({ maxLength: 300 }) }) },
  { weight: 7, arbitrary: fc.record({ kind: fc.constant('process' as const), state: which, message: which, aim, damage }) },
  { weight: 7, arbitrary: fc.record({ kind: fc.constant('decrypt' as const), state: which, message: which, aim, damage }) },
  {
    weight: 6,
    arbitrary: fc.record({ kind: fc.constant('join' as const), device: fc.nat(population - 1), message: which, damage: damageOfWelcome }),
  },
  /** Everybody who can follows the last commit, as in a room where all goes well. */
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('follow' as const) }) },
);

const damaged = (bytes: Bytes, harm: Damage): Bytes => {
  const harmed = (original: Uint8Array): Uint8Array => {
    if (harm === undefined) return original;
    if (harm === 'long form') return inLongForm(original);
    const copy = original.slice();
    const at = Math.floor(harm.at * copy.length);
    copy[at] = (copy[at] ?? 0) ^ (1 << harm.bit);
    return copy;
  };
  return { real: harmed(bytes.real), symbolic: harmed(bytes.symbolic) };
};

/** The first vector is the group id of a PrivateMessage, and after the cipher suite the secrets of a Welcome. */
function inLongForm(bytes: Uint8Array): Uint8Array {
  const at = bytes[3] === 2 ? 4 : 6;
  const first = bytes[at] ?? 0;
  const length = first < 0x40 ? [0x40, first] : [0x80, 0, first & 0x3f];
  return Uint8Array.of(...bytes.slice(0, at), ...length, ...bytes.slice(at + 1));
}

const numbers = new Map<DeviceId, number>(Array.from({ length: population }, (_, index) => [device(index), index]));
const ownerOf = ({ real }: State): number => numbers.get(real.self) ?? 0;
const outcomes = new Map<string, number>();
const count = (kind: string, failure: string): void => {
  outcomes.set(`${kind}: ${failure}`, (outcomes.get(`${kind}: ${failure}`) ?? 0) + 1);
};

type Step = typeof step extends fc.Arbitrary<infer Each> ? Each : never;

/** Of each device the state that came last. */
const latest = (states: readonly State[]): readonly State[] => [...new Map(states.map((state) => [state.real.self, state])).values()];

/** The numbers of the devices that a commit adds, those added anew left out. */
const joining = ({ parent, next }: { readonly parent: State; readonly next: State }): readonly number[] =>
  next.real.roster.filter((name) => !parent.real.roster.includes(name)).flatMap((name) => numbers.get(name) ?? []);

/** The first three are in the group when the steps begin. */
async function play(steps: readonly Step[], cipherSuite?: string): Promise<void> {
  const twins = await Twins.create(population, cipherSuite);
  const states: State[] = [await twins.group(1, roomId('!other:a.example')), await twins.group(0, room)];
  const messages: { readonly bytes: Bytes; readonly kind: 'process' | 'decrypt' | 'takeIn'; readonly madeIn: State }[] = [];
  const welcomes: { readonly bytes: Bytes; readonly added: readonly number[] }[] = [];
  const keyPackages: Bytes[] = [await twins.keyPackage(1, false), await twins.keyPackage(2, true)];
  const pick = <T>(from: readonly T[], index: number): T | undefined => from[from.length - 1 - (index % Math.max(1, from.length))];
  const proposalOf = async ({ what, subject, old, topic }: Extract<Step, { kind: 'propose' }>): Promise<TwinProposal> => {
    if (what === 'update') return { kind: 'update' };
    if (what === 'remove') return { kind: 'remove', device: device(subject) };
    if (what === 'state') return { kind: 'encrypted_state', state: { 'm.room.topic': { '': { topic } } } };
    const keyPackage = (old === undefined ? undefined : pick(keyPackages, old)) ?? (await twins.keyPackage(subject, true));
    keyPackages.push(keyPackage);
    return { kind: 'add', keyPackage };
  };
  let last: { readonly parent: State; readonly bytes: Bytes; readonly welcome: Bytes | undefined } | undefined;
  const founded = states[1] && (await twins.commit(0, states[1], { add: keyPackages }, utf8('')));
  if (founded?.welcome === undefined) expect.fail('no Welcome');
  states.push(founded.next);
  for (const index of [1, 2]) states.push((await twins.join(index, founded.welcome)).state ?? expect.fail('not joined'));
  for (const taken of steps) {
    const aimed = 'aim' in taken ? taken.aim : 'any message';
    const sent =
      'aim' in taken
        ? pick(aimed === 'any message' ? messages : messages.filter(({ kind }) => kind === taken.kind), taken.message)
        : undefined;
    const belongs = ({ real }: State): boolean => real.epoch === sent?.madeIn.real.epoch && real.groupId === sent.madeIn.real.groupId;
    const state = 'state' in taken ? pick(aimed === 'its epoch' ? states.filter(belongs) : states, taken.state) : undefined;
    const welcome = taken.kind === 'join' ? pick(welcomes, taken.message) : undefined;
    const message = welcome?.bytes ?? sent?.bytes;
    if (taken.kind === 'commit' && state !== undefined) {
      const isMember = (index: number): boolean => state.real.roster.includes(device(index));
      const remove = [...new Set(taken.remove)].filter((index) => !taken.sound || (isMember(index) && index !== ownerOf(state)));
      const add: Bytes[] = [];
      for (const { device: index, old } of taken.add) {
        if (taken.sound && isMember(index)) continue;
        const keyPackage = (old === undefined ? undefined : pick(keyPackages, old)) ?? (await twins.keyPackage(index, remove.length === 1));
        keyPackages.push(keyPackage);
        add.push(keyPackage);
      }
      const encryptedState = taken.topic === undefined ? undefined : { 'm.room.topic': { '': { topic: taken.topic } } };
      const leaveOut = taken.leaveOut === undefined ? [] : [taken.leaveOut];
      const change = { add, leaveOut, remove: remove.map(device), ...(encryptedState && { encryptedState }) };
      const made = await twins.commit(ownerOf(state), state, change, taken.data);
      count('commit', made === undefined ? 'invalid' : 'none');
      if (made === undefined) continue;
      if (made.takenUp > 0) count('commit', 'takes up');
      messages.push({ bytes: made.bytes, kind: 'process', madeIn: state });
      if (made.welcome !== undefined) welcomes.push({ bytes: made.welcome, added: joining(made) });
      states.push(made.parent, made.next);
      last = made;
    } else if (taken.kind === 'propose' && state !== undefined) {
      const change = await proposalOf(taken);
      const made = await twins.propose(ownerOf(state), state, change, taken.data);
      count('propose', made === undefined ? `invalid ${taken.what}` : taken.what);
      if (made === undefined) continue;
      messages.push({ bytes: made.bytes, kind: 'takeIn', madeIn: state });
      states.push(made.next);
      const { epochAuthenticator } = state.real;
      for (const each of taken.spread ? latest(states.filter(({ real }) => real.epochAuthenticator === epochAuthenticator)) : []) {
        const { failure, state: next } = await twins.takeIn(ownerOf(each), each, made.bytes);
        count('takeIn', failure);
        if (next !== undefined) states.push(next);
      }
    } else if (taken.kind === 'encrypt' && state !== undefined) {
      const { bytes, next } = await twins.encrypt(ownerOf(state), state, taken.text);
      messages.push({ bytes, kind: 'decrypt', madeIn: state });
      states.push(next);
    } else if (taken.kind === 'follow' && last !== undefined) {
      const parent = last.parent.real.epochAuthenticator;
      for (const each of states.filter(({ real }) => real.epochAuthenticator === parent)) {
        const { failure, state: next } = await twins.process(ownerOf(each), each, last.bytes);
        count('process', failure);
        if (next !== undefined) states.push(next);
      }
      for (let index = 0; last.welcome !== undefined && index < population; index++) {
        const { failure, state: next } = await twins.join(index, last.welcome);
        count('join', failure);
        if (next !== undefined) states.push(next);
      }
      last = undefined;
    } else if (
      message !== undefined &&
      (taken.kind === 'process' || taken.kind === 'decrypt' || taken.kind === 'takeIn' || taken.kind === 'join')
    ) {
      const bytes = damaged(message, taken.damage);
      const { failure, state: next } =
        taken.kind === 'join'
          ? await twins.join(welcome?.added[taken.device] ?? taken.device, bytes)
          : state === undefined
            ? { failure: 'none', state: undefined }
            : await twins[taken.kind](ownerOf(state), state, bytes);
      count(taken.kind, failure);
      if (next !== undefined) states.push(next);
    }
  }
}

describe('both engines', () => {
  it('should do the same, or fail alike, whatever is tried with whatever state', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 30, maxLength: 60, size: 'max' }), (steps) => play(steps)),
      {
        numRuns: 50,
        seed: 9420,
      },
    );
    // What can happen did happen.
    const seen = (kind: string): string[] =>
      [...outcomes.keys()].filter((key) => key.startsWith(kind)).map((key) => key.split(': ')[1] ?? '');
    const ofMessages = [
      'none',
      'malformed',
      'foreign_group',
      'former_epoch',
      'future_epoch',
      'used_generation',
      'cannot_open',
      'own_message',
    ];
    expect(seen('commit').sort()).toEqual(['invalid', 'none', 'takes up']);
    const ofCommits = [...ofMessages.filter((failure) => failure !== 'used_generation'), 'unknown_proposal'];
    expect(seen('process')).toEqual(expect.arrayContaining(ofCommits));
    expect(seen('takeIn')).toEqual(expect.arrayContaining(ofMessages));
    const proposed = ['update', 'add', 'remove', 'state', 'invalid add', 'invalid remove'];
    expect(seen('propose').sort()).toEqual(proposed.sort());
    expect(seen('decrypt')).toEqual(expect.arrayContaining(ofMessages));
    expect(seen('join')).toEqual(expect.arrayContaining(['none', 'malformed', 'cannot_open', 'no_key_package']));
  });

  it.each(SYMBOLIC_CIPHER_SUITES.slice(1))('should do so in %s too', async (cipherSuite) => {
    const life = fc.asyncProperty(fc.array(step, { minLength: 30, maxLength: 30 }), (steps) => play(steps, cipherSuite));
    await fc.assert(life, { numRuns: 5, seed: 9420 });
  });

  it('should take no Welcome for a key package that was forgotten, used or not', async () => {
    const twins = await Twins.create(2);
    const packages = [
      await twins.keyPackage(1, false, { notBefore: 0, notAfter: 99 }),
      await twins.keyPackage(1, true, { notBefore: 0, notAfter: 99 }),
      await twins.keyPackage(1, true, { notBefore: 50, notAfter: 100 }),
      await twins.keyPackage(1, false),
    ];
    const state = await twins.group(0, room);
    const welcomes: Bytes[] = [];
    for (const each of packages)
      welcomes.push((await twins.commit(0, state, { add: [each] }, utf8('')))?.welcome ?? expect.fail('no Welcome'));
    const [, lastResort] = welcomes;
    expect((await twins.join(1, lastResort ?? expect.fail('no Welcome'))).failure).toBe('none');
    await twins.forgetKeyPackages(1, 100);
    const failures: string[] = [];
    for (const welcome of welcomes) failures.push((await twins.join(1, welcome)).failure);
    expect(failures).toEqual(['no_key_package', 'no_key_package', 'none', 'none']);
  });

  it('should read nothing in which a length takes more bytes than it needs', async () => {
    const twins = await Twins.create(3);
    const founded = await twins.commit(0, await twins.group(0, room), { add: [await twins.keyPackage(1, false)] }, utf8(''));
    if (founded?.welcome === undefined) expect.fail('no Welcome');
    const reader = (await twins.join(1, founded.welcome)).state ?? expect.fail('not joined');
    const [message, commit] = [await twins.encrypt(0, founded.next, utf8('hello')), await twins.commit(0, founded.next, {}, utf8(''))];
    const proposal = await twins.propose(0, founded.next, { kind: 'update' }, utf8(''));
    const again = await twins.commit(0, founded.next, { add: [await twins.keyPackage(2, false)] }, utf8(''));
    if (commit === undefined || proposal === undefined || again?.welcome === undefined) expect.fail('not valid');
    const failures = async (form: (bytes: Bytes) => Bytes): Promise<readonly string[]> => [
      (await twins.decrypt(1, reader, form(message.bytes))).failure,
      (await twins.process(1, reader, form(commit.bytes))).failure,
      (await twins.takeIn(1, reader, form(proposal.bytes))).failure,
      (await twins.join(2, form(again.welcome ?? expect.fail('no Welcome')))).failure,
    ];
    expect(await failures((bytes) => damaged(bytes, 'long form'))).toEqual(Array(4).fill('malformed'));
    expect(await failures((bytes) => bytes)).toEqual(Array(4).fill('none'));
    const keyPackage = await twins.keyPackage(2, false);
    const long = {
      real: Uint8Array.of(...keyPackage.real.slice(0, 4), 0x40, ...keyPackage.real.slice(4)),
      symbolic: inLongForm(keyPackage.symbolic),
    };
    expect(await twins.commit(0, founded.next, { add: [long] }, utf8(''))).toBeUndefined();
    expect(await twins.commit(0, founded.next, { add: [keyPackage] }, utf8(''))).toBeDefined();
  });

  it('should make messages of the same size in large groups', async () => {
    const count = 140;
    const twins = await Twins.create(count);
    let state = await twins.group(0, room);
    const everybody = Array.from({ length: count - 1 }, (_, i) => i + 1);
    const add = await Promise.all(everybody.slice(0, 130).map((index) => twins.keyPackage(index, index % 2 === 0)));
    const more = await Promise.all(everybody.slice(130).map((index) => twins.keyPackage(index, false)));
    const changes = [
      { add },
      {},
      { remove: [3, 64, 65, 129].map(device) },
      { add: more.slice(0, 6) },
      {
        remove: everybody
          .slice(63, 128)
          .filter((i) => i > 65)
          .map(device),
      },
      { add: more.slice(6) },
      {},
    ];
    for (const [index, change] of changes.entries()) {
      for (const proposal of [{ kind: 'remove' as const, device: device(10 + index) }, { kind: 'update' as const }])
        state = (await twins.propose(0, state, proposal, utf8('')))?.next ?? state;
      const made = await twins.commit(0, state, change, utf8('x'.repeat(70)));
      if (made === undefined) expect.fail('not a valid change');
      state = made.next;
    }
    expect(state.real.roster.length).toBe(count - 4 - 63 - (changes.length - 1));
    for (const length of [0, 63, 64, 185, 186, 187, 20_000]) await twins.encrypt(0, state, new Uint8Array(length));
  });
});
