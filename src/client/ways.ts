/** What it takes to get a wish into the room: by a commit of the device's own, or by proposals for others to commit. */
import type { CommitMaking } from './commit-making.js';
import type { KeyClaims } from './key-claims.js';
import type { ProposalMaking } from './proposal-making.js';
import type { ProposalReading } from './proposal-reading.js';
import type { TakingUp } from './taking-up.js';

export interface Ways {
  readonly making: CommitMaking;
  readonly proposing: ProposalMaking;
  readonly takingUp: TakingUp;
  readonly claims: KeyClaims;
  readonly proposals: ProposalReading;
}
