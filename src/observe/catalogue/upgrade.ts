/** What came of room upgrades (`metrics/upgrades.ts`). */
import { count, distribution, type MetricDescription } from './describe.js';

export const UPGRADE: readonly MetricDescription[] = [
  count(
    'upgrade.rooms',
    'rooms',
    'Rooms that users made in place of the one before. All other metrics are of the scenario’s own room, but for transactions and key packages, which are of none.',
  ),
  count('upgrade.moved', 'devices', 'Devices that are in the group of such a room at the end, who made it included.'),
  count('upgrade.left_behind', 'devices', 'Devices on the roster of the old room’s final commit that are not.'),
  count(
    'upgrade.apart',
    'devices',
    'Devices that go on in another new room than most of those that went on in any, each in the last whose group it came into: upgrades that did not know of each other have parted the users (H42).',
  ),
  count(
    'upgrade.rescued',
    'devices',
    'Devices that could not follow the old room at the end, an episode that no upgrade ends, and are in the group of the new one.',
  ),
  ...distribution('upgrade.move_ms', 'the time from an upgrade until a device was in the group of the new room by its Welcome.'),
  count('upgrade.messages.sent', 'messages', 'Application messages in the new rooms, as messages.sent.'),
  count('upgrade.messages.pairs', 'pairs', 'Likewise, as messages.pairs.'),
  count('upgrade.messages.decrypted', 'pairs', 'Likewise, as messages.decrypted.'),
];
