/** What a device that cannot commit proposes, and who takes proposals up (MSC4256, "Commit handling with multiple servers"; H39). */
import { describe, expect, it } from 'vitest';
import type { Change } from '../../src/client/intents.js';
import type { GroupState } from '../../src/mls/engine.js';
import { type DeviceId, deviceId, serverName, userId } from '../../src/names.js';
import { decodeBase64 } from '../../src/room/base64.js';
import { decodeAuthenticatedData } from '../../src/room/msc4256/authenticated-data.js';
import { decodeMlsHeader } from '../../src/room/msc4256/mls-header.js';
import { claimedOf, DATA, DeviceBench } from './device-bench.js';

const PROPOSAL = 'm.room.encrypted';
const COMMIT = 'm.mls.commit';
const NEW = deviceId('@new:d/1');
const OTHER = deviceId('@other:a/1');
const UPDATE: Change = { kind: 'update' };

/** On c, which is not in can_propose. */
const outside = () => DeviceBench.joined({ id: '@d:c/1' });
/** On b, the head: the first of all to commit. */
const head = () => DeviceBench.joined({ id: '@d:b/1', data: { ...DATA, federation: { ...DATA.federation, powers: ['b', 'a'] } } });

const want = (on: DeviceBench, change: Change) => on.command({ kind: 'change', change });
const proposals = (on: DeviceBench) => on.factsOf('proposal_created').map(({ proposal, intent, state }) => [proposal, intent, state]);
const satisfied = (on: DeviceBench) => on.factsOf('change_satisfied').map(({ intent, commit }) => [intent, commit]);
const impossible = (on: DeviceBench) => on.factsOf('change_impossible').map(({ why }) => why);
const sent = (on: DeviceBench, type: string) =>
  on.asked.flatMap(({ body }) => (body.kind === 'send_event' && body.type === type ? [body] : []));
const headerOf = (ciphertext: unknown) => decodeMlsHeader(decodeBase64(String(ciphertext), 'url-safe') ?? new Uint8Array());

const giveKeyPackages = async (on: DeviceBench, ...devices: readonly DeviceId[]) => {
  const claim = on.asked.find(({ body }) => body.kind === 'claim_keys') ?? expect.fail('the device wants no key packages');
  await on.answer(claim, { kind: 'claimed_keys', keyPackages: await Promise.all(devices.map((device) => claimedOf(on.mls, device))) });
};

describe('a device that cannot commit', () => {
  it('should propose, in an encrypted event that says nothing in the clear', async () => {
    const { on, first } = await outside();
    await want(on, UPDATE);
    expect(on.factsOf('proposal_created')).toMatchObject([
      { proposal: '@d:c/1?1', intent: 1, change: 'update', state: first.event.carries, epoch: 1 },
    ]);
    const { content, stateKey } = on.toSend(PROPOSAL).body;
    expect(stateKey).toBeUndefined();
    expect(headerOf(content.ciphertext)).toMatchObject({ contentType: 'proposal', epoch: 1, authenticatedData: new Uint8Array() });
    expect(impossible(on)).toEqual([]);
  });

  it('should have what it wished for, when a commit takes that up and is current', async () => {
    const { on, first } = await outside();
    await want(on, UPDATE);
    await want(on, { kind: 'state', state: { t: { k: { v: 1 } } } });
    const event = await on.accept(PROPOSAL);
    await on.timeline(event);
    // Its own proposal comes back, and is no news to it.
    expect(on.factsOf('proposal_unprocessable')).toEqual([]);
    const commit = on.other.commit(on.other.takeIn(first.next, event));
    await on.current([first, commit]);
    expect(satisfied(on)).toEqual([[1, commit.event.carries]]);
    // Then the next wish.
    expect(proposals(on)).toEqual([
      ['@d:c/1?1', 1, first.event.carries],
      ['@d:c/1?2', 2, commit.event.carries],
    ]);
  });

  it('should propose again in the next epoch, with other key packages, if that begins without its proposal', async () => {
    const { on, first } = await outside();
    await want(on, { kind: 'add', devices: [NEW] });
    await giveKeyPackages(on, NEW);
    await on.accept(PROPOSAL);
    const next = on.other.commit(first.next);
    await on.current([first, next]);
    await giveKeyPackages(on, NEW);
    expect(proposals(on)).toEqual([
      ['@d:c/1?1', 1, first.event.carries],
      ['@d:c/1?2', 1, next.event.carries],
    ]);
    const again = await on.accept(PROPOSAL);
    const commit = on.other.commit(on.other.takeIn(next.next, again));
    await on.current([next, commit]);
    expect(satisfied(on)).toEqual([[1, commit.event.carries]]);
    // Who commits it tells whom it adds.
    expect(on.requests.filter(({ kind }) => kind === 'send_to_device' || kind === 'invite')).toEqual([]);
  });

  it('should make one proposal for each device, and propose what is left over', async () => {
    const { on, first } = await outside();
    const third = deviceId('@third:a/1');
    await want(on, { kind: 'add', devices: [NEW, third] });
    await giveKeyPackages(on, NEW, third);
    const [one] = [await on.accept(PROPOSAL), await on.accept(PROPOSAL)];
    const commit = on.other.commit(on.other.takeIn(first.next, one));
    expect(commit.next.roster).toContain(NEW);
    await on.current([first, commit]);
    expect(satisfied(on)).toEqual([]);
    await giveKeyPackages(on, third);
    expect(proposals(on).map(([label]) => label)).toEqual(['@d:c/1?1', '@d:c/1?2', '@d:c/1?3']);
  });

  it('should leave the group by a proposal', async () => {
    const { on, first } = await outside();
    await want(on, { kind: 'remove', devices: [on.id] });
    const commit = on.other.commit(on.other.takeIn(first.next, await on.accept(PROPOSAL)));
    await on.current([first, commit]);
    expect(satisfied(on)).toEqual([[1, commit.event.carries]]);
    expect(on.factsOf('group_left')).toHaveLength(1);
  });

  it.each([
    { kind: 'powers', servers: [serverName('a')] },
    { kind: 'servers', servers: [serverName('a')] },
    { kind: 'can_propose', servers: [serverName('c')] },
    { kind: 'security', security: { windowSeconds: 0 } },
  ] as const)('should not propose what commits say in the clear ($kind)', async (change) => {
    const { on } = await outside();
    await want(on, change);
    expect(impossible(on)).toEqual([expect.stringContaining('said in the clear')]);
    expect(proposals(on)).toEqual([]);
  });

  it('should not propose where nobody in the group could commit it', async () => {
    const { on } = await DeviceBench.joined({
      id: '@d:c/1',
      data: { ...DATA, federation: { ...DATA.federation, powers: ['b'], canPropose: [] } },
    });
    await want(on, UPDATE);
    expect(impossible(on)).toEqual([expect.stringContaining('no member who could commit')]);
    const { on: another } = await outside();
    await want(another, { kind: 'remove', devices: [OTHER] });
    expect(impossible(another)).toEqual([expect.stringContaining('no member who could commit')]);
  });

  it('should wait for sync and propose again, if the server refused it for a commit that came first (rule 11)', async () => {
    const { on, first } = await outside();
    await want(on, UPDATE);
    await on.refuse(PROPOSAL, '11');
    expect(on.factsOf('proposal_refused')).toMatchObject([{ proposal: '@d:c/1?1', rule: '11' }]);
    expect(proposals(on)).toHaveLength(1);
    await on.current([first, on.other.commit(first.next)]);
    expect(proposals(on)).toHaveLength(2);
    expect(impossible(on)).toEqual([]);
  });

  it('should give the wish up, if the server refuses it for good, and go on', async () => {
    const { on } = await outside();
    await want(on, UPDATE);
    await want(on, UPDATE);
    await on.refuse(PROPOSAL, 'limits');
    expect(impossible(on)).toHaveLength(1);
    expect(proposals(on).map(([, intent]) => intent)).toEqual([1, 2]);
  });

  it('should wish again, if the branch that took its proposal up has lost', async () => {
    const { on, first } = await outside();
    await want(on, UPDATE);
    const proposal = await on.accept(PROPOSAL);
    const lost = on.other.commit(on.other.takeIn(first.next, proposal));
    await on.current([first, lost]);
    const won = on.other.commit(first.next);
    await on.current([first, won]);
    expect(proposals(on).map(([, intent, state]) => [intent, state])).toEqual([
      [1, first.event.carries],
      [1, won.event.carries],
    ]);
  });
});

describe('a device that holds proposals', () => {
  const shownTo = async (on: DeviceBench, state: GroupState, ...changes: readonly Parameters<DeviceBench['other']['propose']>[1][]) => {
    let next = state;
    for (const change of changes) {
      const made = on.other.propose(next, change);
      next = made.next;
      await on.timeline(made.event);
    }
    return next;
  };

  it('should commit them all a second after the first, if nobody stands before it', async () => {
    const { on, first } = await head();
    await shownTo(on, first.next, UPDATE);
    await on.pass(0.5);
    await shownTo(on, first.next, { kind: 'encrypted_state', state: {} });
    await on.pass(0.499);
    expect(on.factsOf('proposal_received')).toMatchObject([
      { proposal: '@other:a/1?1', state: first.event.carries },
      { proposal: '@other:a/1?2' },
    ]);
    expect(on.factsOf('commit_created')).toEqual([]);
    await on.pass(0.001);
    expect(on.factsOf('commit_created')).toMatchObject([
      { intent: undefined, change: undefined, way: 'direct', parent: first.event.carries },
    ]);
    expect(on.factsOf('proposals_taken_up')).toMatchObject([{ commit: '@d:b/1#1', proposals: ['@other:a/1?1', '@other:a/1?2'] }]);
    await on.current([first, await on.accept(COMMIT)]);
    expect(on.state).toBe('@d:b/1#1');
    // Nobody has wished for that here, and nothing is left to be done.
    expect(satisfied(on)).toEqual([]);
    await on.pass(10_000);
    expect(on.factsOf('commit_created')).toHaveLength(1);
    // The next one in the next epoch.
    const next = on.device.states.current?.group ?? expect.fail('outside');
    await shownTo(on, { ...next, self: OTHER }, UPDATE);
    await on.pass(0.999);
    expect(on.factsOf('commit_created')).toHaveLength(1);
    await on.pass(0.001);
    expect(on.factsOf('commit_created')).toHaveLength(2);
  });

  it.each([
    { id: '@d:a/1', before: 'one of its own server with a lower leaf' },
    { id: '@d:b/1', before: 'one of a higher power' },
  ])('should step in five minutes later, if $before lets the epoch go on ($id)', async ({ id }) => {
    const { on, first } = await DeviceBench.joined({ id });
    await shownTo(on, first.next, UPDATE);
    await on.pass(300.9);
    await on.crash(0);
    expect(on.factsOf('commit_created')).toEqual([]);
    await on.pass(0.1);
    expect(on.factsOf('commit_created')).toHaveLength(1);
  });

  it('should leave them alone, if somebody commits them in time, or it may not commit', async () => {
    const { on, first } = await DeviceBench.joined();
    const state = await shownTo(on, first.next, { kind: 'encrypted_state', state: {} });
    await on.pass(100);
    await on.current([first, on.other.commit(state)]);
    await on.pass(10_000);
    expect(on.factsOf('commit_created')).toEqual([]);
    const { on: another, first: before } = await outside();
    await shownTo(another, before.next, UPDATE);
    await another.pass(10_000);
    expect(another.factsOf('commit_created')).toEqual([]);
  });

  it('should take them up with a commit for its own user, and let others wait as little', async () => {
    const { on, first } = await DeviceBench.joined();
    await shownTo(on, first.next, { kind: 'encrypted_state', state: { t: {} } });
    await want(on, { kind: 'remove', devices: [NEW] });
    await want(on, UPDATE);
    expect(on.factsOf('commit_created')).toMatchObject([{ intent: 2, change: 'update' }]);
    expect(on.factsOf('proposals_taken_up')).toMatchObject([{ proposals: ['@other:a/1?1'] }]);
  });

  it('should tell those whom its commit adds for others, and list their servers', async () => {
    const { on, first } = await head();
    await shownTo(on, first.next, { kind: 'add', device: NEW });
    await on.pass(1);
    const [commit] = sent(on, COMMIT);
    const header = headerOf(commit?.content.ciphertext);
    expect('malformed' in header ? header : decodeAuthenticatedData(header.authenticatedData)).toMatchObject({
      federation: { servers: ['a', 'b', 'c', 'd'] },
    });
    await on.current([first, await on.accept(COMMIT)]);
    const told = on.requests.filter(({ kind }) => kind === 'send_to_device' || kind === 'invite');
    expect(told).toMatchObject([
      { kind: 'send_to_device', to: NEW },
      { kind: 'invite', user: '@new:d' },
    ]);
  });

  it('should leave out whom its user has not verified as the room requires (H41)', async () => {
    const { on, first } = await head();
    await on.command({ kind: 'verified', levels: new Map([[userId('@new:d'), 'm.tofu']]), others: 'm.cross' });
    await shownTo(on, first.next, { kind: 'add', device: NEW });
    await on.pass(1);
    expect(on.factsOf('commit_created')).toEqual([]);
    await shownTo(on, first.next, { kind: 'encrypted_state', state: {} });
    expect(on.factsOf('proposals_taken_up')).toMatchObject([{ proposals: ['@other:a/1?2'] }]);
    expect(on.factsOf('commit_created')).toMatchObject([{ roster: ['@other:a/1', '@d:b/1'] }]);
  });

  it('should neither commit its own removal nor anything else, as long as others can', async () => {
    const { on, first } = await head();
    await shownTo(on, first.next, { kind: 'remove', device: on.id });
    await want(on, UPDATE);
    await on.pass(10_000);
    expect(on.factsOf('commit_created')).toEqual([]);
    // By another commit, which leaves it in the group, it can go on.
    await on.current([first, on.other.commit(first.next)]);
    expect(on.factsOf('commit_created')).toMatchObject([{ intent: 1 }]);
  });

  it('should commit all but its own removal, if nobody else can', async () => {
    const alone = { ...DATA, federation: { ...DATA.federation, powers: ['b'], canPropose: [] } };
    const { on, first } = await DeviceBench.joined({ id: '@d:b/1', data: alone });
    await shownTo(on, first.next, { kind: 'remove', device: on.id });
    await on.pass(10_000);
    expect(on.factsOf('commit_created')).toEqual([]);
    await want(on, UPDATE);
    expect(on.factsOf('commit_created')).toMatchObject([{ intent: 1, roster: ['@other:a/1', '@d:b/1'] }]);
    expect(on.factsOf('proposals_taken_up')).toEqual([]);
  });

  it('should not commit while it is off the branch', async () => {
    const { on, first } = await head();
    await shownTo(on, first.next, UPDATE);
    await on.current([on.other.commit(on.other.createGroup())]);
    await on.pass(10_000);
    expect(on.factsOf('commit_created')).toEqual([]);
  });
});

describe('a proposal', () => {
  it('should be told of where no state takes it in, and no commit that takes it up be followed there', async () => {
    const { on, first } = await DeviceBench.joined();
    const elsewhere = on.other.propose(on.other.commit(first.next).next, UPDATE);
    await on.timeline(elsewhere.event);
    expect(on.factsOf('proposal_unprocessable')).toMatchObject([
      { proposal: '@other:a/1?1', state: first.event.carries, failure: 'future_epoch' },
    ]);
    const unseen = on.other.propose(first.next, { kind: 'encrypted_state', state: {} });
    await on.current([first, on.other.commit(unseen.next)]);
    expect(on.factsOf('commit_unprocessable')).toMatchObject([{ failure: 'unknown_proposal' }]);
  });

  it('should be taken in by a state that the device comes by later, and between two commits of one chain', async () => {
    const { on, first } = await DeviceBench.joined();
    const second = on.other.commit(first.next);
    const proposal = on.other.propose(second.next, { kind: 'encrypted_state', state: {} });
    await on.timeline(proposal.event);
    await on.current([first, second]);
    expect(on.factsOf('proposal_received')).toMatchObject([{ proposal: '@other:a/1?1', state: second.event.carries }]);
    const { on: another, first: start } = await DeviceBench.joined();
    const [one] = [another.other.commit(start.next)];
    const between = another.other.propose(one.next, { kind: 'encrypted_state', state: {} });
    await another.timeline(between.event);
    const two = another.other.commit(between.next);
    await another.current([start, one, two]);
    expect(another.state).toBe(two.event.carries);
    expect(another.factsOf('commit_unprocessable')).toEqual([]);
  });

  it('should come to who joined after it, from the past', async () => {
    const on = new DeviceBench(deviceId('@d:c/1'));
    const first = on.other.commit(on.other.createGroup(), { add: [on.id] });
    const proposal = on.other.propose(first.next, { kind: 'encrypted_state', state: {} });
    await on.command({ kind: 'start' });
    await on.show({ kind: 'timeline', event: proposal.event, past: true });
    expect(on.factsOf('proposal_unprocessable')).toEqual([]);
    await on.show(first.welcome);
    await on.current([first]);
    const commit = on.other.commit(proposal.next);
    await on.current([first, commit]);
    expect(on.state).toBe(commit.event.carries);
  });
});
