/** Key packages. */
import { type KeyPackageLabel, keyPackageLabel } from '../../../src/names.js';
import { atA, atB, b, type Story } from '../story.js';
import { type Smallest, shows } from './telling.js';

const [oneTime, lastResort] = [keyPackageLabel(atB, 1), keyPackageLabel(atB, 2)];

/** A key package is given out, and opens the Welcome of the commit that adds its device by it. */
function used(story: Story, keyPackage: KeyPackageLabel): Story {
  const given = { kind: 'key_package_given', key_package: keyPackage, last_resort: keyPackage === lastResort, left: 0 } as const;
  const state = story.tell(b, given).commit(atA, { keyPackages: [keyPackage] });
  return story.tell(atB, { kind: 'welcome_opened', state, key_package: keyPackage });
}

export const KEY_PACKAGES: readonly Smallest[] = [
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
