import { describe, expect, it } from 'vitest';
import { factsOf, runOf } from './running.js';

const room = {
  seed: 8,
  duration: '20m',
  servers: [{ name: 'a.example' }, { name: 'b.example' }],
  users: [{ id: '@alice:a.example' }, { id: '@bob:b.example', devices: 2 }, { id: '@carol:b.example' }, { id: '@dan:b.example' }],
  room: { creator: '@alice:a.example', powers: ['a.example'], members: { except: ['@carol:b.example'] } },
  network: { latency: { constant: '50ms' } },
  workload: { messages: { every: '1m', by: ['@alice:a.example'] } },
};
const invite = (at: string) => ({ at, commit: { by: '@alice:a.example', add: '@carol:b.example' } });
const pair = (by: string, of: string, level: string) => ({
  by: `@${by}:${by === 'alice' ? 'a' : 'b'}.example`,
  of: `@${of}:b.example`,
  level,
});

describe('required_verification', () => {
  it('should refuse an invite at the device of who has not verified enough, and let it pass once that is done', async () => {
    const verification = { pairs: [pair('alice', 'carol', 'm.tofu')] };
    const verify = { at: '10m', verify: { by: '@alice:a.example', of: '@carol:b.example' } };
    const { metrics } = await runOf({ ...room, verification, timeline: [invite('5m'), verify, invite('15m')] });
    expect(metrics.commits).toMatchObject({ created: 1, accepted: 1, unsatisfied: 1, declined: 0 });
    expect(metrics.commits.unsatisfied_intents[0]).toMatchObject({
      device: '@alice:a.example/1',
      why: expect.stringContaining('m.cross is required to add @carol:b.example, of whom @alice:a.example has m.tofu'),
    });
    const facts = await factsOf({ ...room, verification, timeline: [invite('5m')] });
    // Nothing of it has left the device.
    expect(facts.filter(({ at, fact }) => at >= 0 && (fact.kind === 'keys_claimed' || fact.kind === 'user_invited'))).toEqual([]);
  });

  it('should not be asked while the room is set up, and be that of the current commit afterwards', async () => {
    const lax = { at: '4m', commit: { by: '@alice:a.example', security: { required_verification: 'm.none' } } };
    const verification = { default: 'm.none' };
    const strict = await runOf({ ...room, verification, timeline: [invite('5m')] });
    const changed = await runOf({ ...room, verification, timeline: [lax, invite('5m')] });
    expect([strict, changed].map(({ metrics }) => metrics.commits.unsatisfied)).toEqual([1, 0]);
  });

  it('should have who might commit a proposal leave it out, and the proposer learn of it from no one but the facts (H41)', async () => {
    const verification = { pairs: [pair('alice', 'carol', 'm.none')] };
    const rest = { room: { ...room.room, can_propose: ['a.example'] } };
    const timeline = [
      { at: '5m', commit: { by: '@bob:b.example', add: '@carol:b.example' } },
      { at: '6m', commit: { by: '@alice:a.example', update: true } },
    ];
    const facts = await factsOf({ ...room, ...rest, verification, timeline });
    const leftOut = facts.flatMap(({ node, fact }) => (fact.kind === 'proposal_left_out' ? [[node, fact.proposal, fact.rule]] : []));
    // Made again in the next epoch, it is another proposal.
    expect(leftOut).toEqual([1, 2].map((number) => ['@alice:a.example/1', `@bob:b.example/1?${number}`, 'required_verification']));
    const { metrics } = await runOf({ ...room, ...rest, verification, timeline });
    expect(metrics.commits.unsatisfied_intents).toMatchObject([
      { device: '@bob:b.example/1', why: expect.stringMatching(/^@alice:a.example\/1 left its proposal out: m.cross is required/) },
    ]);
  });

  it('should let each device decide for itself what to follow, which shuts out some (H41)', async () => {
    const verification = { pairs: [pair('bob', 'carol', 'm.none'), pair('dan', 'carol', 'm.cross')] };
    const document = { ...room, verification, timeline: [invite('10m')] };
    const applied = await runOf(document);
    const refused = await runOf({ ...document, rules: { unverified_additions: 'refuse' } });
    expect([applied, refused].map(({ metrics }) => metrics.commits.declined)).toEqual([0, 2]);
    // Of five devices Bob's two stay where they were.
    expect([applied, refused].map(({ metrics }) => metrics.agreement.devices_current)).toEqual([1, 3 / 5]);
    expect(applied.metrics.recovery.episodes).toBe(0);
    expect(refused.metrics.recovery).toMatchObject({ episodes: 2, unrecovered: 2 });
    // The ten messages after it are for Bob's devices too.
    expect([applied, refused].map(({ metrics }) => metrics.messages.undecryptable.total)).toEqual([0, 20]);
    expect(refused.violations).toEqual([]);
    const verify = { at: '15m', verify: { by: '@bob:b.example', of: '@carol:b.example', level: 'm.cross' } };
    const late = await runOf({ ...document, rules: { unverified_additions: 'refuse' }, timeline: [invite('10m'), verify] });
    expect(late.metrics.agreement.devices_current).toBe(1);
    // Five messages for two devices.
    expect(late.metrics.messages.decrypted_late).toBe(10);
  });
});
