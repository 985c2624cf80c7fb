import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { deviceId, serverName } from '../../src/names.js';
import { ROOM } from '../room/room-dag.js';
import { DATA, DeviceBench, type Made, Other } from './device-bench.js';
import { ToyClient } from './toy-mls.js';

/** So many commits, each on the one before. */
function branch(author: Other, from: Made, length: number): Made[] {
  const made: Made[] = [];
  for (let last = from; made.length < length; last = made.at(-1) ?? last) made.push(author.commit(last.next));
  return made;
}

const labels = (made: readonly Made[]) => made.map(({ event }) => event.carries);
const entered = (on: DeviceBench) => on.factsOf('state_entered').map(({ state, via }) => [state, via]);
/** Whether the device takes itself to be on its server's branch: off it, it sends nothing. */
async function isFollowing(on: DeviceBench): Promise<boolean> {
  const { length } = on.factsOf('message_withheld');
  await on.command({ kind: 'send', text: 'probe' });
  return on.factsOf('message_withheld').length === length;
}

describe('following the current commit', () => {
  it('should apply commits as they become current, and say first what sync has shown', async () => {
    const { on, first } = await DeviceBench.joined();
    const [one, two] = branch(on.other, first, 2) as [Made, Made];
    await on.current([first, one]);
    await on.current([one, two]);
    expect(on.facts.flatMap((fact) => (fact.kind.startsWith('state_retained') ? [] : [fact.kind]))).toStrictEqual([
      ...['commit_received', 'current_commit_shown', 'state_entered'],
      ...['commit_received', 'current_commit_shown', 'state_entered'],
    ]);
    expect(entered(on)).toStrictEqual(labels([one, two]).map((state) => [state, 'commit']));
    expect(on.device.states.current?.group.epochAuthenticator).toBe(two.next.epochAuthenticator);
  });

  it('should go over to any branch that it holds the fork of, and back', async () => {
    const length = fc.integer({ min: 1, max: 4 });
    await fc.assert(
      fc.asyncProperty(length, length, fc.boolean(), async (ours, theirs, atOnce) => {
        const { on, first } = await DeviceBench.joined();
        const rival = new Other(on.mls, deviceId('@rival:b/1'));
        const losing = branch(on.other, first, ours);
        const winning = branch(rival, first, theirs);
        if (atOnce) await on.current([first, ...losing]);
        else for (const [at, made] of losing.entries()) await on.current([losing[at - 1] ?? first, made]);
        on.facts.length = 0;
        await on.current([first, ...winning]);
        expect(entered(on)).toStrictEqual([[first.event.carries, 'rollback'], ...labels(winning).map((state) => [state, 'commit'])]);
        expect(await isFollowing(on)).toBe(true);
        on.facts.length = 0;
        await on.current([first, ...losing]);
        expect(entered(on)).toStrictEqual([[labels(losing).at(-1), 'rollback']]);
        expect(await isFollowing(on)).toBe(true);
        // Every state that was left is kept like any other.
        expect(new Set(on.retained)).toStrictEqual(new Set([first.event.carries, ...labels(losing).slice(0, -1), ...labels(winning)]));
      }),
      { numRuns: 40 },
    );
  });

  it('should be off the branch, and stay in its state, if it does not hold the fork any more', async () => {
    const { on, first } = await DeviceBench.joined();
    const [ours] = branch(on.other, first, 1) as [Made];
    const [theirs] = branch(on.other, first, 1) as [Made];
    await on.current([first, ours]);
    await on.pass(600);
    await on.current([first, theirs]);
    expect(on.state).toBe(ours.event.carries);
    expect(await isFollowing(on)).toBe(false);
    await on.current([first, ours]);
    expect(await isFollowing(on)).toBe(true);
  });

  it('should not enter a branch half-way that it cannot follow to its end', async () => {
    const { on, first } = await DeviceBench.joined();
    const [ours, one, two] = [...branch(on.other, first, 1), ...branch(on.other, first, 2)] as [Made, Made, Made];
    await on.current([first, ours]);
    const broken = { ...two.event, pdu: { ...two.event.pdu, content: on.other.commit(ours.next).event.pdu.content } };
    await on.current([first, one.event, broken]);
    expect(on.state).toBe(ours.event.carries);
    expect(await isFollowing(on)).toBe(false);
  });

  it('should say where it is stuck, if a commit on its own state does not apply (H40)', async () => {
    const { on, first } = await DeviceBench.joined();
    const stranger = on.other.commit(on.other.commit(on.other.createGroup()).next);
    await on.current([first, stranger]);
    expect(on.factsOf('commit_unprocessable')).toMatchObject([
      { commit: stranger.event.carries, state: first.event.carries, failure: 'cannot_open' },
    ]);
    expect(await isFollowing(on)).toBe(false);
  });

  it('should take a commit with the same bytes for the same, whichever event carries it (H37)', async () => {
    const { on, first } = await DeviceBench.joined();
    const [one] = branch(on.other, first, 1) as [Made];
    await on.current([first, one]);
    on.facts.length = 0;
    const again = { ...one.event, pdu: { ...one.event.pdu, origin: serverName('b') } };
    await on.current([first, again]);
    expect(on.facts.map(({ kind }) => kind)).toStrictEqual(['current_commit_shown']);
    expect(await isFollowing(on)).toBe(true);
  });

  it('should leave the group where a commit removes it, and come back where the other branch does not', async () => {
    const { on, first } = await DeviceBench.joined();
    const removal = on.other.commit(first.next, { remove: [on.id] });
    await on.current([first, removal]);
    expect(on.factsOf('group_left')).toStrictEqual([{ kind: 'group_left', by: removal.event.carries }]);
    expect(on.state).toBeUndefined();
    await on.command({ kind: 'send', text: 'nobody hears' });
    expect(on.factsOf('message_impossible')).toHaveLength(1);
    const [other] = branch(on.other, first, 1) as [Made];
    await on.current([first, other]);
    expect(on.state).toBe(other.event.carries);
  });
});

describe('chain_delivery: tip_only (H45)', () => {
  it('should follow where the tip is one commit away, forward or on another branch, and not further', async () => {
    const { on, first } = await DeviceBench.joined();
    const [one] = branch(on.other, first, 1) as [Made];
    const [other, next, third] = branch(on.other, first, 3) as [Made, Made, Made];
    await on.current([one]);
    expect(on.state).toBe(one.event.carries);
    await on.current([other]);
    expect(on.state).toBe(other.event.carries);
    await on.current([third]);
    expect(on.state).toBe(other.event.carries);
    expect(await isFollowing(on)).toBe(false);
    expect(next.next.epoch).toBe(3);
  });
});

describe('a device that cannot follow', () => {
  it('should not try the same way again from every state that it holds', async () => {
    const { on, first } = await DeviceBench.joined();
    const [own, foreign] = [branch(on.other, first, 5), branch(on.other, first, 8)];
    for (const [at, commit] of own.entries()) await on.current([own[at - 1] ?? first, commit]);
    const processed = vi.spyOn(ToyClient.prototype, 'processCommit');
    // Commits of another branch, as if they followed from the device's own one.
    await on.current([own[4], foreign[5]] as Made[]);
    await on.current([foreign[5], foreign[6]] as Made[]);
    await on.current([foreign[6], foreign[7]] as Made[]);
    expect(processed.mock.calls.length).toBe(1);
    processed.mockRestore();
    expect(on.state).toBe(own[4]?.event.carries);
  });
});

describe('a device that came by a Welcome', () => {
  /** A device that is not in the group yet, and the room that it is added to. */
  async function outside() {
    const on = new DeviceBench(deviceId('@d:a/1'));
    await on.command({ kind: 'start' });
    return { on, first: on.other.commit(on.other.createGroup()) };
  }

  it('should be on the branch, whether the Welcome comes before the commit that made it or after', async () => {
    for (const before of [true, false]) {
      const { on, first } = await outside();
      const adding = on.other.commit(first.next, { add: [on.id] });
      if (before) await on.show(adding.welcome);
      await on.current([first], true);
      await on.current([first, adding]);
      if (!before) await on.show(adding.welcome);
      const next = on.other.commit(adding.next);
      await on.current([adding, next]);
      expect(on.state).toBe(next.event.carries);
      expect(await isFollowing(on)).toBe(true);
    }
  });

  it('should catch up with what became current before its user joined, and report none of it as current', async () => {
    const { on, first } = await outside();
    const adding = on.other.commit(first.next, { add: [on.id] });
    const [one, two] = branch(on.other, adding, 2) as [Made, Made];
    await on.show(adding.welcome);
    await on.current([first], true);
    await on.current([first, adding], true);
    await on.current([adding, one], true);
    await on.current([one, two]);
    expect(on.state).toBe(two.event.carries);
    expect(on.factsOf('current_commit_shown').map(({ commit }) => commit)).toStrictEqual([two.event.carries]);
  });

  it('should know its branch, if another one of the same height was current before its user joined', async () => {
    const { on, first } = await outside();
    const lost = on.other.commit(first.next);
    const adding = on.other.commit(first.next, { add: [on.id] });
    await on.show(adding.welcome);
    await on.current([first], true);
    await on.current([first, lost], true);
    await on.current([first, adding]);
    expect(await isFollowing(on)).toBe(true);
    const next = on.other.commit(adding.next);
    await on.current([adding, next]);
    expect(on.state).toBe(next.event.carries);
  });

  it('should be off the branch, if the one that it was welcomed on loses', async () => {
    const { on, first } = await outside();
    const adding = on.other.commit(first.next, { add: [on.id] });
    const winning = on.other.commit(first.next);
    await on.current([first], true);
    await on.current([first, adding]);
    await on.show(adding.welcome);
    await on.current([first, winning]);
    expect(await isFollowing(on)).toBe(false);
    expect(on.state).toBe(adding.event.carries);
  });

  it('should find out by the next commit, if it was welcomed on a branch that had lost already', async () => {
    const { on, first } = await outside();
    const adding = on.other.commit(first.next, { add: [on.id] });
    const [winning, next] = branch(on.other, first, 2) as [Made, Made];
    await on.current([first, winning]);
    await on.show(adding.welcome);
    await on.current([winning, next]);
    expect(on.factsOf('commit_unprocessable')).toMatchObject([{ commit: next.event.carries, failure: 'cannot_open' }]);
    expect(await isFollowing(on)).toBe(false);
  });

  it('should keep a Welcome that came before the commit that removes it, and use it once that has come', async () => {
    const { on, first } = await DeviceBench.joined();
    const removal = on.other.commit(first.next, { remove: [on.id] });
    const adding = on.other.commit(removal.next, { add: [on.id] });
    await on.show(adding.welcome);
    expect(on.state).toBe(first.event.carries);
    await on.current([first, removal]);
    expect(on.factsOf('group_left')).toMatchObject([{ by: removal.event.carries }]);
    expect(on.state).toBe(adding.event.carries);
    await on.current([removal, adding]);
    expect(on.state).toBe(adding.event.carries);
    expect(await isFollowing(on)).toBe(true);
  });

  it('should use a Welcome that came early also where another branch was current meanwhile, if the window lets it', async () => {
    const { on, first } = await DeviceBench.joined();
    const readding = on.other.commit(first.next, { remove: [on.id], add: [on.id] });
    const losing = on.other.commit(first.next);
    await on.show(readding.welcome);
    await on.current([first, losing]);
    expect(on.state).toBe(losing.event.carries);
    const next = on.other.commit(readding.next);
    await on.current([first, readding]);
    await on.current([readding, next]);
    expect(on.state).toBe(next.event.carries);
    expect(await isFollowing(on)).toBe(true);
  });

  it('should walk to the current commit from a Welcome that came after it was shown', async () => {
    const { on, first } = await outside();
    const adding = on.other.commit(first.next, { add: [on.id] });
    const [second, third] = branch(on.other, adding, 2) as [Made, Made];
    await on.current([first, adding]);
    await on.current([adding, second]);
    await on.current([second, third]);
    await on.show(adding.welcome);
    expect(on.state).toBe(third.event.carries);
    expect(await isFollowing(on)).toBe(true);
  });

  it('should not go back to a state that the current branch removes it from', async () => {
    const { on, first } = await DeviceBench.joined();
    const removal = on.other.commit(first.next, { remove: [on.id] });
    const next = on.other.commit(removal.next);
    await on.current([first, removal]);
    await on.current([removal, next]);
    expect(on.factsOf('group_left')).toHaveLength(1);
    expect(on.factsOf('state_entered').filter(({ via }) => via === 'rollback')).toStrictEqual([]);
    expect(on.factsOf('state_retained')).toHaveLength(1);
  });

  it('should say of a Welcome that is not for it why it cannot use it', async () => {
    const { on, first } = await outside();
    await on.show(on.other.commit(first.next, { add: [deviceId('@else:b/1')] }).welcome);
    expect(on.factsOf('welcome_unusable')).toMatchObject([{ failure: 'no_key_package' }]);
    expect(on.state).toBeUndefined();
  });

  it('should join the room once it has both the Welcome and the invite, in either order, and once only', async () => {
    for (const inviteFirst of [true, false]) {
      const { on, first } = await outside();
      const { welcome } = on.other.commit(first.next, { add: [on.id] }, DATA);
      const invite = { kind: 'invite', room: ROOM, via: serverName('b') } as const;
      const joins = () => on.requests.filter(({ kind }) => kind === 'join');
      await on.show(inviteFirst ? invite : welcome);
      expect(joins()).toStrictEqual([]);
      await on.show(inviteFirst ? welcome : invite);
      await on.show(invite);
      expect(joins()).toStrictEqual([{ kind: 'join', room: ROOM, via: 'b' }]);
    }
  });
});
