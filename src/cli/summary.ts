/** What a run came to, on one screen, for someone who sees Schism for the first time. */
import type { Metrics } from '../observe/metrics.js';
import type { Distribution } from '../observe/percentiles.js';
import type { RunOutcome } from '../observe/run-result.js';
import type { Scenario } from '../scenario/scenario.js';
import { counted, readableCount, readableShare, readableTime } from './readable.js';

/** Lines under one heading. */
type Section = readonly [heading: string, ...lines: readonly string[]];

const WIDTH_OF_HEADINGS = 13;
/** A run that goes wrong may do so a hundred times; the first few tell what. */
const VIOLATIONS_SHOWN = 5;
const TIPS_SHOWN = 4;

export const summary = (scenario: Scenario, outcome: RunOutcome, wall_ms: number, reproduce: string): string => {
  const { metrics } = outcome;
  const sections: readonly Section[] = [
    ['Simulated', ...simulated(scenario, outcome, wall_ms)],
    ['Messages', ...messages(metrics)],
    ['Commits', ...commits(metrics)],
    ['Recovery', ...recovery(metrics)],
    ['Agreement', ...agreement(metrics)],
    ['Expected', ...expectations(outcome)],
    ['Invariants', ...violations(outcome)],
    ['Fingerprint', outcome.fingerprint],
    ['Run again', reproduce],
  ];
  const title = [scenario.name, ...(scenario.about === undefined ? [] : [scenario.about.trim()]), ''];
  return `${[...title, ...sections.flatMap(laidOut)].join('\n')}\n`;
};

const laidOut = ([heading, ...lines]: Section): readonly string[] =>
  lines.map((line, index) => `${(index === 0 ? heading : '').padEnd(WIDTH_OF_HEADINGS)}${line}`);

const simulated = (scenario: Scenario, outcome: RunOutcome, wall_ms: number): readonly string[] => {
  const { servers, users, room } = scenario;
  const devices = users.reduce((sum, user) => sum + user.devices.length, 0);
  return [
    `${counted(servers.length, 'server')}, ${counted(users.length, 'user')}, ${counted(devices, 'device')}, seed ${scenario.seed}`,
    `powers, the head first: ${room.powers.join(', ')}`,
    `old keys are ${room.security.window === 0 ? 'not kept' : `kept for ${readableTime(room.security.window * 1_000)}`} (security.window)`,
    `${readableTime(outcome.simulated_ms)} of virtual time in ${readableTime(wall_ms)} of real time, ${counted(outcome.facts, 'fact')}`,
  ];
};

const messages = ({ messages: m }: Metrics): readonly string[] => [
  `${readableCount(m.sent)} sent, to be read ${counted(m.pairs, 'time')} (once by each other device in the group)`,
  `${readableCount(m.decrypted)} read${m.decrypted_late === 0 ? '' : `, ${readableCount(m.decrypted_late)} of them at a later try`}${timing(m.latency_ms)}`,
  ...some(m.undecryptable.total, 'undecryptable', [
    [m.undecryptable.key_deleted, 'the device had deleted the key'],
    [m.undecryptable.never_joined, 'the device was never in that state of the group'],
    [m.undecryptable.fork, 'the device was on another branch'],
    [m.undecryptable.other, 'other reasons'],
  ]),
  ...some(m.hidden.total, "hidden by the device's server", [
    [m.hidden.soft_failed, 'soft-failed, as after a commit that came first'],
    [m.hidden.rejected, 'rejected'],
  ]),
  ...some(m.undelivered, 'undelivered'),
  ...some(m.withheld, 'never sent: the device could not follow its server'),
  ...some(m.refused_at_send, "refused by the sender's own server, encrypted and sent again"),
];

const commits = ({ commits: c }: Metrics): readonly string[] => [
  `${readableCount(c.created)} made${c.created === 0 ? '' : ':'} ${parts([
    [c.accepted, 'accepted'],
    [c.lost, 'lost to another branch'],
    [c.refused, 'refused'],
    [c.stale, 'overtaken by another'],
    [c.expired, 'given up'],
    [c.open, 'still pending'],
  ])}`.trimEnd(),
  `${readableCount(c.conflicted_epochs)} of ${counted(c.epochs, 'epoch')} with a conflict (${readableShare(c.conflict_rate)})${timing(c.acceptance_ms)}`,
  ...some(c.unsatisfied, 'wanted and never carried out'),
];

const recovery = ({ recovery: r }: Metrics): readonly string[] =>
  r.episodes === 0
    ? ['never needed: every device could follow its server']
    : [
        `${counted(r.episodes, 'time')} a device could not follow its server${timing(r.duration_ms)}`,
        ...some(r.by_window, 'recovered by itself, from a state kept for security.window'),
        ...some(r.by_welcome, 'recovered by a Welcome'),
        ...some(r.by_return, 'recovered as its branch came back'),
        ...some(r.unrecovered, 'never recovered'),
      ];

const agreement = ({ agreement: a }: Metrics): readonly string[] => [
  ...(a.final
    ? ['every server of the room ends with the same commit']
    : [
        'NOT reached: the servers of the room end with different commits',
        ...a.tips.slice(0, TIPS_SHOWN).map(({ commit, servers }) => `${commit ?? 'no commit'} at ${servers.join(', ')}`),
        ...some(a.tips.length - TIPS_SHOWN, 'more'),
      ]),
  ...(a.devices_current === null ? [] : [`${readableShare(a.devices_current)} of the devices in its group are up to date`]),
  ...(a.heal_ms.max === null || a.heal_ms.max === 0 ? [] : [`healed at most ${readableTime(a.heal_ms.max)} after a partition's end`]),
];

/** `; median 65 ms, 99 % within 1.2 s`, where anything was measured. */
const timing = ({ p50, p99 }: Distribution): string =>
  p50 === null || p99 === null ? '' : `; median ${readableTime(p50)}, 99 % within ${readableTime(p99)}`;

/** `94 hidden: 90 soft-failed, 4 rejected`, or no line at all where there is none. */
const some = (count: number, what: string, why: readonly (readonly [number, string])[] = []): readonly string[] =>
  count <= 0 ? [] : [`${readableCount(count)} ${what}${why.length === 0 ? '' : `: ${parts(why)}`}`];

/** `3 lost, 1 stale`: what there is none of goes unsaid. */
const parts = (counts: readonly (readonly [number, string])[]): string =>
  counts
    .filter(([count]) => count > 0)
    .map(([count, what]) => `${readableCount(count)} ${what}`)
    .join(', ');

const expectations = ({ expectations: all }: RunOutcome): readonly string[] =>
  all.length === 0
    ? ['nothing']
    : all.map(({ expect, held, actual }) => (held ? `held    ${expect}` : `FAILED  ${expect}, but it is ${JSON.stringify(actual)}`));

const violations = ({ violations: all }: RunOutcome): readonly string[] =>
  all.length === 0
    ? ['all held']
    : [
        ...all
          .slice(0, VIOLATIONS_SHOWN)
          .map(({ invariant, at_ms, detail }) => `VIOLATED at ${readableTime(at_ms)}: ${invariant}: ${detail}`),
        ...(all.length > VIOLATIONS_SHOWN ? [`and ${readableCount(all.length - VIOLATIONS_SHOWN)} more`] : []),
      ];
