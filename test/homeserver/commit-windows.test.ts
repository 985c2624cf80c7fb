import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { timestampAt } from '../../src/kernel/unix-time.js';
import { mlsContent } from '../../src/room/msc4256/event-content.js';
import { STABLE_NAMES } from '../../src/room/msc4256/names.js';
import { BASELINE, type Reading } from '../../src/room/msc4256/reading.js';
import { ALGORITHM } from '../room/room-dag.js';
import { Bench, deviceOf } from './bench-room.js';

const LISTS = { powers: ['a', 'b', 'c'], servers: ['a', 'b', 'c', 'x', 'y'] };
const bench = (reading: Partial<Reading> = {}) => Bench.withRoom(LISTS, { ...BASELINE, ...reading });

/** A pending commit of `origin` with a timestamp so many seconds from now. */
function pendingAt(on: Bench, origin: string, seconds: number, epoch = 1) {
  const { create, commit } = on.room(origin).graph.currentState();
  return on.build(origin, {
    type: 'm.mls.pending_commit',
    content: mlsContent(ALGORITHM, on.commitBytes(epoch)),
    origin_server_ts: timestampAt(on.now(origin)) + seconds * 1000,
    prev_events: [on.tip(origin).id],
    auth_events: [create, commit].flatMap((event) => event?.id ?? []),
  });
}

/** A pending commit of x, for five seconds from now, that has so many bytes as a PDU. */
function sizedPending(on: Bench, size: number) {
  const { hashes: _hashes, signatures: _signatures, ...draft } = pendingAt(on, 'x', 5).pdu;
  const bodyOf = (length: number) =>
    on.build('x', { ...draft, content: mlsContent(ALGORITHM, on.commitBytes(1, LISTS, 'x'.repeat(length))) });
  // Base64: three bytes are four characters.
  let length = 45_000 + Math.floor(((size - bodyOf(45_000).size) * 3) / 4) - 3;
  while (bodyOf(length + 1).size <= size) length += 1;
  return bodyOf(length);
}

/** Who converted, in order: `a:x!7` for server a and x's pending commit. */
const conversions = (on: Bench) =>
  on.facts.flatMap(({ node, fact }) => (fact.kind === 'pending_converted' ? [`${node}:${fact.pending}`] : []));

/** Only `only` hears of the events; nobody hears of what it makes of them. */
function alone(on: Bench, only: string): void {
  for (const other of LISTS.servers) on.cut.add(`${only}>${other}`);
}

describe('the slot of one power', () => {
  it('should convert if and only if ts + 300 i s <= clock < ts + 300 i + 180 s', () => {
    const seconds = fc.oneof(fc.constantFrom(-600, -480, -479.999, -300, -180, -179.999, 0, 0.001), fc.integer({ min: -1200, max: 0 }));
    fc.assert(
      fc.property(fc.constantFrom(0, 1, 2), seconds, (index, age) => {
        const on = bench();
        const power = LISTS.powers[index] ?? '';
        alone(on, power);
        const pending = pendingAt(on, 'x', age);
        on.deliver('x', power, [pending]);
        // Without any time passing: only what is open at once converts.
        const since = -age - 300 * index;
        expect(conversions(on)).toStrictEqual(since >= 0 && since < 180 ? [`${power}:${pending.label}`] : []);
      }),
      { numRuns: 60 },
    );
  });

  it('should have each power wait for its slot and open it on its own clock', () => {
    for (const [index, power] of LISTS.powers.entries()) {
      const on = bench();
      alone(on, power);
      on.clockAhead.set(power, 20);
      const pending = pendingAt(on, 'x', 60);
      on.deliver('x', power, [pending]);
      on.pass(60 + 300 * index - 20 - 0.001);
      expect(conversions(on)).toStrictEqual([]);
      on.pass(0.001);
      expect(conversions(on)).toStrictEqual([`${power}:${pending.label}`]);
      expect(on.currentCommit(power)).toMatchObject({
        pdu: { type: STABLE_NAMES.commitType, origin: power, content: pending.pdu.content },
      });
    }
  });

  it('should convert nothing if the server is no power', () => {
    const on = bench();
    alone(on, 'y');
    on.deliver('x', 'y', [pendingAt(on, 'x', -10)]);
    on.pass(2000);
    expect(conversions(on)).toStrictEqual([]);
  });

  it('should go to the next power, with the bytes of the pending commit, if the head is away', () => {
    const on = bench();
    for (const other of LISTS.servers) on.cut.add(`a>${other}`).add(`${other}>a`);
    on.pending('x', 1);
    on.pass(299.9);
    expect(conversions(on)).toStrictEqual([]);
    on.pass(0.1);
    expect(conversions(on)).toHaveLength(1);
    const commit = on.currentCommit('y');
    expect(commit?.pdu.origin).toBe('b');
    expect(on.factsOf('pending_converted', 'b')[0]).toMatchObject({ power_index: 1, commit: commit?.carries, event: commit?.label });
    for (const server of ['b', 'c', 'x']) expect(on.currentCommit(server)).toBe(commit);
  });
});

describe('the commit that a pending one cites', () => {
  it('should be the current one: after another commit the pending commit is ignored', () => {
    const on = bench();
    on.cut.add('x>a');
    on.pending('x', 1);
    on.commit('a', 1);
    on.cut.clear();
    on.pass(2000);
    expect(conversions(on)).toStrictEqual([]);
  });

  it('should be the current one: after a rollback to another branch the pending commit is ignored', () => {
    const on = bench();
    on.cut.add('a>b').add('b>a');
    on.commit('b', 1);
    alone(on, 'b');
    on.deliver('x', 'b', [pendingAt(on, 'x', 0, 2)]);
    on.commit('a', 1);
    // A message on a's branch makes that one current at b: a stands above b.
    on.deliver('a', 'b', [on.tip('a'), on.buildMessage('a', 2, [on.tip('a')])]);
    expect(on.currentCommit('b')).toBe(on.currentCommit('a'));
    on.pass(2000);
    expect(conversions(on)).toStrictEqual([]);
  });
});

describe('several pending commits', () => {
  it('should let the head take the one that it received first, whatever the others claim', () => {
    const on = bench();
    alone(on, 'a');
    const [late, early] = [pendingAt(on, 'x', 20), pendingAt(on, 'y', 10)];
    on.deliver('x', 'a', [late, early]);
    on.clockAhead.set('a', 30);
    on.restart('a');
    expect(conversions(on)).toStrictEqual([`a:${late.label}`]);
  });

  it('should let another power take the one whose slot opened first, then the lower event id', () => {
    const on = bench();
    alone(on, 'b');
    const pendings = [5, 5, 5, 20].map((seconds) => pendingAt(on, 'x', seconds));
    on.deliver('x', 'b', [...pendings].reverse());
    on.clockAhead.set('b', 330);
    on.restart('b');
    const [lowest] = pendings.slice(0, 3).sort((a, b) => (a.id < b.id ? -1 : 1));
    expect(conversions(on)).toStrictEqual([`b:${lowest?.label}`]);
  });

  it('should convert one a commit: the rest are stale', () => {
    const on = bench();
    for (const origin of ['x', 'y', 'c']) on.tell(deviceOf(origin), on.sendRequest(origin, 'm.mls.pending_commit', on.commitBytes(1)));
    on.settle();
    on.pass(2000);
    expect(conversions(on)).toHaveLength(1);
    expect(on.factsOf('current_commit_changed', 'y')).toHaveLength(1);
  });

  it('should convert the next one if the server refuses the first itself', () => {
    const on = bench();
    alone(on, 'a');
    // The largest that fits a PDU as a pending commit: as a commit it has a state key as well.
    const big = sizedPending(on, 65_536);
    const small = pendingAt(on, 'x', 5);
    on.deliver('x', 'a', [big, small]);
    on.pass(5);
    expect(on.factsOf('event_refused', 'a')).toMatchObject([{ type: STABLE_NAMES.commitType, rule: 'limits' }]);
    expect(conversions(on)).toStrictEqual([`a:${small.label}`]);
  });
});

describe('crashes and the end', () => {
  it('should open the slot as planned, if the server crashed meanwhile', () => {
    const on = bench();
    alone(on, 'b');
    const pending = pendingAt(on, 'x', 0);
    on.deliver('x', 'b', [pending]);
    on.pass(100);
    on.restart('b');
    on.pass(199);
    expect(conversions(on)).toStrictEqual([]);
    on.pass(1);
    expect(conversions(on)).toStrictEqual([`b:${pending.label}`]);
  });

  it('should never convert if the server was down for the whole slot', () => {
    const on = bench();
    alone(on, 'b');
    on.deliver('x', 'b', [pendingAt(on, 'x', 0)]);
    on.clockAhead.set('b', 480);
    on.restart('b');
    on.pass(1000);
    expect(conversions(on)).toStrictEqual([]);
  });

  it('should not convert any more once told to stop, be it what waits or what comes', () => {
    const on = bench();
    on.deliver('x', 'a', [pendingAt(on, 'x', 5)]);
    for (const power of LISTS.powers) on.give(power, { kind: 'command', command: { kind: 'stop_converting' } });
    on.pass(10);
    on.pending('y', 1);
    on.restart('a');
    on.pass(2000);
    expect(conversions(on)).toStrictEqual([]);
  });
});

describe('readings', () => {
  it.each([
    { slots: 'per_pending', converts: 1 },
    { slots: 'per_epoch', converts: 0 },
  ] as const)('should give a pending commit the slots that $slots says, if an older one missed its own (H28)', ({ slots, converts }) => {
    const on = bench({ slots });
    alone(on, 'b');
    on.deliver('y', 'b', [pendingAt(on, 'y', -500)]);
    on.deliver('x', 'b', [pendingAt(on, 'x', -250)]);
    on.pass(60);
    expect(conversions(on)).toHaveLength(converts);
  });

  it('should leave conversion to the head under head_only (H32)', () => {
    const on = bench({ slots: 'head_only' });
    alone(on, 'b');
    on.deliver('x', 'b', [pendingAt(on, 'x', -310)]);
    on.pass(1000);
    expect(conversions(on)).toStrictEqual([]);
    on.deliver('x', 'a', [pendingAt(on, 'x', 0)]);
    expect(conversions(on)).toHaveLength(1);
  });

  it.each([
    // The claimed time is 400 s ahead, or 400 s behind, of the head's clock when it receives the event.
    { pending_time: 'origin', claims: 400, converts: 400 },
    { pending_time: 'origin', claims: -400, converts: undefined },
    { pending_time: 'received', claims: 400, converts: 0 },
    { pending_time: 'received', claims: -400, converts: 0 },
    { pending_time: 'clamped', claims: 400, converts: 0 },
    { pending_time: 'clamped', claims: -400, converts: undefined },
  ] as const)('should count from the $pending_time time if it claims $claims s (H34)', ({ pending_time, claims, converts }) => {
    const on = bench({ pending_time });
    alone(on, 'a');
    on.deliver('x', 'a', [pendingAt(on, 'x', claims)]);
    const waited = [0, 399.9, 0.2, 2000].map((seconds) => {
      on.pass(seconds);
      return conversions(on).length;
    });
    expect(waited).toStrictEqual(converts === 0 ? [1, 1, 1, 1] : converts === 400 ? [0, 0, 1, 1] : [0, 0, 0, 0]);
  });
});
