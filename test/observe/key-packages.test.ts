import { describe, expect, it } from 'vitest';
import { keyPackageLabel } from '../../src/names.js';
import { atA, atB, b, FIRST, Story } from './story.js';

describe('key packages', () => {
  it('should be counted from time zero on, last resorts by themselves', () => {
    const [before, once, lastResort] = [1, 2, 3].map((number) => keyPackageLabel(atB, number)) as [never, never, never];
    const story = new Story().at(-1_000);
    story.tell(b, { kind: 'keys_uploaded', device: atB, one_time: [before], last_resort: lastResort, identity: true });
    expect(story.end().metrics.key_packages).toEqual({
      uploaded: 0,
      given: 0,
      last_resort_given: 0,
      opened: 0,
      last_resort_opened: 0,
      listed: 0,
    });
    const during = new Story();
    during
      .at(-1_000)
      .tell(b, { kind: 'keys_uploaded', device: atB, one_time: [before], last_resort: lastResort, identity: true })
      .at(0);
    during.tell(b, { kind: 'keys_uploaded', device: atB, one_time: [once], last_resort: undefined, identity: false });
    during.tell(b, { kind: 'keys_listed', device: atB, one_time: [once], last_resort: lastResort });
    for (const key_package of [before, once, lastResort]) {
      during.tell(b, { kind: 'key_package_given', key_package, last_resort: key_package === lastResort, left: 0 });
      during.tell(atB, { kind: 'welcome_opened', state: during.commit(atA, { parent: FIRST, keyPackages: [key_package] }), key_package });
    }
    const { metrics, violations } = during.end();
    expect(metrics.key_packages).toEqual({ uploaded: 1, given: 3, last_resort_given: 1, opened: 3, last_resort_opened: 1, listed: 1 });
    expect(violations).toEqual([]);
  });
});
