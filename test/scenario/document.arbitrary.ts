/** Random scenario documents without a problem, in all the shapes and short forms that the format knows. */
import fc from 'fast-check';
import { READING_VALUES } from '../../src/room/msc4256/reading.js';

const SERVERS = ['a.example', 'b.example', 's1.example', 's2.example', 's3.example'];
const USERS = ['@alice:a.example', '@u1:b.example', '@u2:b.example', '@carol:s1.example'];
const DEVICES = ['@alice:a.example/1', '@alice:a.example/2', '@u1:b.example/1', '@u2:b.example/1', '@carol:s1.example/1'];

const amount = fc.oneof(
  fc.nat({ max: 99 }),
  fc.double({ min: 0, max: 99, noNaN: true }).map((value) => Number(value.toFixed(3))),
);
const duration = fc.tuple(amount, fc.constantFrom('ms', 's', 'm', 'h', 'd')).map(([count, unit]) => `${count}${unit}`);
const positive = fc.tuple(fc.integer({ min: 1, max: 99 }), fc.constantFrom('ms', 's', 'm', 'h')).map(([count, unit]) => `${count}${unit}`);
const signed = fc.tuple(fc.constantFrom('', '-'), duration).map(([sign, text]) => `${sign}${text}`);
const drift = fc.integer({ min: -5_000, max: 5_000 }).map((ppm) => `${ppm / 10}ppm`);
const rate = fc.tuple(amount, fc.constantFrom('s', 'min', 'h', 'd')).map(([count, unit]) => `${count}/${unit}`);
const seconds = fc.nat({ max: 5_000 }).map((count) => `${count}s`);
const verification = fc.constantFrom('m.direct', 'm.cross', 'm.tofu', 'm.none');

/** Some of the keys. */
const partly = <T extends object>(model: { [Key in keyof T]: fc.Arbitrary<T[Key]> }) => fc.record<T>(model, { requiredKeys: [] } as never);
const some = (names: readonly string[], least = 1) => fc.subarray([...names], { minLength: least });
const oneOrSome = (names: readonly string[], least = 1) => fc.oneof(fc.constantFrom(...names), some(names, least));
const selection = (names: readonly string[]) =>
  fc.oneof(fc.constant('all'), oneOrSome(names), fc.record({ except: some(names.slice(1), 0) }));

const clock = partly({ offset: signed, drift });
const latency = fc.oneof(
  fc.record({ constant: duration }),
  fc
    .tuple(positive, positive)
    .map(([from, length]) => ({ uniform: [from, `${Number.parseInt(from, 10) + Number.parseInt(length, 10)}d`] })),
  fc.record({ exponential: fc.record({ min: duration, mean: duration }, { requiredKeys: ['mean'] }) }),
  positive.map((median) => ({ median, p99: '9d' })),
);
const link = fc.record(
  {
    from: fc.constant('a.example'),
    to: fc.constantFrom('b.example', 's2.example'),
    both: fc.boolean(),
    latency,
    loss: fc.double({ min: 0, max: 1, noNaN: true }),
  },
  { requiredKeys: ['from', 'to'] },
);
const by = fc.oneof(fc.constant('device'), oneOrSome([...USERS, ...DEVICES]));
const pace = fc.oneof(
  rate.map((value) => ({ rate: value })),
  positive.map((every) => ({ every })),
);
const process = fc.tuple(pace, partly({ by })).map(([when, who]) => ({ ...when, ...who }));
const kinds = fc.constantFrom('update', 'add', 'remove', 'powers', 'servers', 'can_propose', 'security', 'state', 'readd', 'garbage');

const content = fc.dictionary(
  fc.string(),
  fc.anything({ values: [fc.string(), fc.maxSafeInteger(), fc.boolean(), fc.constant(null)], maxDepth: 2 }),
);
const state = fc.dictionary(fc.string({ minLength: 1 }), fc.dictionary(fc.string(), content), { maxKeys: 2 });
const change = fc.oneof(
  fc.constant({ update: true }),
  fc.record({ add: oneOrSome([...USERS, ...DEVICES]) }),
  fc.record({ remove: oneOrSome([...USERS, ...DEVICES]) }),
  fc.record({ readd: oneOrSome([...USERS, ...DEVICES]) }),
  fc.constant({ garbage: true }),
  fc.record({ powers: oneOrSome(SERVERS) }),
  fc.record({ servers: oneOrSome(SERVERS) }),
  fc.record({ can_propose: oneOrSome(SERVERS, 0) }),
  fc.record({ security: fc.record({ window: seconds, required_verification: verification }, { requiredKeys: ['window'] }) }),
  fc.record({ state }),
);
const twoUsers = fc.shuffledSubarray(USERS, { minLength: 2, maxLength: 2 }).map(([by, of]) => ({ by, of }));
const who = fc.constantFrom(...USERS, ...DEVICES);
const server = fc.constantFrom(...SERVERS).map((name) => ({ server: name }));
const node = fc.oneof(
  server,
  fc.constantFrom(...DEVICES).map((name) => ({ device: name })),
);
const happening = fc.oneof(
  fc
    .tuple(fc.constant({ partition: ['a.example', ['b.example', 's1.example']] }), partly({ for: duration }))
    .map(([a, b]) => ({ ...a, ...b })),
  fc.record({ send: fc.record({ by: who, text: fc.string() }) }),
  fc
    .tuple(who, change)
    .filter(([author, what]) => {
      const removed = [...('remove' in what ? [what.remove].flat() : []), ...('readd' in what ? [what.readd].flat() : [])];
      return !removed.some((name) => name.startsWith(author) || author.startsWith(name));
    })
    .map(([author, what]) => ({ commit: { by: author, ...what } })),
  fc
    .tuple(fc.constant('@alice:a.example'), partly({ members: selection(USERS), powers: oneOrSome(SERVERS) }))
    .map(([author, what]) => ({ upgrade: { by: author, ...what } })),
  fc.tuple(twoUsers, partly({ level: verification })).map(([pair, how]) => ({ verify: { ...pair, ...how } })),
  fc.record({ leave: oneOrSome(USERS) }),
  fc.record({ crash: fc.oneof(node, fc.constantFrom(...SERVERS, ...DEVICES)), for: duration }, { requiredKeys: ['crash'] }),
  fc.record({ offline: oneOrSome([...USERS, ...DEVICES]), for: duration }, { requiredKeys: ['offline'] }),
  fc.record({ compromise: oneOrSome([...USERS, ...DEVICES]) }),
  fc.tuple(node, drift).map(([target, value]) => ({ clock: { ...target, drift: value } })),
  fc.tuple(node, signed).map(([target, step]) => ({ clock: { ...target, step } })),
);
/** No two at one instant, so that no clock is set twice. */
const timeline = fc
  .array(happening, { maxLength: 6 })
  .map((entries) => entries.map((entry, index) => ({ at: `${index + 0.5}m`, ...entry })));

const rules = partly(
  Object.fromEntries(Object.entries(READING_VALUES).map(([knob, values]) => [knob, fc.constantFrom<string>(...values)])),
);

const documents = fc.record(
  {
    schism: fc.constant(1),
    name: fc.string({ minLength: 1 }),
    about: fc.string(),
    seed: fc.oneof(fc.maxSafeInteger(), fc.string()),
    duration: positive,
    drain: duration,
    mls: fc.constantFrom('real', 'symbolic'),
    rules,
    servers: fc
      .record({ clock }, { requiredKeys: [] })
      .map((entry) => [{ name: 'a.example', ...entry }, { name: 'b.example' }, { count: 3, name: 's{n}.example', ...entry }]),
    users: fc
      .record({ clock }, { requiredKeys: [] })
      .map((entry) => [{ id: '@alice:a.example', devices: 2 }, { count: 2, id: '@u{n}:b.example', ...entry }, { id: '@carol:s1.example' }]),
    room: fc.record(
      {
        creator: fc.constant('@alice:a.example'),
        powers: fc.oneof(fc.constant('a.example'), some(SERVERS.slice(0, 2))),
        servers: fc.constantFrom('all', SERVERS.slice(0, 3), { except: ['s2.example'] }, { except: 's3.example' }),
        can_propose: selection(SERVERS.slice(0, 3)),
        security: partly({ window: seconds, required_verification: verification }),
        members: selection(USERS),
      },
      { requiredKeys: ['creator', 'powers'] },
    ),
    verification: partly({
      default: verification,
      pairs: fc.uniqueArray(
        fc.tuple(twoUsers, verification).map(([pair, level]) => ({ ...pair, level })),
        {
          selector: ({ by, of }) => `${by} ${of}`,
          maxLength: 3,
        },
      ),
    }),
    recovery: partly({ readd: fc.constantFrom('inviter', 'never', 'oracle'), delay: latency }),
    network: partly({ latency, client_latency: latency, loss: fc.constantFrom(0, 0.25, 1), links: fc.array(link, { maxLength: 1 }) }),
    workload: partly({
      messages: fc.oneof(process, fc.array(process, { maxLength: 2 })),
      commits: fc.array(
        fc.tuple(kinds, process).map(([kind, rest]) => ({ kind, ...rest })),
        { maxLength: 2 },
      ),
      compromises: fc.array(
        process.map(({ by: of, ...when }) => (of === undefined ? when : { ...when, of })),
        { maxLength: 2 },
      ),
    }),
    timeline,
    expect: fc.subarray([
      'agreement.final == true',
      'commits.conflict_rate<0.05',
      ' messages.hidden.total  >= 1e3',
      'events.rejected.9.3 != 2',
    ]),
  },
  { requiredKeys: ['schism', 'name', 'duration', 'servers', 'users', 'room'] },
);

/**
 * Somebody adds and removes users all the time where the timeline speaks of members, so that it asks for nothing that could
 * not be.
 */
const CHURN = ['add', 'remove'].map((kind) => ({ kind, every: '1h' }));
export const scenarioDocuments = documents.map((document) => ({
  ...document,
  workload: { ...document.workload, commits: [...(document.workload?.commits ?? []), ...CHURN] },
}));
