/** What a summary says of devices that lost the room, and of what became of them. */
import type { Metrics } from '../observe/metrics.js';
import type { Scenario } from '../scenario/scenario.js';
import { counted, readableCount } from './readable.js';
import { some, within } from './summary-lines.js';
import { windowNeeded } from './window-lines.js';

export const recovery = ({ recovery: r, messages, commits }: Metrics, scenario: Scenario): readonly string[] => {
  const others = [
    ...help(r),
    ...some(r.orphaned, 'stranded where a branch that lost had added them: the group of the final commit does not know them'),
    ...(r.wedged ? ['the room is WEDGED: its servers took a commit that no member can process'] : []),
  ];
  const isQuiet = messages.withheld === 0 && commits.declined === 0 && others.length === 0;
  if (r.episodes === 0 && isQuiet) return ['never needed: every device could follow its server'];
  if (r.episodes === 0) return ['no device lost the room during the run, but not every one had it', ...others];
  return [
    `${counted(r.episodes, 'time')} a device could not follow its server's current commit${within(`; ${r.duration_ms.count} of them over `, r.duration_ms)}`,
    ...some(r.by_window, 'ended by the device itself, with a state kept for security.window'),
    ...some(r.by_welcome, 'ended by a Welcome'),
    ...some(r.by_return, 'ended because the device could follow what is current after all'),
    ...some(r.unrecovered, 'not over by the end of the run'),
    ...windowNeeded(r, scenario),
    ...others,
  ];
};

/** What users told each other outside of Matrix. */
const help = ({ calls, calls_in_vain, readds }: Metrics['recovery']): readonly string[] => [
  ...(calls === 0 ? [] : [`${counted(calls, 'time')} a user asked another one for help${inVain(calls_in_vain)}`]),
  ...(readds === 0 ? [] : [`${counted(readds, 'commit')} added devices again`]),
];

const inVain = (calls: number): string => (calls === 0 ? '' : `, ${readableCount(calls)} of them in vain`);

export const upgrade = ({ upgrade: u }: Metrics): readonly string[] =>
  u.rooms === 0
    ? []
    : [
        `${counted(u.moved, 'device')} in a new room, ${readableCount(u.left_behind)} of the old group left behind${within('; moved ', u.move_ms)}`,
        ...some(u.apart, 'of them in another one than most'),
        ...some(u.rescued, 'of them had lost the old room'),
        `${readableCount(u.messages.sent)} messages sent there, read ${readableCount(u.messages.decrypted)} of ${counted(u.messages.pairs, 'time')}`,
      ];
