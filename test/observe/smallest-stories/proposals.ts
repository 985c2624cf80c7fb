/** Proposals. */
import { eventLabel, type MlsLabel, mlsLabel } from '../../../src/names.js';
import { a, atA, atB, atC, FIRST, type Story } from '../story.js';
import { type Smallest, shows, told } from './telling.js';

/** A proposal of @b's device, for its own update. */
function proposed(story: Story): MlsLabel {
  const proposal = mlsLabel(`${atB}?1`);
  const what = { proposal, intent: 1, change: 'update', state: FIRST, epoch: 1, key_package: undefined, size: 300 } as const;
  story.tell(atB, { kind: 'proposal_created', ...what });
  return proposal;
}

export const PROPOSALS: readonly Smallest[] = [
  shows('nobody takes a proposal up', (story) => told(story, proposed(story)), { 'proposals.created': 1, 'proposals.lapsed': 1 }),
  shows(
    'its server refuses a proposal',
    (story) => story.tell(atB, { kind: 'proposal_refused', proposal: proposed(story), rule: '11', why: '' }),
    {
      'proposals.refused': 1,
    },
  ),
  shows(
    'a commit takes a proposal up',
    (story) => {
      const proposal = proposed(story);
      const commit = story.commit(atA);
      return story.tell(atA, { kind: 'proposals_taken_up', commit, proposals: [proposal] }).end(story.publish(a, commit));
    },
    { 'proposals.taken_up': 1 },
  ),
  shows(
    'a device leaves a proposal out',
    (story) => story.tell(atA, { kind: 'proposal_left_out', proposal: proposed(story), rule: 'required_verification', why: 'so' }),
    { 'proposals.left_out': 1 },
  ),
  shows(
    'a device cannot take a proposal in',
    (story) => {
      const proposal = proposed(story);
      const event = eventLabel(story.accept(atB, proposal));
      return story.tell(atC, { kind: 'proposal_unprocessable', proposal, event, state: undefined, failure: 'no_state' });
    },
    { 'proposals.unprocessable': 1 },
  ),
];
