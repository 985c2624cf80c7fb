import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Verification } from '../../src/client/verification.js';
import { deviceId, userId } from '../../src/names.js';
import { VERIFICATION_LEVELS, type VerificationLevel } from '../../src/room/msc4256/authenticated-data.js';
import { DATA, DeviceBench } from './device-bench.js';

const NEW = deviceId('@new:c/1');
const requiring = (requiredVerification: VerificationLevel) => ({ ...DATA, security: { windowSeconds: 600, requiredVerification } });
const verified = (level: VerificationLevel) =>
  ({ kind: 'verified', levels: new Map([[userId('@new:c'), level]]), others: undefined }) as const;

describe('what the room requires to add somebody', () => {
  it('should be met by the same level or a stricter one, and by the user’s own devices always', () => {
    const level = fc.constantFrom(...VERIFICATION_LEVELS);
    fc.assert(
      fc.property(level, level, level, (required, ofNew, ofOthers) => {
        const verification = new Verification(deviceId('@d:a/1'));
        verification.learn(new Map([[userId('@new:c'), ofNew]]), ofOthers);
        const stricter = { 'm.direct': 0, 'm.cross': 1, 'm.tofu': 2, 'm.none': 3 };
        const isMet = (device: string) => verification.unmet([deviceId(device)], requiring(required)) === undefined;
        expect(isMet('@new:c/1')).toBe(stricter[ofNew] <= stricter[required]);
        expect(isMet('@other:c/1')).toBe(stricter[ofOthers] <= stricter[required]);
        expect(isMet('@d:a/2')).toBe(true);
      }),
    );
  });

  it('should be cross-signing where the commit says nothing, and nothing before anybody was asked', () => {
    const verification = new Verification(deviceId('@d:a/1'));
    expect(verification.unmet([NEW], requiring('m.direct'))).toBeUndefined();
    verification.learn(new Map(), 'm.tofu');
    expect(verification.unmet([NEW], DATA)).toBe('m.cross is required to add @new:c, of whom @d:a has m.tofu');
    verification.learn(new Map([[userId('@new:c'), 'm.cross']]), undefined);
    expect(verification.unmet([NEW, deviceId('@x:c/1')], DATA)).toContain('@x:c');
  });
});

describe('a device that is to add somebody', () => {
  it('should refuse before it claims a key package, by what the current commit requires', async () => {
    const { on } = await DeviceBench.joined({ data: requiring('m.cross') });
    const add = { kind: 'change', change: { kind: 'add', devices: [NEW] } } as const;
    await on.command(verified('m.tofu'));
    await on.command(add);
    expect(on.factsOf('change_impossible')).toMatchObject([{ intent: 1, why: expect.stringContaining('m.cross is required') }]);
    expect(on.asked).toStrictEqual([]);
    await on.command(verified('m.direct'));
    await on.command(add);
    expect(on.asked.map(({ body }) => body.kind)).toStrictEqual(['claim_keys']);
    expect(on.factsOf('user_verified').map(({ user, level }) => [user, level])).toStrictEqual([
      ['@new:c', 'm.tofu'],
      ['@new:c', 'm.direct'],
    ]);
  });
});

describe('a device that is shown a commit which adds somebody unverified (H41)', () => {
  /** The current commit asks for `m.cross`, and the one that adds for nothing: the one before it counts. */
  async function shown(unverified_additions: 'apply' | 'refuse', says = requiring('m.none')) {
    const { on, first } = await DeviceBench.joined({ data: requiring('m.cross'), reading: { unverified_additions } });
    await on.command(verified('m.tofu'));
    const adding = on.other.commit(first.next, { add: [NEW] }, says);
    on.facts.length = 0;
    await on.current([first, adding]);
    return { on, first, adding };
  }

  it('should follow it all the same', async () => {
    const { on, adding } = await shown('apply');
    expect(on.state).toBe(adding.event.carries);
    expect(on.factsOf('commit_declined')).toStrictEqual([]);
  });

  it('should shut itself out under unverified_additions: refuse, and say so once', async () => {
    const { on, first, adding } = await shown('refuse');
    const next = on.other.commit(adding.next);
    await on.current([adding, next]);
    expect(on.state).toBe(first.event.carries);
    expect(on.factsOf('commit_declined')).toMatchObject([{ commit: adding.event.carries, state: first.event.carries }]);
    expect(on.factsOf('commit_unprocessable')).toStrictEqual([]);
    await on.command({ kind: 'send', text: 'withheld' });
    expect(on.factsOf('message_withheld')).toHaveLength(1);
  });

  it('should follow it after all once its user has verified them', async () => {
    const { on, adding } = await shown('refuse', requiring('m.cross'));
    const next = on.other.commit(adding.next);
    await on.current([adding, next]);
    await on.command(verified('m.cross'));
    expect(on.state).toBe(next.event.carries);
    await on.command({ kind: 'send', text: 'here again' });
    expect(on.factsOf('message_submitted')).toMatchObject([{ state: next.event.carries }]);
  });

  it('should follow one that adds its own user’s device', async () => {
    const { on, first } = await DeviceBench.joined({ data: requiring('m.direct'), reading: { unverified_additions: 'refuse' } });
    await on.command({ ...verified('m.none'), others: 'm.none' });
    const adding = on.other.commit(first.next, { add: [deviceId('@d:a/2')] }, requiring('m.direct'));
    await on.current([first, adding]);
    expect(on.state).toBe(adding.event.carries);
  });
});

describe('a device that is shown a commit which lowers required_verification (H41)', () => {
  it.each([
    ['apply', 'm.cross', 'm.none', false],
    ['refuse', 'm.cross', 'm.tofu', true],
    ['refuse', 'm.cross', 'm.cross', false],
    ['refuse', 'm.tofu', 'm.direct', false],
  ] as const)('should decline it, if it may: %s, from %s to %s', async (unverified_additions, from, to, declined) => {
    const { on, first } = await DeviceBench.joined({ data: requiring(from), reading: { unverified_additions } });
    const lowering = on.other.commit(first.next, {}, requiring(to));
    await on.current([first, lowering]);
    expect(on.factsOf('commit_declined').map(({ why }) => why)).toStrictEqual(
      declined ? [`it lowers security.required_verification from ${from} to ${to}`] : [],
    );
    expect(on.state).toBe((declined ? first : lowering).event.carries);
  });
});
