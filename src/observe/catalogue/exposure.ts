/** What is open to who gets hold of a device. */
import { count, described, distribution, type MetricDescription } from './describe.js';

export const EXPOSURE: readonly MetricDescription[] = [
  described('duration')('exposure.retained_state_seconds', 's', 'Sum over devices and retained group states of how long each was kept.'),

  count(
    'exposure.messages_at_risk',
    'messages',
    'Over 100 evenly spaced instants of the workload and the devices in the group then, the mean number of messages sent before that retained states open and the current state does not.',
  ),
  count(
    'exposure.compromise.count',
    'devices',
    'Times that somebody copied all that a device held, as the scenario’s `compromise` and `compromises` say.',
  ),
  count(
    'exposure.compromise.messages_before',
    'messages',
    'Messages sent before that those copies open, over all of them: by unused keys, by states kept, and by what those lead to. What is missing of forward secrecy.',
  ),
  count(
    'exposure.compromise.messages_after',
    'messages',
    'Messages sent after that those copies open, on whichever branch: they follow every commit but one by the device itself or with an Update of its, or its removal (RFC 9420 §16.6).',
  ),
  count('exposure.compromise.unhealed', 'devices', 'Those whose copy leads to the final commit: nothing has healed by the end.'),
  ...distribution(
    'exposure.compromise.healing_ms',
    'the time from the compromise until the first commit on the final chain was published that the copy does not lead past, over those healed; 0 where that was before, or the copy leads nowhere on that chain.',
  ),
  described('list')(
    'exposure.compromises',
    '',
    'Each of them: the device, when, the messages before and after, and which commit healed it after how long.',
  ),
];
