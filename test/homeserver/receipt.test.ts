import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { eventId } from '../../src/names.js';
import type { RoomEvent } from '../../src/room/event.js';
import { BASELINE } from '../../src/room/msc4256/reading.js';
import { Bench, deviceOf } from './bench-room.js';

const LISTS = { powers: ['a', 'b'], servers: ['a', 'b', 'c'] };
const bench = () => Bench.withRoom(LISTS);

const received = (on: Bench, server: string) => on.factsOf('event_received', server);
const requests = (on: Bench, server: string) => on.factsOf('backfill_requested', server);

/** A chain of messages that `a` makes while nobody hears of them. */
function chain(on: Bench, length: number): RoomEvent[] {
  on.cut.add('a>b').add('a>c');
  const made = Array.from({ length }, () => {
    on.message('a', 1);
    return on.tip('a');
  });
  on.cut.clear();
  on.facts.length = 0;
  return made;
}

describe('gaps', () => {
  it('should make an event wait whose references are unknown, ask its sender, and check all in causal order', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 2, max: 8 }).chain((n) => fc.shuffledSubarray([...Array(n).keys()], { minLength: 1, maxLength: n })),
        (order) => {
          const on = bench();
          const events = chain(on, Math.max(...order) + 1);
          for (const index of order) {
            const event = events[index];
            if (event !== undefined) on.deliver('a', 'b', [event]);
          }
          on.settle();
          expect(received(on, 'b').map(({ event, outcome }) => `${event} ${outcome}`)).toStrictEqual(
            events.map(({ label }) => `${label} accepted`),
          );
          expect(on.tip('b')).toBe(events.at(-1));
          // Shown to the device in the same order.
          const shown = on.shownTo(deviceOf('b')).flatMap((item) => (item.kind === 'timeline' ? [item.event.label] : []));
          expect(shown.slice(-events.length)).toStrictEqual(events.map(({ label }) => label));
          expect(on.room('b').waiting.size).toBe(0);
        },
      ),
      { numRuns: 40 },
    );
  });

  it('should ask the sender, and the other sender too, each only once for each event', () => {
    const on = bench();
    const [first, second] = chain(on, 2);
    if (first === undefined || second === undefined) throw new Error('no chain');
    on.cut.add('b>a');
    on.deliver('a', 'b', [second]);
    on.deliver('a', 'b', [second]);
    on.settle();
    expect(requests(on, 'b')).toStrictEqual([{ kind: 'backfill_requested', from: 'a', events: 1 }]);
    // c has both, and what it sends is to be had from c, a being out of reach.
    on.deliver('a', 'c', [first, second]);
    on.deliver('c', 'b', [on.buildMessage('c', 1, [second]), on.buildMessage('c', 1, [first])]);
    on.settle();
    expect(requests(on, 'b').map(({ from }) => from)).toStrictEqual(['a', 'c']);
    expect(received(on, 'b')).toHaveLength(4);
  });

  it('should not ask for ever for what its sender does not have', () => {
    const on = bench();
    const orphan = on.build('a', { ...on.buildMessage('a', 1, []).pdu, prev_events: [eventId('$nobody-has-this')] });
    on.deliver('a', 'b', [orphan]);
    on.settle();
    on.message('a', 1);
    on.pass(100);
    expect(requests(on, 'b')).toHaveLength(1);
    expect(on.room('b').waiting.size).toBe(1);
  });

  it('should ask again for what is missing, if the server crashed before the answer came', () => {
    const on = bench();
    const [, second] = chain(on, 2);
    if (second === undefined) throw new Error('no chain');
    on.deliver('a', 'b', [second]);
    on.takeOut('b', 'a');
    on.restart('b');
    on.settle();
    expect(on.tip('b')).toBe(second);
  });

  it('should check an event against the state that the others of its gap have led to, check 6 included', () => {
    const on = bench();
    on.cut.add('a>b').add('a>c');
    const before = on.tip('a');
    on.commit('a', 1);
    on.message('a', 2);
    const [commit, message] = [on.currentCommit('a'), on.tip('a')];
    on.cut.clear();
    // b hears of a message of the epoch before, made at the same time, after it has learnt of the commit.
    const late = on.build('c', { ...on.buildMessage('c', 1, [before]).pdu });
    on.deliver('a', 'b', [message]);
    on.settle();
    on.deliver('c', 'b', [late]);
    on.settle();
    expect(received(on, 'b').map(({ event, outcome, rule }) => [event, outcome, rule])).toStrictEqual([
      [commit?.label, 'accepted', undefined],
      [message.label, 'accepted', undefined],
      [late.label, 'soft_failed', '11'],
    ]);
    const shown = on.shownTo(deviceOf('b')).flatMap((item) => (item.kind === 'timeline' ? [item.event.label] : []));
    expect(shown).not.toContain(late.label);
  });
});

describe('checks 1 to 3', () => {
  it('should drop an event whose signature does not verify, and say nothing of it to anybody', () => {
    const on = bench();
    const event = on.buildMessage('a', 1, [on.tip('b')]);
    const before = on.shownTo(deviceOf('b')).length;
    on.deliver('a', 'b', [{ ...event, pdu: { ...event.pdu, origin_server_ts: 1 } }]);
    expect(on.factsOf('event_dropped', 'b')).toMatchObject([{ event: event.label, check: 2 }]);
    expect(received(on, 'b')).toStrictEqual([]);
    expect(on.shownTo(deviceOf('b'))).toHaveLength(before);
  });

  it('should redact an event whose content hash does not match, and go on with what is left', () => {
    const on = bench();
    const event = on.buildMessage('a', 1, [on.tip('b')]);
    on.deliver('a', 'b', [{ ...event, pdu: { ...event.pdu, content: { ...event.pdu.content, added: true } } }]);
    expect(on.factsOf('event_redacted', 'b')).toMatchObject([{ event: event.label }]);
    expect(on.room('b').graph.get(event.id)?.event.pdu.content).not.toHaveProperty('added');
  });

  it('should ignore what it has, whatever the sender calls it', () => {
    const on = bench();
    const event = on.buildMessage('a', 1, [on.tip('b')]);
    on.deliver('a', 'b', [event, event]);
    on.deliver('c', 'b', [event]);
    on.deliver('c', 'b', [{ ...event, id: eventId('$another-name') }]);
    expect(received(on, 'b')).toHaveLength(1);
  });
});

describe('what a server makes itself', () => {
  it('should refuse its client what its rules refuse, and give a repeated request the same answer', () => {
    const on = bench();
    const early = on.sendRequest('a', 'm.room.encrypted', on.commitBytes(1));
    expect(on.ask(deviceOf('a'), early)).toMatchObject({ kind: 'refused', rule: '12' });
    const request = on.sendRequest('b', 'm.mls.pending_commit', on.commitBytes(1));
    expect(on.ask(deviceOf('b'), request)).toStrictEqual({ kind: 'done' });
    const { length } = on.factsOf('event_created');
    expect(on.ask(deviceOf('b'), request)).toStrictEqual({ kind: 'done' });
    expect(on.factsOf('event_created')).toHaveLength(length);
  });

  it('should send events in the order of their references, if one brings about another', () => {
    const on = Bench.withRoom(LISTS, { ...BASELINE, slots: 'per_epoch' });
    // The head converts its own client's pending commit in the same turn.
    on.tell(deviceOf('a'), on.sendRequest('a', 'm.mls.pending_commit', on.commitBytes(1)));
    on.settle();
    expect(on.factsOf('event_created', 'a').map(({ type }) => type)).toStrictEqual(['m.mls.pending_commit', 'm.mls.commit']);
    expect(on.factsOf('backfill_requested')).toStrictEqual([]);
    expect(on.currentCommit('b')).toBe(on.currentCommit('a'));
  });

  it('should tell its devices of a new current commit with the commits that lead there, from the last that they share', () => {
    const on = bench();
    const first = on.currentCommit('b');
    on.cut.add('a>b').add('b>a').add('a>c').add('b>c').add('c>a').add('c>b');
    on.commit('b', 1);
    on.commit('b', 2);
    const losing = on.currentCommit('b');
    on.commit('a', 1);
    const fork = on.currentCommit('a');
    on.commit('a', 2);
    const winning = on.currentCommit('a');
    on.cut.clear();
    on.pass(2);
    on.commit('a', 3);
    on.pass(2);
    const items = on.shownTo(deviceOf('b')).flatMap((item) => (item.kind === 'current_commit' ? [item] : []));
    expect(items.at(-1)?.chain.map(({ label }) => label)).toStrictEqual(
      [first, fork, winning, on.currentCommit('a')].map((event) => event?.label),
    );
    expect(on.currentCommit('b')).toBe(on.currentCommit('a'));
    expect(losing).not.toBe(winning);
    expect(on.factsOf('current_commit_changed', 'b').at(-1)).toMatchObject({ from: losing?.label });
  });

  it('should refuse a commit of a server that is no power, and one whose epoch does not follow', () => {
    const on = bench();
    expect(on.commit('c', 1)).toMatchObject({ kind: 'refused', rule: '9.7' });
    expect(on.commit('a', 2)).toMatchObject({ kind: 'refused', rule: '9.3' });
    expect(on.factsOf('event_refused')).toHaveLength(2);
    expect(on.factsOf('event_created')).toHaveLength(0);
    expect(on.tray).toHaveLength(0);
  });
});
