/** How devices that had lost the room got it back, or not (`metrics/recovery.ts`). */
import { count, described, distribution, type MetricDescription } from './describe.js';

export const RECOVERY: readonly MetricDescription[] = [
  count(
    'recovery.episodes',
    'episodes',
    'Times that a device was shown a current commit that its state could not reach: one on another branch, or behind one that never came (H45), that the device could not process (its own, whose state it had thrown away, H35; one that nobody can, H40) or that it declined, which shuts it out by its own will (H41); none while its server has yet to catch up with a Welcome on the same branch, nor for one that the current chain removed.',
  ),
  count('recovery.by_window', 'episodes', 'Ended by the device itself, by rolling back to a retained state.'),
  count('recovery.by_welcome', 'episodes', 'Ended by a Welcome to a state on the current chain.'),
  count(
    'recovery.by_return',
    'episodes',
    'Ended because the device could follow what is current, with neither: what it could reach became current again, or it got past what had stopped it, as by verifying somebody (H41).',
  ),
  count(
    'recovery.unrecovered',
    'episodes',
    'Not ended by the end of the run; also where the current chain removed the device meanwhile, which is no recovery.',
  ),
  ...distribution('recovery.duration_ms', 'the length of an episode, over those that ended.'),
  ...distribution(
    'recovery.window_needed_ms',
    'device-clock time from applying the first commit after the fork point, be it the device’s removal, until the last commit of the chain shown as current had reached the device, over episodes where all of it arrived.',
  ),
  count(
    'recovery.chain_missing',
    'episodes',
    'Episodes in which some commit of the chain shown as current never reached the device, so that no window would have been long enough (H45).',
  ),
  count(
    'recovery.calls',
    'calls',
    'Times that the user of a lost device told, or looked for, somebody who follows the room, outside of Matrix.',
  ),
  count(
    'recovery.calls_in_vain',
    'calls',
    'Those of them at which nobody was found: no device that could be asked followed the room and might commit.',
  ),
  count('recovery.readds', 'commits', 'Commits on the final chain that took devices out and added them again.'),
  count(
    'recovery.orphaned',
    'devices',
    'Devices that came by a Welcome, stand on a branch that lost, and are not in the group of the final commit, which never removed them: nobody there knows of them (H44).',
  ),
  described('boolean')(
    'recovery.wedged',
    '',
    'Whether the final chain leads through a commit that devices could not process in the state that it was made in, and that none got past (H40).',
  ),
];
