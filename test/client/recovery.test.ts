/** Getting back into the room by other people's help, and helping them. */
import { describe, expect, it } from 'vitest';
import { deviceId } from '../../src/names.js';
import { claimedOf, DATA, DeviceBench, type Made } from './device-bench.js';

const COMMIT = 'm.mls.commit';
const LOST = deviceId('@lost:c/1');
const READD = { kind: 'change', change: { kind: 'readd', devices: [LOST] } } as const;

const giveKeyPackage = async (on: DeviceBench) => {
  const claim = on.asked.find(({ body }) => body.kind === 'claim_keys');
  if (claim === undefined) throw new Error('the device wants no key packages');
  await on.answer(claim, { kind: 'claimed_keys', keyPackages: [await claimedOf(on.mls, LOST)] });
};

/** A device whose commit is on a branch that the room has left, with no state to go back to. */
async function lost() {
  const { on, first } = await DeviceBench.joined({ data: { ...DATA, security: { windowSeconds: 0 } } });
  const losing = on.other.commit(first.next);
  const winning = on.other.commit(first.next);
  await on.current([first, losing]);
  await on.current([first, winning]);
  return { on, first, losing, winning };
}

const losses = (on: DeviceBench) =>
  on.facts.flatMap((fact) => (fact.kind === 'branch_lost' || fact.kind === 'branch_regained' ? [[fact.kind, fact.state]] : []));

describe('a device that loses the room', () => {
  it('should say so once, and that it is back when it is welcomed', async () => {
    const { on, losing, winning } = await lost();
    expect(losses(on)).toStrictEqual([['branch_lost', losing.event.carries]]);
    const readding = on.other.commit(winning.next, { remove: [on.id], add: [on.id] });
    await on.current([winning, readding]);
    await on.show(readding.welcome);
    expect(losses(on).slice(1)).toStrictEqual([['branch_regained', readding.event.carries]]);
    expect(on.device.isLost).toBe(false);
  });

  it.each([true, false])('should be in the new state, whether Welcome or commit comes first (the Welcome: %s)', async (welcomeFirst) => {
    const { on, winning } = await lost();
    const readding = on.other.commit(winning.next, { remove: [on.id], add: [on.id] });
    if (welcomeFirst) await on.show(readding.welcome);
    await on.current([winning, readding]);
    if (!welcomeFirst) await on.show(readding.welcome);
    expect(on.state).toBe(readding.event.carries);
    const next = on.other.commit(readding.next);
    await on.current([readding, next]);
    expect(on.state).toBe(next.event.carries);
  });

  it('should say so where a commit that is on no way to the current one has removed it', async () => {
    const { on, first } = await DeviceBench.joined({ data: { ...DATA, security: { windowSeconds: 0 } } });
    const removal = on.other.commit(first.next, { remove: [on.id] });
    await on.current([first, removal]);
    expect(losses(on)).toStrictEqual([]);
    await on.current([first, on.other.commit(first.next)]);
    expect(losses(on)).toStrictEqual([['branch_lost', undefined]]);
  });

  it('should say so where it has not kept what the commit that takes it out and in welcomed it to', async () => {
    const { on, first } = await DeviceBench.joined();
    // The state before is kept, as that one's window counts, and the Welcome is not, as the losing branch has none.
    const losing = on.other.commit(first.next, {}, { ...DATA, security: { windowSeconds: 0 } });
    const readding = on.other.commit(first.next, { remove: [on.id], add: [on.id] });
    await on.show(readding.welcome);
    await on.current([first, losing]);
    expect(losses(on)).toStrictEqual([]);
    await on.current([first, readding]);
    expect(on.factsOf('group_left')).toHaveLength(1);
    expect(losses(on)).toStrictEqual([['branch_lost', undefined]]);
  });

  it('should not be lost where the room has removed it, nor once its user has left', async () => {
    const { on, winning } = await lost();
    await on.show({ kind: 'left', room: on.other.createGroup().groupId });
    expect(losses(on).slice(1)).toStrictEqual([['branch_regained', undefined]]);
    await on.current([winning, on.other.commit(winning.next)]);
    expect(losses(on)).toHaveLength(2);
    const { on: other, first } = await DeviceBench.joined();
    const removal = other.other.commit(first.next, { remove: [other.id] });
    await other.current([first, removal]);
    await other.current([removal, other.other.commit(removal.next)]);
    expect(losses(other)).toStrictEqual([]);
  });
});

describe('adding a device again', () => {
  async function helper() {
    const { on, first } = await DeviceBench.joined();
    const adding = on.other.commit(first.next, { add: [LOST] });
    await on.current([first, adding]);
    return { on, adding };
  }

  it('should take it out and in by one commit, and send it a new Welcome', async () => {
    const { on, adding } = await helper();
    await on.command(READD);
    await giveKeyPackage(on);
    await on.current([adding, await on.accept(COMMIT)]);
    const [made] = on.factsOf('commit_created');
    expect(made?.roster.filter((device) => device === LOST)).toHaveLength(1);
    expect(on.device.states.current?.group.roster.indexOf(LOST)).toBe(2);
    expect(on.requests).toContainEqual(expect.objectContaining({ kind: 'send_to_device', to: LOST }));
    expect(on.factsOf('change_satisfied')).toHaveLength(1);
  });

  it('should add one that is in the group no more', async () => {
    const { on } = await DeviceBench.joined();
    await on.command(READD);
    await giveKeyPackage(on);
    expect(on.factsOf('commit_created')).toMatchObject([{ roster: [on.other.device, on.id, LOST] }]);
  });

  it('should not be done any more once nobody needs it, unless the commit is under way', async () => {
    const { on, adding } = await helper();
    await on.command(READD);
    await on.command({ kind: 'never_mind', device: LOST });
    expect(on.factsOf('change_withdrawn')).toMatchObject([{ intent: 1 }]);
    await giveKeyPackage(on);
    expect(on.factsOf('commit_created')).toStrictEqual([]);

    await on.command(READD);
    await giveKeyPackage(on);
    await on.command({ kind: 'never_mind', device: LOST });
    // Another commit comes first: it is not made again.
    await on.refuse(COMMIT, '9.3');
    await on.current([adding, on.other.commit(adding.next)]);
    expect(on.hasToSend(COMMIT)).toBe(false);
    expect(on.factsOf('change_withdrawn')).toHaveLength(2);
  });
});

describe('who had invited somebody on a branch that the room has left', () => {
  const deep = (on: DeviceBench, from: Made, count: number) => {
    const chain = [from];
    for (let at = 0; at < count; at++) chain.push(on.other.commit((chain.at(-1) as Made).next));
    return chain;
  };

  /** It invites, its branch grows and loses by more commits than it holds states of, and it is welcomed back. */
  async function welcomedBack(invitesAgain: boolean) {
    const { on, first } = await DeviceBench.joined({ data: { ...DATA, security: { windowSeconds: 0 } }, invitesAgain });
    await on.command({ kind: 'change', change: { kind: 'add', devices: [LOST] } });
    await giveKeyPackage(on);
    const inviting = await on.accept(COMMIT);
    await on.current([first, inviting]);
    const state = on.device.states.current?.group;
    if (state === undefined) throw new Error('the device is not in the group');
    const grown = on.other.commit(state);
    await on.current([inviting, grown]);
    const winning = deep(on, first, 3);
    await on.current(winning);
    expect(on.device.isLost).toBe(true);
    const tip = winning.at(-1) as Made;
    const readding = on.other.commit(tip.next, { remove: [on.id], add: [on.id] });
    await on.show(readding.welcome);
    await on.current([tip, readding]);
    expect(on.device.isLost).toBe(false);
    return on;
  }

  it('should invite again once it is back itself', async () => {
    const on = await welcomedBack(true);
    await giveKeyPackage(on);
    expect(on.factsOf('commit_created').map(({ change, intent }) => [change, intent])).toStrictEqual([
      ['add', 1],
      ['add', 1],
    ]);
  });

  it('should not (if nobody is to be added again)', async () => {
    const on = await welcomedBack(false);
    expect(on.asked.filter(({ body }) => body.kind === 'claim_keys')).toStrictEqual([]);
  });
});

describe('a commit of garbage', () => {
  it('should be one that its own author cannot apply either, and not be tried again once it is current', async () => {
    const { on, first } = await DeviceBench.joined();
    await on.command({ kind: 'change', change: { kind: 'garbage' } });
    const event = await on.accept(COMMIT);
    await on.current([first, event]);
    expect(on.state).toBe(first.event.carries);
    expect(on.device.isLost).toBe(true);
    expect(on.factsOf('commit_unprocessable')).toMatchObject([{ commit: event.carries, state: first.event.carries }]);
    expect(on.factsOf('commit_superseded')).toStrictEqual([]);
  });

  it('should be tried again if another commit came first', async () => {
    const { on, first } = await DeviceBench.joined();
    await on.command({ kind: 'change', change: { kind: 'garbage' } });
    await on.refuse(COMMIT, '9.3');
    await on.current([first, on.other.commit(first.next)]);
    expect(on.hasToSend(COMMIT)).toBe(true);
  });
});
