import { describe, expect, it } from 'vitest';
import { type Summarised, summary } from '../../src/cli/summary.js';
import { instant } from '../../src/kernel/time.js';
import { deviceId, mlsLabel, serverName } from '../../src/names.js';
import type { Metrics } from '../../src/observe/metrics.js';
import type { RunOutcome } from '../../src/observe/run-result.js';
import type { Scenario } from '../../src/scenario/scenario.js';
import { run } from '../../src/simulation/run.js';
import { scenarioOf } from '../simulation/running.js';

const scenario = scenarioOf({
  about: 'A room of two.',
  duration: '1m',
  servers: [{ name: 'a.example' }, { name: 'b.example' }],
  users: [{ id: '@alice:a.example' }, { id: '@bob:b.example' }],
  room: { creator: '@alice:a.example', powers: ['a.example'] },
});
const quiet = await run(scenario);
if (quiet === undefined) throw new Error('nobody stops this run');

const spread = (p50: number, p99: number) => ({ count: 2, p50, p95: p99, p99, max: p99 });

/** A run in which everything went wrong that a summary has a line for. */
const worst: Metrics = {
  ...quiet.metrics,
  messages: {
    ...quiet.metrics.messages,
    sent: 1_000,
    pairs: 2_000,
    decrypted: 1_500,
    decrypted_late: 3,
    latency_ms: spread(40, 1_200),
    undecryptable: {
      ...quiet.metrics.messages.undecryptable,
      total: 10,
      key_deleted: 1,
      never_joined: 2,
      fork: 3,
      other: 4,
      other_after_decline: 3,
    },
    hidden: { total: 11, soft_failed: 5, rejected: 6 },
    undelivered: 12,
    withheld: 13,
    impossible: 9,
    impossible_by_rule: { '6': 3, limits: 2, membership: 1, not_a_member: 3 },
    shown_outside: 16,
    refused_at_send: 14,
  },
  proposals: { created: 5, taken_up: 3, refused: 1, lapsed: 1, left_out: 1, unprocessable: 2 },
  commits: {
    ...quiet.metrics.commits,
    created: 6,
    accepted: 1,
    lost: 1,
    refused: 1,
    stale: 1,
    expired: 1,
    open: 1,
    conflicted_epochs: 1,
    epochs: 2,
    conflict_rate: 0.5,
    acceptance_ms: spread(40, 40),
    declined: 8,
    welcomes_refused: 7,
    unsatisfied: 5,
    unsatisfied_intents: Array.from({ length: 5 }, () => ({
      device: serverName('a.example'),
      change: 'add',
      at_ms: 60_000,
      why: 'no key package',
    })),
  },
  recovery: {
    episodes: 4,
    by_window: 1,
    by_welcome: 1,
    by_return: 1,
    unrecovered: 1,
    duration_ms: spread(0, 0),
    window_needed_ms: spread(1_000, 300_020),
    chain_missing: 2,
    calls: 3,
    calls_in_vain: 1,
    readds: 1,
    orphaned: 2,
    wedged: true,
  },
  agreement: {
    ...quiet.metrics.agreement,
    final: false,
    tips: Array.from({ length: 9 }, (_, place) => ({ commit: null, epoch: null, servers: [serverName(`s${place}.example`)] })),
    heal_ms: spread(100, 305),
    absent: ['a', 'b', 'c', 'd', 'e'].map((name) => serverName(`${name}.example`)),
    devices_current: 0.5,
  },
  exposure: {
    ...quiet.metrics.exposure,
    compromises: Array.from({ length: 6 }, (_, place) => ({
      device: deviceId(`@alice:a.example/${place + 1}`),
      at_ms: 60_000,
      messages_before: 1,
      messages_after: 2_000,
      healed_by: place === 0 ? mlsLabel('@alice:a.example/1#2') : null,
      healing_ms: place === 0 ? 30_000 : null,
    })),
  },
  metadata: { ...quiet.metrics.metadata, ignored: { 'a.example': 2, 'b.example': 3 } },
  resolution: { ...quiet.metrics.resolution, decided_by_event_id: true },
  upgrade: {
    rooms: 1,
    moved: 3,
    left_behind: 1,
    apart: 1,
    rescued: 2,
    move_ms: spread(500, 1_000),
    messages: { sent: 4, pairs: 8, decrypted: 7 },
  },
};

const told = (outcome: Partial<RunOutcome>, rest: Partial<Summarised> = {}): string =>
  summary({ scenario, outcome: { ...quiet, ...outcome }, wall_ms: 812, changes: [], reproduce: 'schism run x', ...rest });

describe('summary', () => {
  it('should say no more than needed of a run in which nothing happened', () => {
    expect(told({}).split('\n').slice(0, -3)).toEqual([
      'a test',
      'A room of two.',
      '',
      'Simulated    2 servers, 2 users, 2 devices, seed 0',
      '             powers, the head first: a.example',
      '             old keys are not kept (security.window)',
      `             1 m of virtual time in 812 ms of real time, ${quiet.facts} facts`,
      'Messages     0 sent, to be read 0 times (once by each other device in the group)',
      '             0 read',
      'Commits      0 made',
      '             no conflict: never two commits published for one epoch',
      'Recovery     never needed: every device could follow its server',
      'Agreement    every server of the room ends with the same commit',
      '             100 % of the devices in its group are up to date',
      'Expected     nothing: the scenario has no "expect"',
      'Invariants   all held',
    ]);
  });

  it('should say what was changed, as what the file says of itself may not be true then', () => {
    const text = told({}, { changes: ['room.security.window=30m', 'seed=2'] });
    expect(text).toContain('not as in the file: room.security.window=30m, seed=2\n');
  });

  it('should say why, in words', () => {
    const text = told({ metrics: worst });
    for (const line of [
      '10 undecryptable:\n                 1 because the device had deleted the key',
      '3 because the device stood on another branch of commits',
      '11 hidden by the device',
      '5 because a newer commit there no longer allows them (soft-failed)',
      '9 never sent, and not tried again:\n                 3 because its server refuses it by auth rule 6\n',
      '    2 because it is too large\n                 1 because its user is not in the room\n                 3 because the sender was not in the group',
      '6 made: 1 accepted, 1 lost to another branch, 1 refused, 1 overtaken by another, 1 given up',
      '5 proposals for others to commit, 3 taken up',
      'has followed it: within 40 ms',
      '1 of 2 epochs with a conflict, two or more commits published (50 %)',
      ' of them over at once',
      'to cover the 2 that are known, security.window has to be 5 m 1 s or more; it is 0 s',
      '3 times a user asked another one for help, 1 of them in vain\n             1 commit added devices again\n',
      '2 stranded where a branch that lost had added them',
      'the room is WEDGED',
      'Upgrade      3 devices in a new room, 1 of the old group left behind; moved ',
      '2 of them had lost the old room\n             4 messages sent there, read 7 of 8 times',
      '5 changes wanted and never carried out:\n                 add by a.example at 1 m: no key package\n',
      '                 3 more\n',
      '3 because the device had declined to follow a commit\n                 1 for other reasons',
      '16 times shown to a device that is not, or not yet, in the group',
      '8 times a device declined to follow a commit',
      '5 events sent to servers that take no part in the room',
      '7 Welcomes too large for a to-device message',
      'NOT reached',
      'without a.example, b.example, c.example, d.example and 1 more: listed, but with nothing of the room',
      'an event id broke a tie',
      'Compromise   @alice:a.example/1 at 1 m opens 1 message sent before and 2,000 sent after, healed after 30 s by @alice:a.example/1#2\n',
      '@alice:a.example/4 at 1 m opens 1 message sent before and 2,000 sent after, and is not healed\n             2 more\n',
    ]) {
      expect(text).toContain(line);
    }
  });

  describe('of recovery', () => {
    const recovering = (recovery: Partial<Metrics['recovery']>, rest: Partial<Summarised> = {}, withheld = 0) => {
      const { metrics } = quiet;
      const messages = { ...metrics.messages, withheld };
      return told({ metrics: { ...metrics, messages, recovery: { ...metrics.recovery, ...recovery } } }, rest);
    };
    const window = (first: number, ...later: readonly number[]): Scenario => ({
      ...scenario,
      room: { ...scenario.room, security: { ...scenario.room.security, window: first } },
      timeline: later.map((seconds) => ({
        kind: 'commit',
        at: instant(0),
        by: deviceId('@alice:a.example/1'),
        change: { kind: 'security', security: { window: seconds } },
      })),
    });

    it.each([
      ['a message was withheld', {}, 1],
      ['a user asked for help', { calls: 1 }, 0],
      ['a device was stranded', { orphaned: 1 }, 0],
      ['the room is wedged', { wedged: true }, 0],
    ])('should not claim that it was never needed (if %s)', (_, recovery, withheld) => {
      const text = recovering(recovery, {}, withheld);
      expect(text).not.toContain('never needed');
      expect(text).toContain('Recovery     no device lost the room during the run, but not every one had it\n');
    });

    const needed = { episodes: 4, by_window: 1, unrecovered: 3, window_needed_ms: spread(1_000, 300_020) };

    it('should ask for a longer window only where the one set is too short', () => {
      expect(recovering(needed, { scenario: window(300) })).toContain('security.window has to be 5 m 1 s or more; it is 5 m\n');
      expect(recovering(needed, { scenario: window(301) })).not.toContain('has to be');
    });

    it('should say of which episodes the window was long enough, and that it did not help', () => {
      const within = "of these although, by the device's clock, all commits to follow had come within security.window (10 m)\n";
      expect(recovering(needed, { scenario: window(600) })).toContain(`             at least 1 ${within}`);
      const known = { ...needed, episodes: 2, unrecovered: 1 };
      expect(recovering(known, { scenario: window(600) })).toContain(`             1 ${within}`);
      expect(recovering({ ...known, episodes: 3 }, { scenario: window(600) })).not.toContain('of these although');
    });

    it('should not take the first window for the one, if commits change it', () => {
      const text = recovering(needed, { scenario: window(0, 600) });
      expect(text).toContain('old keys are not kept (security.window, until a commit changes it)\n');
      expect(text).toContain('security.window has to be 5 m 1 s or more; it is 0 s until a commit changes it\n');
      expect(recovering({ ...needed, by_window: 4, unrecovered: 0 }, { scenario: window(0, 600) })).not.toContain('has to be');
      expect(recovering(needed, { scenario: window(400, 600) })).toContain('had come within any security.window of the run\n');
    });

    it('should take what a workload draws for a window that may be none', () => {
      const { workload } = scenario;
      const security = { pace: { kind: 'poisson', perSecond: 1 }, devices: [], kind: 'security' } as const;
      const drawn = { ...window(600), workload: { ...workload, commits: [security] } };
      expect(recovering(needed, { scenario: drawn })).toContain('5 m 1 s or more; it is 10 m until a commit changes it\n');
    });
  });

  it('should give one reason in the same line', () => {
    const messages = {
      ...worst.messages,
      undecryptable: { ...worst.messages.undecryptable, key_deleted: 0, never_joined: 0, other: 0, other_after_decline: 0 },
    };
    expect(told({ metrics: { ...worst, messages } })).toContain('10 undecryptable because the device stood on another branch of commits\n');
  });

  it('should not say that every device could follow, where one would not', () => {
    const commits = { ...quiet.metrics.commits, declined: 1 };
    expect(told({ metrics: { ...quiet.metrics, commits } })).toContain(
      'no device lost the room during the run, but not every one had it\n',
    );
  });

  it('should stay short, whatever happened, and tell what failed first', () => {
    const expectations = Array.from({ length: 30 }, (_, place) => ({ expect: `messages.sent < ${place}`, held: place < 28, actual: 28 }));
    const violations = Array.from({ length: 30 }, () => ({ invariant: 'outcomes', at_ms: 60_000, detail: 'they do not add up' }));
    const lines = told({ metrics: worst, expectations, violations }).split('\n');
    const expected = lines.findIndex((line) => line.startsWith('Expected'));
    expect(lines[expected]).toBe('Expected     FAILED  messages.sent < 28, but it is 28');
    expect(lines[expected + 2]).toBe('             held    messages.sent < 0');
    expect(lines.filter((line) => line.includes('more'))).toEqual(
      expect.arrayContaining(['             18 more that held', '             25 more']),
    );
    expect(lines.length).toBeLessThan(90);
  });

  it('should name the readings that are not the default', () => {
    const rules = { ...scenario.rules, commit_parent: 'content', off_branch: 'send' } as const;
    expect(told({}, { scenario: { ...scenario, rules } })).toContain(
      '  rules other than the default: commit_parent: content, off_branch: send\n',
    );
  });

  it('should say what came of two runs', () => {
    expect(told({}, { determinism: { same: true } })).toContain('\nDeterminism  two runs were the same, fact by fact\n');
    const parting = { fact: 1_234, first: { at_ms: 1, kind: 'crashed', node: 'b.example' }, second: null };
    expect(told({}, { determinism: { same: false, parting } })).toContain(
      [
        'Determinism  BROKEN: two runs part at fact 1,234, its line in a trace',
        '             the first   {"at_ms":1,"kind":"crashed","node":"b.example"}',
        '             the second  was over',
      ].join('\n'),
    );
  });

  it('should say whether both engines told the same story', () => {
    expect(told({}, { engines: { same: true } })).toContain('\nMLS engines  both told the same story, fact by fact\n');
    expect(told({}, { engines: { same: true, tie_break: { compared_until: 1_234 } } })).toContain(
      '\nMLS engines  both told the same story up to fact 1,234, where an event id broke a tie; what came after was not compared\n',
    );
    const parting = { fact: 1_234, real: { at_ms: 1, kind: 'crashed', node: 'b.example' }, symbolic: null };
    expect(told({}, { engines: { same: false, parting } })).toContain(
      [
        'MLS engines  DIFFER from fact 1,234 on, its line in a trace',
        '             real      {"at_ms":1,"kind":"crashed","node":"b.example"}',
        '             symbolic  was over',
      ].join('\n'),
    );
  });

  it('should paint headings and verdicts, and be the same words without', () => {
    const outcome = { expectations: [{ expect: 'a == 1', expected: 1, held: false, actual: 2 }] } as unknown as Partial<RunOutcome>;
    const plain = told(outcome);
    const painted = told(outcome, {
      paint: {
        strong: (text) => `<b>${text}</b>`,
        good: (text) => `<i>${text}</i>`,
        bad: (text) => `<u>${text}</u>`,
        notable: (text) => text,
      },
    });
    expect(painted).toContain('<b>Messages</b>     0 sent');
    expect(painted).toContain('<b>Expected</b>     <u>FAILED</u>  a == 1');
    expect(painted).toContain('<b>Invariants</b>   <i>all held</i>');
    expect(painted.replaceAll(/<\/?[biu]>/g, '')).toBe(plain);
  });
});
