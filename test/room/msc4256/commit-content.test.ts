import { describe, expect, it } from 'vitest';
import type { RoomEvent } from '../../../src/room/event.js';
import { sameMlsBytes } from '../../../src/room/msc4256/commit-content.js';
import { BASELINE } from '../../../src/room/msc4256/reading.js';
import { roomVersion } from '../../../src/room/msc4256/room-version.js';
import { ALGORITHM, RoomDag } from '../room-dag.js';

const dag = new RoomDag(roomVersion(BASELINE), { powers: ['a'], servers: ['a', 'x'] });
const offered = dag.pending('x1', 1, { content: 'P' });
const withContent = (event: RoomEvent, content: RoomEvent['pdu']['content']): RoomEvent => ({ ...event, pdu: { ...event.pdu, content } });

describe('the MLS bytes of two commits', () => {
  it('should be the same in a pending commit, its conversion and its duplicates alone (H31, H37)', () => {
    expect(sameMlsBytes(offered, dag.commit('a1', 1, { content: 'P' }))).toBe(true);
    expect(sameMlsBytes(offered, dag.commit('b1', 1, { content: 'Q' }))).toBe(false);
  });

  it.each([
    ['was redacted', {}],
    ['has a ciphertext that is no text', { algorithm: ALGORITHM, ciphertext: null }],
  ])('should be the same as no others’ (if the event %s)', (_name, content) => {
    expect(sameMlsBytes(withContent(offered, content), withContent(dag.get('x1'), content))).toBe(false);
    expect(sameMlsBytes(withContent(offered, content), offered)).toBe(false);
  });
});
