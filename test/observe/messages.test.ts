import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { a, atA, atB, atC, b, c, DEVICES, FIRST, Story } from './story.js';

const NOBODY = { key_deleted: 0, never_joined: 0, fork: 0, other: 0, other_after_decline: 0, other_by_failure: {} };

describe('messages', () => {
  it('should count a pair for every other device on the roster, once the server has made an event of the message', () => {
    const story = new Story();
    story.submit(atA, 1);
    const kept = story.submit(atB, 1);
    story.accept(atB, kept);
    story.tell(atC, { kind: 'message_withheld', text: 1 });
    expect(story.end().metrics.messages).toMatchObject({ sent: 1, withheld: 1, pairs: 2, undelivered: 2 });
  });

  it('should count nothing of the setting up', () => {
    const story = new Story().at(-10);
    const message = story.submit(atA, 1);
    story.decrypt(atB, message, story.accept(atA, message)).tell(atC, { kind: 'message_withheld', text: 1 });
    expect(story.end().metrics.messages).toMatchObject({ sent: 0, withheld: 0, pairs: 0, decrypted: 0, undelivered: 0 });
  });

  it('should measure from the first attempt, if the server refused it', () => {
    const story = new Story();
    const refused = story.at(1_000).submit(atA, 7);
    story.at(1_020).refuse(atA, refused);
    const again = story.at(1_060).submit(atA, 7);
    const event = story.at(1_080).accept(atA, again);
    story.at(1_100).decrypt(atB, again, event).at(1_200.5).decrypt(atC, again, event);
    const next = story.at(2_000).submit(atA, 8);
    story.at(2_010).decrypt(atB, next, story.accept(atA, next));
    const { messages } = story.end().metrics;
    expect(messages).toMatchObject({ sent: 2, refused_at_send: 1, pairs: 4, decrypted: 3, undelivered: 1 });
    expect(messages.latency_ms).toEqual({ count: 3, p50: 100, p95: 200.5, p99: 200.5, max: 200.5 });
  });

  it('should take a message that is decrypted late for decrypted only', () => {
    const story = new Story();
    const message = story.submit(atA, 1);
    const event = story.accept(atA, message);
    story.fail(atB, message, event, FIRST).at(50).decrypt(atB, message, event, true);
    const { messages } = story.end().metrics;
    expect(messages).toMatchObject({ decrypted: 1, decrypted_late: 1, undelivered: 1 });
    expect(messages.undecryptable.total).toBe(0);
  });

  it('should tell hidden from undelivered by what the server of the device made of the event', () => {
    const story = new Story();
    const [early, late, lost] = [1, 2, 3].map((text) => {
      const message = story.submit(atA, text);
      return story.accept(atA, message);
    });
    story.receive(early!, [b], 'soft_failed', 'm.room.encrypted').receive(early!, [c], 'rejected', 'm.room.encrypted', 5);
    story.receive(late!, [b, c], 'accepted', 'm.room.encrypted');
    story.tell(b, { kind: 'event_dropped', event: lost!, check: 2, why: 'signature' });
    const { metrics, violations } = story.end();
    expect(metrics.messages).toMatchObject({ pairs: 6, hidden: { total: 2, soft_failed: 1, rejected: 1 }, undelivered: 4 });
    expect(metrics.events.rejected).toEqual({ total: 1, '11': 1 });
    expect(metrics.events.soft_failed).toEqual({ total: 1, '11': 1 });
    expect(violations).toEqual([]);
  });

  describe('undecryptable', () => {
    it('should be key_deleted, if the device once held the state', () => {
      const story = new Story();
      const message = story.submit(atA, 1);
      const event = story.accept(atA, message);
      const next = story.commit(atA);
      story.enter(atB, next).fail(atB, message, event, next);
      expect(story.end().metrics.messages.undecryptable).toEqual({ ...NOBODY, total: 1, key_deleted: 1 });
    });

    it('should be key_deleted, if the device held the state beside its current one only, which it still stands in', () => {
      const story = new Story();
      const [left, right] = [story.commit(atA), story.commit(atC)];
      const message = story.submit(atC, 1, right);
      const event = story.accept(atC, message);
      story.enter(atB, left).tell(atB, { kind: 'state_retained', state: right }).tell(atB, { kind: 'state_deleted', state: right });
      story.fail(atB, message, event, left);
      const { messages, agreement } = story.end(story.publish(a, left)).metrics;
      expect(messages.undecryptable).toEqual({ ...NOBODY, total: 1, key_deleted: 1 });
      expect(agreement.devices_current).toBeCloseTo(1 / 3);
    });

    it('should be never_joined, if the device held no state on the way', () => {
      const story = new Story();
      const newcomer = '@d:c.example/1' as typeof atC;
      const added = story.commit(atA, { roster: [...DEVICES, newcomer] });
      story.enter(atA, added);
      const message = story.submit(atA, 1, added, [...DEVICES, newcomer]);
      story.fail(newcomer, message, story.accept(atA, message), undefined);
      const { messages } = story.end().metrics;
      expect(messages).toMatchObject({ pairs: 3, undelivered: 2 });
      expect(messages.undecryptable).toEqual({ ...NOBODY, total: 1, never_joined: 1 });
    });

    it('should be never_joined, if the device holds a later state only', () => {
      const story = new Story();
      const newcomer = '@d:c.example/1' as typeof atC;
      const before = story.commit(atA);
      const added = story.commit(atA, { parent: before, epoch: 2, roster: [...DEVICES, newcomer] });
      story.enter(newcomer, added, 'welcome');
      const [after, early] = [story.submit(atA, 1, added), story.submit(atA, 2, before, [...DEVICES, newcomer])];
      story.fail(atB, after, story.accept(atA, after), FIRST).fail(newcomer, early, story.accept(atA, early), added);
      expect(story.end().metrics.messages.undecryptable).toMatchObject({ total: 2, other: 1, never_joined: 1 });
    });

    it('should be a fork, if the device stood on another branch, be it where it was removed', () => {
      const story = new Story();
      const [left, right] = [story.commit(atA), story.commit(atC)];
      story.enter(atA, left).enter(atB, right).tell(atC, { kind: 'group_left', by: right });
      const message = story.submit(atA, 1, left);
      const event = story.accept(atA, message);
      story.fail(atB, message, event, right).fail(atC, message, event, undefined);
      expect(story.end().metrics.messages.undecryptable).toEqual({ ...NOBODY, total: 2, fork: 2 });
    });

    it('should be named by its failure, if nothing else explains it', () => {
      const story = new Story();
      const next = story.commit(atA);
      const message = story.enter(atA, next).submit(atA, 1, next);
      story.fail(atB, message, story.accept(atA, message), FIRST);
      expect(story.end().metrics.messages.undecryptable).toEqual({ ...NOBODY, total: 1, other: 1, other_by_failure: { cannot_open: 1 } });
    });
  });

  it('should add up (if anything happens in any order)', () => {
    const device = fc.constantFrom(...DEVICES);
    const step = fc.record({
      what: fc.constantFrom('send', 'refuse', 'decrypt', 'fail', 'hide', 'show', 'move'),
      device,
      pick: fc.nat(20),
      rejected: fc.boolean(),
    });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 80 }), (steps) => {
        const story = new Story();
        const states = [FIRST, story.commit(atA), story.commit(atB)];
        const sent: {
          readonly message: typeof FIRST;
          readonly event: string;
          readonly sender: string;
          readonly seen: Map<string, boolean>;
        }[] = [];
        for (const [index, { what, device: by, pick, rejected }] of steps.entries()) {
          story.at(index);
          const state = states[pick % states.length]!;
          const target = sent[pick % Math.max(1, sent.length)];
          if (what === 'send' || what === 'refuse') {
            const message = story.submit(by, index, state);
            if (what === 'refuse') story.refuse(by, message);
            else sent.push({ message, event: story.accept(by, message), sender: by, seen: new Map() });
          } else if (what === 'move') story.enter(by, state, 'rollback');
          else if (target === undefined || target.sender === by) continue;
          else if (what === 'hide') {
            const server = by === atA ? a : by === atB ? b : c;
            story.receive(target.event, [server], rejected ? 'rejected' : 'soft_failed', 'm.room.encrypted');
          } else if (what === 'decrypt' && target.seen.get(by) !== true) {
            story.decrypt(by, target.message, target.event, target.seen.has(by));
            target.seen.set(by, true);
          } else if (what === 'fail' && !target.seen.has(by)) {
            story.fail(by, target.message, target.event, rejected ? undefined : state);
            target.seen.set(by, false);
          }
        }
        const { metrics, violations } = story.end();
        const { pairs, decrypted, undecryptable, hidden, undelivered } = metrics.messages;
        expect(pairs).toBe(2 * sent.length);
        expect(decrypted).toBe(sent.flatMap(({ seen }) => [...seen.values()].filter(Boolean)).length);
        expect(decrypted + undecryptable.total + hidden.total + undelivered).toBe(pairs);
        const { key_deleted, never_joined, fork, other } = undecryptable;
        expect(key_deleted + never_joined + fork + other).toBe(undecryptable.total);
        expect(violations).toEqual([]);
      }),
    );
  });
});
