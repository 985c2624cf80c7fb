/** What a run came to, on one screen, for someone who sees Schism for the first time. */
import type { Metrics } from '../observe/metrics.js';
import type { Distribution } from '../observe/percentiles.js';
import type { RunOutcome } from '../observe/run-result.js';
import { BASELINE } from '../room/msc4256/reading.js';
import type { Scenario } from '../scenario/scenario.js';
import { blamed } from './blame-lines.js';
import type { Determinism } from './check-determinism.js';
import type { EngineComparison } from './compare-engines.js';
import { counted, readableCount, readableShare, readableTime } from './readable.js';

export interface Summarised {
  readonly scenario: Scenario;
  readonly outcome: RunOutcome;
  readonly wall_ms: number;
  /** Undefined: not checked; likewise below. */
  readonly determinism?: Determinism;
  readonly engines?: EngineComparison;
  /** The command that gives the same run again. */
  readonly reproduce: string;
}

/** Lines under one heading; no heading without a line. */
type Section = readonly [heading: string, ...lines: readonly string[]];

const WIDTH_OF_HEADINGS = 13;
/** What may come a hundred times is told as long as it fits one screen; the first few say what it is. */
const VIOLATIONS_SHOWN = 5;
const TIPS_SHOWN = 4;
const EXPECTATIONS_SHOWN = 12;
const INTENTS_SHOWN = 2;
const COMPROMISES_SHOWN = 4;

export const summary = ({ scenario, outcome, wall_ms, determinism, engines, reproduce }: Summarised): string => {
  const { metrics } = outcome;
  const sections: readonly Section[] = [
    ['Simulated', ...simulated(scenario, outcome, wall_ms)],
    ['Messages', ...messages(metrics)],
    ['Commits', ...commits(metrics)],
    ['Recovery', ...recovery(metrics, scenario)],
    ['Agreement', ...agreement(metrics)],
    ['Compromise', ...compromises(metrics)],
    ['Expected', ...expectations(outcome)],
    ['Invariants', ...violations(outcome)],
    ['Determinism', ...(determinism === undefined ? [] : twoRuns(determinism))],
    ['MLS engines', ...(engines === undefined ? [] : twoEngines(engines))],
    ['Blame', ...(outcome.blame === undefined ? [] : blamed(outcome.blame))],
    ['Fingerprint', outcome.fingerprint],
    ['Run again', reproduce],
  ];
  const title = [scenario.name, ...(scenario.about === undefined ? [] : [scenario.about.trim()]), ''];
  return `${[...title, ...sections.flatMap(laidOut)].join('\n')}\n`;
};

const laidOut = ([heading, ...lines]: Section): readonly string[] =>
  lines.map((line, index) => `${(index === 0 ? heading : '').padEnd(WIDTH_OF_HEADINGS)}${line}`);

const windowOf = ({ room }: Scenario): string => readableTime(room.security.window * 1_000);

const simulated = (scenario: Scenario, outcome: RunOutcome, wall_ms: number): readonly string[] => {
  const { servers, users, room } = scenario;
  const devices = users.reduce((sum, user) => sum + user.devices.length, 0);
  const readings = Object.entries(scenario.rules).filter(([knob, value]) => BASELINE[knob as keyof typeof BASELINE] !== value); // its own keys
  return [
    `${counted(servers.length, 'server')}, ${counted(users.length, 'user')}, ${counted(devices, 'device')}, seed ${scenario.seed}`,
    `powers, the head first: ${room.powers.join(', ')}`,
    `old keys are ${room.security.window === 0 ? 'not kept' : `kept for ${windowOf(scenario)}`} (security.window)`,
    ...(readings.length === 0 ? [] : [`rules other than the default: ${readings.map((reading) => reading.join(': ')).join(', ')}`]),
    `${readableTime(outcome.simulated_ms)} of virtual time in ${readableTime(wall_ms)} of real time, ${counted(outcome.facts, 'fact')}`,
  ];
};

/** What kept a message from being sent for good, other than an auth rule. */
const OBSTACLES: Readonly<Record<string, string>> = {
  not_a_member: 'because the sender was not in the group',
  membership: 'because its user is not in the room',
  limits: 'because it is too large',
};

const messages = ({ messages: m }: Metrics): readonly string[] => [
  `${readableCount(m.sent)} sent, to be read ${counted(m.pairs, 'time')} (once by each other device in the group)`,
  `${readableCount(m.decrypted)} read${m.decrypted_late === 0 ? '' : `, ${readableCount(m.decrypted_late)} of them at a later try`}${within('; ', m.latency_ms)}`,
  ...some(m.undecryptable.total, 'undecryptable', [
    [m.undecryptable.key_deleted, 'because the device had deleted the key'],
    [m.undecryptable.never_joined, 'because the device was never in that state of the group'],
    [m.undecryptable.fork, 'because the device stood on another branch of commits'],
    [m.undecryptable.other_after_decline, 'because the device had declined to follow a commit'],
    [m.undecryptable.other - m.undecryptable.other_after_decline, 'for other reasons'],
  ]),
  ...some(m.hidden.total, "hidden by the device's server", [
    [m.hidden.soft_failed, 'because a newer commit there no longer allows them (soft-failed)'],
    [m.hidden.rejected, 'because they are not allowed at all (rejected)'],
  ]),
  ...some(m.undelivered, 'undelivered by the end'),
  ...some(m.withheld, "never sent because the device could not follow its server's current commit"),
  ...some(
    m.impossible,
    'never sent, and not tried again',
    Object.entries(m.impossible_by_rule).map(([rule, count]) => [
      count,
      OBSTACLES[rule] ?? `because its server refuses it by auth rule ${rule}`,
    ]),
  ),
  ...many(m.shown_outside, 'time', 'shown to a device that is not, or not yet, in the group, and cannot read it'),
  ...some(m.refused_at_send, "refused by the sender's own server, to be encrypted and sent again"),
];

const commits = ({ commits: c, proposals: p }: Metrics): readonly string[] => [
  `${readableCount(c.created)} made${c.created === 0 ? '' : ':'} ${parts([
    [c.accepted, 'accepted'],
    [c.lost, 'lost to another branch'],
    [c.refused, 'refused'],
    [c.stale, 'overtaken by another'],
    [c.expired, 'given up, never converted'],
    [c.open, 'still pending'],
  ])}`.trimEnd(),
  ...(p.created === 0 ? [] : [`${counted(p.created, 'proposal')} for others to commit, ${readableCount(p.taken_up)} taken up`]),
  ...(c.acceptance_ms.count === 0 ? [] : [within('from the wish for a change until its device has followed it: ', c.acceptance_ms)]),
  c.conflicted_epochs === 0
    ? 'no conflict: never two commits published for one epoch'
    : `${readableCount(c.conflicted_epochs)} of ${counted(c.epochs, 'epoch')} with a conflict, two or more commits published (${readableShare(c.conflict_rate)})`,
  ...unsatisfied(c),
  ...many(c.declined, 'time', 'a device declined to follow a commit, as its own policy forbids what that does: it has shut itself out'),
  ...some(c.welcomes_refused, 'Welcomes too large for a to-device message: whom they add cannot join'),
];

const unsatisfied = ({ unsatisfied: count, unsatisfied_intents: intents }: Metrics['commits']): readonly string[] =>
  count === 0
    ? []
    : [
        `${counted(count, 'change')} wanted and never carried out:`,
        ...intents
          .slice(0, INTENTS_SHOWN)
          .map(({ device, change, at_ms, why }) => `    ${change} by ${device} at ${readableTime(at_ms)}: ${why}`),
        ...some(count - INTENTS_SHOWN, 'more').map((line) => `    ${line}`),
      ];

const recovery = ({ recovery: r, commits: { declined } }: Metrics, scenario: Scenario): readonly string[] =>
  r.episodes === 0
    ? [`never needed: every device could follow its server${declined === 0 ? '' : ', but for what it declined'}`]
    : [
        `${counted(r.episodes, 'time')} a device could not follow its server's current commit${within(`; ${r.duration_ms.count} of them over `, r.duration_ms)}`,
        ...some(r.by_window, 'ended by the device itself, with a state kept for security.window'),
        ...some(r.by_welcome, 'ended by a Welcome'),
        ...some(r.by_return, 'ended because a commit that it could follow became current again'),
        ...some(r.unrecovered, 'not over by the end of the run'),
        ...windowNeeded(r, scenario),
      ];

/** Known wherever all commits of the winning branch came, whether or not the device came back. `security.window` is in whole seconds. */
const windowNeeded = ({ episodes, window_needed_ms: { count, max } }: Metrics['recovery'], scenario: Scenario): readonly string[] => {
  if (max === null) return [];
  const needed = readableTime(Math.ceil(max / 1_000) * 1_000);
  const whom = count >= episodes ? 'all' : `the ${readableCount(count)} that are known`;
  return [`to cover ${whom}, security.window has to be ${needed} or more; it is ${windowOf(scenario)}`];
};

const agreement = ({ agreement: a, metadata, resolution }: Metrics): readonly string[] => [
  ...(a.final
    ? ['every server of the room ends with the same commit']
    : [
        'NOT reached: the servers of the room end with different commits',
        ...a.tips.slice(0, TIPS_SHOWN).map(({ commit, servers }) => `${commit ?? 'no commit'} at ${servers.join(', ')}`),
        ...some(a.tips.length - TIPS_SHOWN, 'more'),
      ]),
  ...(a.absent.length === 0 ? [] : [`without ${shortList(a.absent)}: listed, but with nothing of the room, as no user there is in it`]),
  ...many(
    Object.values(metadata.ignored).reduce((sum, ignored) => sum + ignored, 0),
    'event',
    'sent to servers that take no part in the room, and ignored there',
  ),
  ...(a.devices_current === null ? [] : [`${readableShare(a.devices_current)} of the devices in its group are up to date`]),
  ...(a.heal_ms.max === null || a.heal_ms.max === 0 ? [] : [`healed at most ${readableTime(a.heal_ms.max)} after a partition's end`]),
  ...(resolution.decided_by_event_id ? ['an event id broke a tie: with another MLS engine the run may go another way'] : []),
];

const compromises = ({ exposure: { compromises: all } }: Metrics): readonly string[] => [
  ...all
    .slice(0, COMPROMISES_SHOWN)
    .map(
      ({ device, at_ms, messages_before, messages_after, healing_ms, healed_by }) =>
        `${device} at ${readableTime(at_ms)} opens ${counted(messages_before, 'message')} sent before and ${readableCount(messages_after)} sent after, ${
          healing_ms === null
            ? 'and is not healed'
            : `healed after ${readableTime(healing_ms)}${healed_by === null ? '' : ` by ${healed_by}`}`
        }`,
    ),
  ...some(all.length - COMPROMISES_SHOWN, 'more'),
];

/** `a, b and 3 more`. */
const shortList = (names: readonly string[]): string => {
  const shown = names.slice(0, TIPS_SHOWN).join(', ');
  return names.length <= TIPS_SHOWN ? shown : `${shown} and ${readableCount(names.length - TIPS_SHOWN)} more`;
};

/** `half within 65 ms, 99 % within 1.2 s`, after what leads there; nothing where nothing was measured. */
const within = (lead: string, { p50, p99 }: Distribution): string => {
  if (p50 === null || p99 === null) return '';
  if (p99 === 0) return `${lead}at once`;
  const most = `within ${readableTime(p99)}`;
  return p50 === p99 ? `${lead}${most}` : `${lead}half within ${readableTime(p50)}, 99 % ${most}`;
};

/** `94 hidden` with what is known of why, on a line of its own where there are several reasons; no line where there is none. */
const some = (count: number, what: string, why: readonly (readonly [number, string])[] = []): readonly string[] => {
  if (count <= 0) return [];
  const line = `${readableCount(count)} ${what}`;
  const reasons = why.filter(([times]) => times > 0);
  if (reasons.length <= 1) return [[line, ...reasons.map(([, reason]) => reason)].join(' ')];
  return [`${line}:`, ...reasons.map(([times, reason]) => `    ${readableCount(times)} ${reason}`)];
};

/** `1 time it did`, `2 times it did`; no line where it never did. */
const many = (count: number, unit: string, what: string): readonly string[] => (count === 0 ? [] : [`${counted(count, unit)} ${what}`]);

/** `3 lost, 1 stale`: what there is none of goes unsaid. */
const parts = (counts: readonly (readonly [number, string])[]): string =>
  counts
    .filter(([count]) => count > 0)
    .map(([count, what]) => `${readableCount(count)} ${what}`)
    .join(', ');

const expectations = ({ expectations: all }: RunOutcome): readonly string[] => {
  if (all.length === 0) return ['nothing: the scenario has no "expect"'];
  const failed = all.filter(({ held }) => !held).map(({ expect, actual }) => `FAILED  ${expect}, but it is ${JSON.stringify(actual)}`);
  const held = all.filter(({ held }) => held).map(({ expect }) => `held    ${expect}`);
  const shown = held.slice(0, Math.max(0, EXPECTATIONS_SHOWN - failed.length));
  return [...failed, ...shown, ...some(held.length - shown.length, 'more that held')];
};

const violations = ({ violations: all }: RunOutcome): readonly string[] =>
  all.length === 0
    ? ['all held']
    : [
        ...all
          .slice(0, VIOLATIONS_SHOWN)
          .map(({ invariant, at_ms, detail }) => `VIOLATED at ${readableTime(at_ms)}: ${invariant}: ${detail}`),
        ...some(all.length - VIOLATIONS_SHOWN, 'more'),
      ];

const twoRuns = (determinism: Determinism): readonly string[] => {
  if (determinism.same) return ['two runs were the same, fact by fact'];
  const { fact, first, second } = determinism.parting;
  return [
    `BROKEN: two runs part at fact ${readableCount(fact)}, its line in a trace`,
    `the first   ${told(first)}`,
    `the second  ${told(second)}`,
  ];
};

const twoEngines = (engines: EngineComparison): readonly string[] => {
  if (!engines.same) {
    const { fact, real, symbolic } = engines.parting;
    return [`DIFFER from fact ${readableCount(fact)} on, its line in a trace`, `real      ${told(real)}`, `symbolic  ${told(symbolic)}`];
  }
  if (!('tie_break' in engines)) return ['both told the same story, fact by fact'];
  const until = readableCount(engines.tie_break.compared_until);
  return [`both told the same story up to fact ${until}, where an event id broke a tie; what came after was not compared`];
};

/** A fact, or that there was none. */
const told = (line: object | null): string => (line === null ? 'was over' : JSON.stringify(line));
