/** How far a ratchet is followed, and which skipped keys are kept: the same on both engines (RFC 9420 §9.2, §15.3). */
import { describe, expect, it } from 'vitest';
import { messageKeyLimits } from '../../../src/mls/limits.js';
import { room, utf8 } from '../devices.js';
import { type Bytes, type State, Twins } from './twins.js';

async function readerAnd(count: number): Promise<{ twins: Twins; reader: State; sent: readonly Bytes[] }> {
  const twins = await Twins.create(2);
  const made = await twins.commit(0, await twins.group(0, room), { add: [await twins.keyPackage(1, false)] }, utf8(''));
  if (made?.welcome === undefined) expect.fail('no Welcome');
  const reader = (await twins.join(1, made.welcome)).state ?? expect.fail('not joined');
  const sent: Bytes[] = [];
  let writer = made.next;
  while (sent.length < count) {
    const { bytes, next } = await twins.encrypt(0, writer, utf8(String(sent.length)));
    sent.push(bytes);
    writer = next;
  }
  return { twins, reader, sent };
}

const { forward, retained } = messageKeyLimits;
const { twins, reader, sent } = await readerAnd(forward + 10);

describe('message keys', () => {
  it('should be derived as far ahead as the limit says, and no further', async () => {
    const read = async (generation: number) => (await twins.decrypt(1, reader, sent[generation] ?? expect.fail('not sent'))).failure;
    expect([await read(forward), await read(forward + 1)]).toEqual(['none', 'cannot_open']);
  });

  it('should be kept where they were skipped, the latest ones, each until it is used', async () => {
    let state = reader;
    const read = async (generation: number): Promise<string> => {
      const { failure, state: next } = await twins.decrypt(1, state, sent[generation] ?? expect.fail('not sent'));
      state = next ?? state;
      return failure;
    };
    // Skips 5 of the first, and then so many that the oldest of those are dropped.
    expect(await read(5)).toBe('none');
    expect(await read(2)).toBe('none');
    expect(await read(forward + 5)).toBe('none');
    const skipped = [0, 1, 3, 4, ...Array.from({ length: forward - 1 }, (_, i) => 6 + i)].slice(-retained);
    expect(skipped[0]).toBe(4);
    const outcomes: string[] = [];
    for (const generation of [0, 1, 2, 3, 4, 5, 6, 6, forward + 4, forward + 6, forward + 5]) outcomes.push(await read(generation));
    const used = 'used_generation';
    expect(outcomes).toEqual([used, used, used, used, 'none', used, 'none', used, 'none', 'none', used]);
  });
});
