import { describe, expect, it } from 'vitest';
import { pendingGiveUpMs, pendingSlot } from '../../../src/room/msc4256/pending-slots.js';

const MINUTE = 60_000;

describe('the slots of a pending commit', () => {
  it('should open three minutes of every five to one power after the other', () => {
    expect([0, 1, 2].map((index) => pendingSlot(index, 1_000))).toStrictEqual([
      { opensMs: 1_000, closesMs: 1_000 + 3 * MINUTE },
      { opensMs: 1_000 + 5 * MINUTE, closesMs: 1_000 + 8 * MINUTE },
      { opensMs: 1_000 + 10 * MINUTE, closesMs: 1_000 + 13 * MINUTE },
    ]);
  });

  it('should be over after five minutes a power', () => {
    expect(pendingGiveUpMs(3, 1_000)).toBe(1_000 + 15 * MINUTE);
  });
});
