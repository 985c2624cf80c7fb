/** The smallest stories about proposals and key packages. */
import { eventLabel, type KeyPackageLabel, keyPackageLabel, type MlsLabel, mlsLabel } from '../../src/names.js';
import { type Smallest, shows, told } from './smallest-story.js';
import { a, atA, atB, atC, b, FIRST, type Story } from './story.js';

/** A proposal of @b's device, for its own update. */
function proposed(story: Story): MlsLabel {
  const proposal = mlsLabel(`${atB}?1`);
  const what = { proposal, intent: 1, change: 'update', state: FIRST, epoch: 1, key_package: undefined, size: 300 } as const;
  story.tell(atB, { kind: 'proposal_created', ...what });
  return proposal;
}

const PROPOSALS: readonly Smallest[] = [
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
    'a device cannot take a proposal in',
    (story) => {
      const proposal = proposed(story);
      const event = eventLabel(story.accept(atB, proposal));
      return story.tell(atC, { kind: 'proposal_unprocessable', proposal, event, state: undefined, failure: 'no_state' });
    },
    { 'proposals.unprocessable': 1 },
  ),
];

const [oneTime, lastResort] = [keyPackageLabel(atB, 1), keyPackageLabel(atB, 2)];

/** A key package is given out, and opens the Welcome of the commit that adds its device by it. */
function used(story: Story, keyPackage: KeyPackageLabel): Story {
  const given = { kind: 'key_package_given', key_package: keyPackage, last_resort: keyPackage === lastResort, left: 0 } as const;
  const state = story.tell(b, given).commit(atA, { keyPackages: [keyPackage] });
  return story.tell(atB, { kind: 'welcome_opened', state, key_package: keyPackage });
}

const KEY_PACKAGES: readonly Smallest[] = [
  shows(
    'a device uploads a key package, asks after it and joins by it',
    (story) => {
      story.tell(b, { kind: 'keys_uploaded', device: atB, one_time: [oneTime], last_resort: undefined, identity: false });
      return used(story.tell(b, { kind: 'keys_listed', device: atB, one_time: [oneTime], last_resort: undefined }), oneTime);
    },
    { 'key_packages.uploaded': 1, 'key_packages.given': 1, 'key_packages.opened': 1, 'key_packages.listed': 1 },
  ),
  shows(
    'a device joins by its last resort',
    (story) =>
      used(story.tell(b, { kind: 'keys_uploaded', device: atB, one_time: [], last_resort: lastResort, identity: false }), lastResort),
    { 'key_packages.last_resort_given': 1, 'key_packages.last_resort_opened': 1 },
  ),
];

export const PROPOSALS_AND_KEYS: readonly Smallest[] = [...PROPOSALS, ...KEY_PACKAGES];
