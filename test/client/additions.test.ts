import { describe, expect, it } from 'vitest';
import { additions, DEVICES_A_COMMIT } from '../../src/client/additions.js';
import { deviceId } from '../../src/names.js';

describe('adding many devices', () => {
  it('should take a commit a server, or several for many of one, and leave nobody out', () => {
    const many = Array.from({ length: DEVICES_A_COMMIT + 1 }, (_, at) => deviceId(`@u${at}:a.example/1`));
    const [bob, berta] = [deviceId('@bob:b.example/1'), deviceId('@berta:b.example/1')];
    const changes = additions([bob, ...many, berta]);
    expect(changes).toEqual([
      { kind: 'add', devices: [bob, berta] },
      { kind: 'add', devices: many.slice(0, DEVICES_A_COMMIT) },
      { kind: 'add', devices: many.slice(DEVICES_A_COMMIT) },
    ]);
    expect(additions([])).toEqual([]);
  });
});
