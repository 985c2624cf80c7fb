/** What a run came to, on one screen, for someone who sees Schism for the first time. */
import type { Metrics } from '../observe/metrics.js';
import type { RunOutcome } from '../observe/run-result.js';
import { BASELINE } from '../room/msc4256/reading.js';
import type { Scenario } from '../scenario/scenario.js';
import { blamed } from './blame-lines.js';
import type { Determinism } from './check-determinism.js';
import type { EngineComparison } from './compare-engines.js';
import { type Paint, PLAIN } from './paint.js';
import { counted, readableCount, readableShare, readableTime } from './readable.js';
import { recovery, upgrade } from './recovery-lines.js';
import { many, parts, some, within } from './summary-lines.js';
import { oldKeys } from './window-lines.js';

export interface Summarised {
  readonly scenario: Scenario;
  readonly outcome: RunOutcome;
  readonly wall_ms: number;
  /** Undefined: not checked; likewise below. */
  readonly determinism?: Determinism;
  readonly engines?: EngineComparison;
  /** Each `path=value` of `--set`: what the file says of itself may not be true of this run. */
  readonly changes: readonly string[];
  /** The command that gives the same run again. */
  readonly reproduce: string;
  /** Absent: none is shown. */
  readonly timeline?: readonly string[];
  readonly paint?: Paint;
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

export const summary = ({
  scenario,
  outcome,
  wall_ms,
  determinism,
  engines,
  changes,
  reproduce,
  timeline = [],
  paint = PLAIN,
}: Summarised): string => {
  const { metrics } = outcome;
  const sections: readonly Section[] = [
    ['Simulated', ...simulated(scenario, outcome, wall_ms, changes)],
    ['Timeline', ...timeline],
    ['Messages', ...messages(metrics)],
    ['Commits', ...commits(metrics)],
    ['Recovery', ...recovery(metrics, scenario)],
    ['Agreement', ...agreement(metrics)],
    ['Upgrade', ...upgrade(metrics)],
    ['Compromise', ...compromises(metrics)],
    ['Expected', ...expectations(outcome)],
    ['Invariants', ...violations(outcome)],
    ['Determinism', ...(determinism === undefined ? [] : twoRuns(determinism))],
    ['MLS engines', ...(engines === undefined ? [] : twoEngines(engines))],
    ['Blame', ...(outcome.blame === undefined ? [] : blamed(outcome.blame))],
    ['Fingerprint', outcome.fingerprint],
    ['Run again', reproduce],
  ];
  const title = [paint.strong(scenario.name), ...(scenario.about === undefined ? [] : [scenario.about.trim()]), ''];
  return `${[...title, ...sections.flatMap((section) => laidOut(section, paint))].join('\n')}\n`;
};

const laidOut = ([heading, ...lines]: Section, paint: Paint): readonly string[] =>
  lines.map(
    (line, index) =>
      `${index === 0 ? paint.strong(heading) : ''}${' '.repeat(WIDTH_OF_HEADINGS - (index === 0 ? heading.length : 0))}${judged(line, paint)}`,
  );

/** What a line begins with, where that is a verdict. */
const VERDICTS: readonly (readonly [RegExp, 'good' | 'bad'])[] = [
  [/^(?:FAILED|VIOLATED|BROKEN|DIFFER|NOT reached)/, 'bad'],
  [/^(?:held|all held|every server of the room ends with the same commit|two runs were the same|both told the same story)/, 'good'],
];

const judged = (line: string, paint: Paint): string =>
  VERDICTS.reduce((text, [verdict, colour]) => text.replace(verdict, (word) => paint[colour](word)), line);

const simulated = (scenario: Scenario, outcome: RunOutcome, wall_ms: number, changes: readonly string[]): readonly string[] => {
  const { servers, users, room } = scenario;
  const devices = users.reduce((sum, user) => sum + user.devices.length, 0);
  const readings = Object.entries(scenario.rules).filter(([knob, value]) => BASELINE[knob as keyof typeof BASELINE] !== value); // its own keys
  return [
    `${counted(servers.length, 'server')}, ${counted(users.length, 'user')}, ${counted(devices, 'device')}, seed ${scenario.seed}`,
    `powers, the head first: ${room.powers.join(', ')}`,
    oldKeys(scenario),
    ...(changes.length === 0 ? [] : [`not as in the file: ${changes.join(', ')}`]),
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
