import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { BASELINE } from '../../src/room/msc4256/reading.js';
import { loadScenario } from '../../src/scenario/load.js';
import { formatProblem, formatRemark } from '../../src/scenario/problem.js';
import type { Scenario } from '../../src/scenario/scenario.js';

/** Every key of the format, with the short forms. */
const wholeFormat = readFileSync(new URL('whole-format.yaml', import.meta.url), 'utf8');

interface Options {
  readonly set?: readonly string[];
  readonly seed?: string;
}

const load = (options: Options = {}, text = wholeFormat): Scenario => {
  const loaded = loadScenario({ file: 'x.yaml', text, ...options });
  if (!loaded.ok) throw new Error(loaded.problems.map(formatProblem).join('\n'));
  return loaded.scenario;
};
const problems = (set: readonly string[]): readonly string[] => {
  const loaded = loadScenario({ file: 'x.yaml', text: wholeFormat, set });
  return loaded.ok ? [] : loaded.problems.map(formatProblem);
};

const SECOND = 1_000_000;
const MINUTE = 60 * SECOND;

describe('loadScenario', () => {
  it('should remark on timeline entries that never happen (if they are not before the duration), and on a window that no client uses', () => {
    const remarksWith = (...set: string[]) => {
      const loaded = loadScenario({ file: 'x.yaml', text: wholeFormat, set });
      return loaded.ok ? loaded.remarks.map(formatRemark) : ['not ok'];
    };
    expect(remarksWith()).toEqual([]);
    expect(remarksWith('duration=12m')[0]).toMatch(/^x\.yaml:\d+:\d+: note: this never happens: 12m is not before the duration, 12m$/);
    expect(remarksWith('room.security.window=7d')).toEqual([]);
    expect(remarksWith('room.security.window=8d')).toEqual(['--set room.security.window=8d: note: clients clamp it to 7 days']);
    expect(remarksWith('timeline.1.at=3h')).toEqual([
      '--set timeline.1.at=3h: note: this never happens: 3h is not before the duration, 2h',
    ]);
  });

  it('should remark on what somebody is to do who has left (if nothing adds it since)', () => {
    const VERIFY = JSON.stringify({ by: '@alice:a.example', of: '@bob:a.example', level: 'm.direct' });
    const remarksOn = (...timeline: object[]) => {
      const rest = {
        schism: 1,
        name: 'x',
        duration: '1h',
        servers: [{ name: 'a.example' }],
        users: [{ id: '@alice:a.example' }, { id: '@bob:a.example' }],
        room: { creator: '@alice:a.example', powers: ['a.example'] },
      };
      const lines = timeline.map((entry) => `,\n${JSON.stringify(entry)}`).join('');
      const loaded = loadScenario({
        file: 'x',
        text: `${JSON.stringify(rest).slice(0, -1)}, timeline: [{at: 0s, verify: ${VERIFY}}${lines}]}`,
      });
      return loaded.ok ? loaded.remarks.map((remark) => ['line' in remark && remark.line - 2, remark.message]) : loaded.problems;
    };
    const [leave, by] = [{ at: '5m', leave: '@bob:a.example' }, '@bob:a.example'];
    const add = (at: string) => ({ at, commit: { by: '@alice:a.example', add: by } });
    const remove = { at: '1m', commit: { by: '@alice:a.example', remove: by } };
    const [send, commit] = [
      { at: '6m', send: { by, text: 'hello' } },
      { at: '7m', commit: { by, update: true } },
    ];
    const why = `this comes to nothing: ${by} has left before, and nothing adds it since`;
    expect(remarksOn(commit, leave, send)).toEqual([
      [0, why],
      [2, why],
    ]);
    expect(remarksOn(remove, add('2m'), leave, send)).toEqual([[3, why]]);
    expect(remarksOn(remove, leave, add('5m'), send, commit)).toEqual([]);
    expect(remarksOn(leave, { ...send, at: '5m' })).toEqual([]);
  });

  it('should give every name, time and number of the file its meaning', () => {
    const scenario = load();
    expect(scenario).toMatchObject({ seed: '4256', duration: 120 * MINUTE, drain: 10 * MINUTE, mls: 'real', rules: BASELINE });
    expect(scenario.servers.map(({ name }) => name)).toEqual(['a.example', 'b.example', 's1.example', 's2.example', 's3.example']);
    expect(scenario.servers[0]?.clock).toEqual({ offset: 2 * SECOND, driftPpm: 50 });
    expect(scenario.users.flatMap(({ devices }) => devices)).toEqual([
      '@alice:a.example/1',
      '@alice:a.example/2',
      ...[1, 2, 3, 4].map((n) => `@user${n}:b.example/1`),
      '@carol:s1.example/1',
    ]);
    expect(scenario.room).toMatchObject({
      id: '!room:a.example',
      powers: ['a.example', 'b.example'],
      security: { window: 600, requiredVerification: 'm.cross' },
      cipherSuite: 'MLS_128_DHKEMX25519_AES128GCM_SHA256_Ed25519',
    });
    expect(scenario.room.members).not.toContain('@carol:s1.example');
    expect(scenario.room.members).toHaveLength(5);
    expect(scenario.network).toMatchObject({
      latency: { kind: 'lognormal', median: 40_000, p99: 400_000 },
      clientLatency: { kind: 'constant', value: 20_000 },
      links: [{ from: 'a.example', to: 'b.example', latency: { kind: 'constant', value: 150_000 }, loss: 0.01 }],
    });
    expect(scenario.workload.messages).toMatchObject([{ pace: { kind: 'poisson', perSecond: 2 / 60 } }]);
    expect(scenario.workload.commits[0]?.devices).toHaveLength(7);
    expect(scenario.timeline).toEqual([
      { kind: 'partition', at: 10 * MINUTE, groups: [['a.example'], ['b.example']], length: 12 * MINUTE },
      { kind: 'send', at: 12 * MINUTE, by: '@alice:a.example/1', text: 'hello' },
      { kind: 'commit', at: 13 * MINUTE, by: '@user1:b.example/1', change: { kind: 'add', devices: ['@carol:s1.example/1'] } },
      { kind: 'commit', at: 14 * MINUTE, by: '@user2:b.example/1', change: { kind: 'update' } },
      { kind: 'crash', at: 20 * MINUTE, target: { kind: 'server', server: 'a.example' }, length: 3 * MINUTE },
      { kind: 'offline', at: 25 * MINUTE, devices: ['@user1:b.example/1'], length: 5 * MINUTE },
      { kind: 'clock', at: 30 * MINUTE, target: { kind: 'server', server: 'b.example' }, step: -90 * SECOND, driftPpm: undefined },
    ]);
    expect(scenario.expect[1]).toEqual({
      text: 'commits.conflict_rate < 0.05',
      path: 'commits.conflict_rate',
      operator: '<',
      literal: 0.05,
    });
  });

  it('should mean all devices by a user, but one as `by`', () => {
    const [, , adding, , , offline] = load({
      set: ['timeline.2.commit.by="@alice:a.example"', 'timeline.5.offline="@alice:a.example"'],
    }).timeline;
    expect(adding).toMatchObject({ by: '@alice:a.example/1' });
    expect(offline).toMatchObject({ devices: ['@alice:a.example/1', '@alice:a.example/2'] });
  });

  it('should mean by `all` the servers of the room, and their users', () => {
    const { room } = load({ set: ['room.servers=[b.example, a.example]', 'room.members=all'] });
    expect(room.canPropose).toEqual(['b.example', 'a.example']);
    expect(room.members).not.toContain('@carol:s1.example');
  });

  it('should have the creator among the members, named or not', () => {
    expect(load({ set: ['room.members="@user2:b.example"', 'timeline=[]'] }).room.members).toEqual([
      '@alice:a.example',
      '@user2:b.example',
    ]);
  });

  it('should take a link with `both` for two', () => {
    const { links } = load({ set: ['network.links.0.both=true'] }).network;
    expect(links.map(({ from, to, loss }) => [from, to, loss])).toEqual([
      ['a.example', 'b.example', 0.01],
      ['b.example', 'a.example', 0.01],
    ]);
  });

  it.each([['4256'], ['"4256"'], ['0x10a0']])('should take the seed %s for the same text', (seed) => {
    expect(load({ set: [`seed=${seed}`] }).seed).toBe('4256');
  });

  it('should let a seed given apart beat the file and --set', () => {
    expect(load({ set: ['seed=5'], seed: '007' }).seed).toBe('007');
  });
});

describe('--set', () => {
  it('should change what is there, add what is not, and count lists from 0', () => {
    const scenario = load({
      set: [
        'servers.1.clock.offset=3s',
        'network.loss=0.5',
        'servers.3={ name: z.example }',
        'rules.slots=direct',
        'expect=[]',
        'network.links.1.from=b.example',
        'network.links.1.to=a.example',
      ],
    });
    expect(scenario.servers.map(({ clock }) => clock.offset)).toEqual([2 * SECOND, 3 * SECOND, 0, 0, 0, 0]);
    expect(scenario.servers.at(-1)?.name).toBe('z.example');
    expect(scenario).toMatchObject({
      network: { loss: 0.5, links: [{ to: 'b.example' }, { to: 'a.example' }] },
      rules: { slots: 'direct' },
      expect: [],
    });
  });

  it('should let the later of two win', () => {
    expect(load({ set: ['duration=1h', 'duration=1s'] }).duration).toBe(SECOND);
  });

  it('should be named where its value is to blame, and the file where that is', () => {
    expect(
      problems(['servers.0.clock.offset=3', 'room.powers=[c.example]', 'servers.1.clok.drift=1ppm', 'servers.1.name=d.example']),
    ).toEqual([
      'x.yaml:14:21: "@user1:b.example" is on an unknown server, "b.example", did you mean "a.example"?',
      'x.yaml:26:35: no server is called "b.example", did you mean "a.example"?',
      'x.yaml:32:42: no server is called "b.example", did you mean "a.example"?',
      'x.yaml:38:33: no server is called "b.example", did you mean "a.example"?',
      '--set servers.0.clock.offset=3: 3 has no unit: expected a length of time, such as 150ms, 2s, 1.5m, 3h or 7d',
      '--set servers.1.clok.drift=1ppm: unknown key "clok", did you mean "clock"?',
      '--set room.powers=[c.example]: no server is called "c.example", did you mean "a.example"?',
    ]);
  });

  it.each([
    ['duration', 'expected path=value, such as servers.0.clock.offset=2s'],
    ['=3', 'expected path=value, such as servers.0.clock.offset=2s'],
    ['servers..name=x', 'expected path=value, such as servers.0.clock.offset=2s'],
    ['name=[1', 'not valid YAML: Flow sequence must end with a ]'],
    ['servers.first.name=x', '"first" is in a list: lists are counted from 0'],
    ['servers.9.name=x', 'there is no place 9, counted from 0: the list has 3'],
    ['name.first=x', '"first" lies below "Two powers, one partition", which is no map or list'],
  ])('should refuse %s', (setting, message) => {
    expect(problems([setting])).toEqual([`--set ${setting}: ${message}`]);
  });
});
