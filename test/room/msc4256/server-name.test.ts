import { describe, expect, it } from 'vitest';
import { isServerName } from '../../../src/room/msc4256/server-name.js';

describe('isServerName', () => {
  // Matrix spec appendices, "Server Name": the first eight are its examples.
  it.each([
    ...['matrix.org', 'matrix.org:8888', '1.2.3.4', '1.2.3.4:1234', '[1234:5678::abcd]', '[1234:5678::abcd]:5678'],
    ...['a', 'A-b.example', '[::]', '[::ffff:1.2.3.4]', 'x'.repeat(255), 'a:1'],
  ])('should accept %s', (name) => {
    expect(isServerName(name)).toBe(true);
  });

  it.each([
    ...[
      '',
      ':',
      ':80',
      'a:',
      'a:123456',
      'a:8x',
      'a_b',
      'a b',
      'a/b',
      '@a',
      'ä.example',
      'a\n',
      '\na',
      '[',
      '[]',
      '[:]',
      '[1.2',
      '::1',
      '[::g]',
    ],
    ...['a,b', 'x'.repeat(256), 'a.example:80:80', '[::1]8448'],
  ])('should refuse %j', (name) => {
    expect(isServerName(name)).toBe(false);
  });
});
