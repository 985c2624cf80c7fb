/** The node that a fault is meant for. */
import type { NodeName } from '../names.js';
import type { Target } from '../scenario/scenario.js';

export const nodeOf = (target: Target): NodeName => (target.kind === 'server' ? target.server : target.device);
