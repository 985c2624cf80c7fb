import { describe, expect, it } from 'vitest';
import { deviceId } from '../../src/names.js';
import { DeviceBench } from './device-bench.js';

const TYPE = 'm.room.encrypted';
const send = { kind: 'send', text: 'hello' } as const;
const submitted = (on: DeviceBench) => on.factsOf('message_submitted').map(({ message, text, state }) => [message, text, state]);

describe('sending messages', () => {
  it('should encrypt a text in the current state and name who can read it', async () => {
    const { on, first } = await DeviceBench.joined();
    await on.command(send);
    expect(on.factsOf('message_submitted')).toStrictEqual([
      {
        kind: 'message_submitted',
        message: '@d:a/1~1',
        text: 1,
        state: first.event.carries,
        epoch: 1,
        roster: ['@other:a/1', '@d:a/1'],
      },
    ]);
    expect(on.toSend(TYPE).body).toMatchObject({ carries: '@d:a/1~1', type: TYPE });
  });

  it('should send a refused one again in the next state, whether the refusal comes before sync shows it or after', async () => {
    for (const refusalFirst of [true, false]) {
      const { on, first } = await DeviceBench.joined();
      await on.command(send);
      const next = on.other.commit(first.next);
      const refuse = () => on.refuse(TYPE, '11');
      if (refusalFirst) await refuse();
      await on.current([first, next]);
      if (!refusalFirst) await refuse();
      expect(submitted(on)).toStrictEqual([
        ['@d:a/1~1', 1, first.event.carries],
        ['@d:a/1~1.2', 1, next.event.carries],
      ]);
      await on.accept(TYPE);
      await on.current([next, on.other.commit(next.next)]);
      expect(submitted(on)).toHaveLength(2);
    }
  });

  it('should keep the order of texts that were refused', async () => {
    const { on, first } = await DeviceBench.joined();
    for (const _ of 'abc') await on.command(send);
    for (const _ of 'abc') await on.refuse(TYPE, '11');
    await on.current([first, on.other.commit(first.next)]);
    expect(submitted(on).map(([, text]) => text)).toStrictEqual([1, 2, 3, 1, 2, 3]);
  });

  it('should withhold texts while it is off the branch, or send them under off_branch: send (H49)', async () => {
    for (const off_branch of ['hold', 'send'] as const) {
      const { on, first } = await DeviceBench.joined({ reading: { off_branch } });
      await on.current([first, on.other.commit(first.next)]);
      await on.pass(600);
      await on.current([first, on.other.commit(first.next)]);
      await on.command(send);
      expect(on.factsOf('message_withheld')).toHaveLength(off_branch === 'hold' ? 1 : 0);
      expect(on.hasToSend(TYPE)).toBe(off_branch === 'send');
    }
  });

  it('should withhold a refused text, if what it raced put the device off the branch, before the refusal or after', async () => {
    for (const refusalFirst of [true, false]) {
      const { on, first } = await DeviceBench.joined();
      const ours = on.other.commit(first.next);
      await on.current([first, ours]);
      await on.pass(600);
      await on.command(send);
      if (refusalFirst) await on.refuse(TYPE, '11');
      await on.current([first, on.other.commit(first.next)]);
      if (!refusalFirst) await on.refuse(TYPE, '11');
      expect(on.factsOf('message_withheld')).toStrictEqual([{ kind: 'message_withheld', text: 1 }]);
      await on.current([first, ours]);
      expect(submitted(on)).toHaveLength(1);
    }
  });

  it('should not lose a text written after the Welcome and before sync has shown the room', async () => {
    const on = new DeviceBench(deviceId('@d:a/1'));
    await on.command({ kind: 'start' });
    const zero = on.other.commit(on.other.createGroup());
    const first = on.other.commit(zero.next, { add: [on.id] });
    await on.show(first.welcome);
    await on.command(send);
    expect(submitted(on)).toStrictEqual([]);
    await on.current([zero], true);
    await on.current([zero, first]);
    expect(submitted(on)).toStrictEqual([['@d:a/1~1', 1, first.event.carries]]);
    expect(on.factsOf('message_withheld')).toStrictEqual([]);
  });

  it('should say that a device outside the group cannot send', async () => {
    const on = new DeviceBench(deviceId('@d:a/1'));
    await on.command(send);
    expect(on.facts).toStrictEqual([{ kind: 'message_impossible', text: 1, rule: 'not_a_member', why: 'the device is not in the group' }]);
  });

  it('should give up a text that its server refuses for good, and say by which rule', async () => {
    const { on } = await DeviceBench.joined();
    await on.command(send);
    await on.refuse(TYPE, '6');
    await on.current([on.other.commit(on.other.createGroup())]);
    expect(submitted(on)).toHaveLength(1);
    expect(on.factsOf('message_impossible')).toMatchObject([{ text: 1, rule: '6' }]);
  });
});

describe('reading messages', () => {
  const decrypted = (on: DeviceBench) => on.factsOf('message_decrypted').map(({ message, state, late }) => [message, state, late]);
  const unreadable = (on: DeviceBench) => on.factsOf('message_unreadable').map(({ message, failure }) => [message, failure]);

  it('should decrypt with the current state, with a retained one, and not with one that is gone', async () => {
    const { on, first } = await DeviceBench.joined();
    const next = on.other.commit(first.next);
    const [a, b, c, d] = [first, first, next, first].map(({ next: state }) => on.other.text(state));
    if (!a || !b || !c || !d) throw new Error('unreachable');
    await on.timeline(a);
    await on.current([first, next]);
    await on.timeline(b, c);
    await on.pass(600);
    await on.timeline(d);
    expect(decrypted(on)).toStrictEqual([
      [a.carries, first.event.carries, false],
      [b.carries, first.event.carries, false],
      [c.carries, next.event.carries, false],
    ]);
    expect(unreadable(on)).toStrictEqual([[d.carries, 'former_epoch']]);
  });

  it('should decrypt each message once: its key is gone, also in a state that is left and come back to', async () => {
    const { on, first } = await DeviceBench.joined();
    const text = on.other.text(first.next);
    const again = { ...text, label: on.other.text(first.next).label };
    await on.timeline(text);
    await on.current([first, on.other.commit(first.next)]);
    await on.current([first, on.other.commit(first.next)]);
    await on.timeline(again);
    expect(unreadable(on)).toStrictEqual([[text.carries, 'used_generation']]);
  });

  it('should read late what it could not read, once a rollback has brought it to the state, the states between included', async () => {
    const { on, first } = await DeviceBench.joined();
    const ours = on.other.commit(first.next);
    const ours2 = on.other.commit(ours.next);
    const theirs = on.other.commit(first.next);
    const theirs2 = on.other.commit(theirs.next);
    await on.current([first, ours, ours2]);
    const [one, two] = [on.other.text(theirs.next), on.other.text(theirs2.next)];
    await on.timeline(one, two);
    expect(unreadable(on)).toStrictEqual([
      [one.carries, 'cannot_open'],
      [two.carries, 'cannot_open'],
    ]);
    await on.current([first, theirs, theirs2]);
    expect(decrypted(on)).toStrictEqual([
      [one.carries, theirs.event.carries, true],
      [two.carries, theirs2.event.carries, true],
    ]);
  });

  it('should read late what came before its Welcome, and pass over what is older or its own', async () => {
    const on = new DeviceBench(deviceId('@d:a/1'));
    await on.command({ kind: 'start' });
    const zero = on.other.commit(on.other.createGroup());
    const first = on.other.commit(zero.next, { add: [on.id] });
    await on.current([zero], true);
    await on.current([zero, first]);
    const [text, old] = [on.other.text(first.next), on.other.text(zero.next)];
    await on.timeline(text);
    expect(on.factsOf('message_unreadable')).toMatchObject([{ message: text.carries, state: undefined, failure: 'no_state' }]);
    await on.show(first.welcome);
    expect(decrypted(on)).toStrictEqual([[text.carries, first.event.carries, true]]);
    await on.show({ kind: 'timeline', event: old, past: true });
    await on.command(send);
    await on.timeline(await on.accept(TYPE));
    expect(on.factsOf('message_unreadable')).toHaveLength(1);
    expect(on.factsOf('message_decrypted')).toHaveLength(1);
  });

  it('should read a losing branch only under read_losing_branch: within_window, and only within it (H49)', async () => {
    for (const [read_losing_branch, wait, reads] of [
      ['no', 0, false],
      ['within_window', 0, true],
      ['within_window', 600, false],
    ] as const) {
      const { on, first } = await DeviceBench.joined({ reading: { read_losing_branch } });
      const [ours, losing] = [on.other.commit(first.next), on.other.commit(first.next)];
      await on.current([first, ours]);
      await on.pass(wait);
      await on.timeline(losing.event, on.other.text(losing.next));
      expect(decrypted(on).length === 1).toBe(reads);
      expect(on.state).toBe(ours.event.carries);
      await on.pass(599);
      expect(on.retained).toHaveLength(wait > 0 ? 0 : reads ? 2 : 1);
      await on.pass(1);
      expect(on.retained).toStrictEqual([]);
    }
  });
});
