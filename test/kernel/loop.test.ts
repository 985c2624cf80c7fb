import { describe, expect, it } from 'vitest';
import { InvariantError } from '../../src/kernel/invariant-error.js';
import { Loop } from '../../src/kernel/loop.js';
import { instant } from '../../src/kernel/time.js';

const END = instant(1_000);

/** A loop that notes what happened when. */
const noting = (start = 0) => {
  const loop = new Loop(instant(start));
  const notes: string[] = [];
  const note = (what: string) => (): void => {
    notes.push(`${what}@${loop.now}`);
  };
  return { loop, notes, note };
};

describe('loop', () => {
  it('should move time to each event, also before time zero', async () => {
    const { loop, notes, note } = noting(-50);
    loop.schedule(instant(3), 0, note('late'));
    loop.schedule(instant(-50), 0, note('early'));

    expect(await loop.runUntil(END)).toBe('limit');

    expect(notes).toEqual(['early@-50', 'late@3']);
    expect(loop.now).toBe(END);
  });

  it('should leave what happens at the limit to the next run', async () => {
    const { loop, notes, note } = noting();
    loop.schedule(instant(10), 0, note('at the limit'));

    await loop.runUntil(instant(10));
    expect(notes).toEqual([]);
    await loop.runUntil(instant(11));
    expect(notes).toEqual(['at the limit@10']);
  });

  it('should finish what a handler awaits before the next event, if that is at the same instant too', async () => {
    const { loop, notes, note } = noting();
    loop.schedule(instant(5), 0, async () => {
      note('begins')();
      for (let i = 0; i < 10; i++) await Promise.resolve();
      note('ends')();
    });
    loop.schedule(instant(5), 1, note('next'));

    await loop.runUntil(END);

    expect(notes).toEqual(['begins@5', 'ends@5', 'next@5']);
  });

  it('should take an event scheduled meanwhile for this instant by a lower source before the others of it', async () => {
    const { loop, notes, note } = noting();
    loop.schedule(instant(5), 2, () => {
      note('first')();
      loop.schedule(instant(5), 1, note('lower source'));
    });
    loop.schedule(instant(5), 2, note('second'));

    await loop.runUntil(END);

    expect(notes).toEqual(['first@5', 'lower source@5', 'second@5']);
  });

  it('should stop where nothing is under way, and go on from there', async () => {
    const { loop, notes, note } = noting();
    const goOn = (): void => {
      loop.schedule(instant(4), 0, note('work of work'), { work: true });
    };
    loop.schedule(instant(1), 0, note('idle'));
    loop.schedule(instant(2), 0, goOn, { work: true });
    loop.schedule(instant(6), 0, note('idle'));
    const cancelled = loop.schedule(instant(9), 0, note('cancelled'), { work: true });
    loop.cancel(cancelled);

    expect(await loop.runUntil(END, { until: () => loop.workPending === 0 })).toBe('until');
    expect(notes).toEqual(['idle@1', 'work of work@4']);
    expect([loop.now, loop.pending]).toEqual([4, 1]);

    await loop.runUntil(END);
    expect(notes).toEqual(['idle@1', 'work of work@4', 'idle@6']);
  });

  it('should call its checkpoint after every so many events, and stop if told so', async () => {
    const { loop, notes, note } = noting();
    for (let i = 0; i < 10; i++) loop.schedule(instant(i), 0, i % 2 === 0 ? note('') : async () => note('')());
    const counts: number[] = [];
    const goOn = (): Promise<boolean> => {
      counts.push(loop.eventsTaken);
      return Promise.resolve(counts.length < 3);
    };

    expect(await loop.runUntil(END, { checkpoint: { every: 2, goOn } })).toBe('interrupted');

    expect(counts).toEqual([2, 4, 6]);
    expect(notes).toHaveLength(6);
  });

  it.each([
    ['in the past', 9],
    ['at no whole microsecond', 10.5],
    ['at no time', Number.NaN],
    ['at no time that comes', Number.POSITIVE_INFINITY],
  ])('should refuse an event %s', async (_, at) => {
    const { loop, note } = noting(10);
    // `instant` would round it.
    expect(() => loop.schedule(at as ReturnType<typeof instant>, 0, note('never'))).toThrow(InvariantError);
  });

  it('should end with the error of a handler, awaited or not, and be able to run again', async () => {
    const { loop, notes, note } = noting();
    const fails = (): never => {
      throw new Error('broken');
    };
    loop.schedule(instant(1), 0, fails);
    loop.schedule(instant(2), 0, async () => fails());
    loop.schedule(instant(3), 0, note('rest'));

    await expect(loop.runUntil(END)).rejects.toThrow('broken');
    await expect(loop.runUntil(END)).rejects.toThrow('broken');
    await loop.runUntil(END);
    expect(notes).toEqual(['rest@3']);
  });

  it('should refuse to run within a run', async () => {
    const { loop } = noting();
    loop.schedule(instant(1), 0, async () => {
      await loop.runUntil(END);
    });
    await expect(loop.runUntil(END)).rejects.toThrow(InvariantError);
  });
});
