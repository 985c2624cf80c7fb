/** By metrics, the smallest stories in which they are 1, or a value that shows what they mean. */
import { COMMITS } from './commits.js';
import { EXPOSURE } from './exposure.js';
import { KEY_PACKAGES } from './key-packages.js';
import { MESSAGES } from './messages.js';
import { PROPOSALS } from './proposals.js';
import { AGREEMENT, RECOVERY } from './room.js';
import { EVENTS, METADATA, TRAFFIC } from './servers.js';
import type { Smallest } from './telling.js';
import { HELP, UPGRADE } from './upgrades.js';

export const SMALLEST: readonly Smallest[] = [
  ...MESSAGES,
  ...COMMITS,
  ...PROPOSALS,
  ...KEY_PACKAGES,
  ...RECOVERY,
  ...AGREEMENT,
  ...EXPOSURE,
  ...EVENTS,
  ...METADATA,
  ...TRAFFIC,
  ...HELP,
  ...UPGRADE,
];
