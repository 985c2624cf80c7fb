import { describe, expect, it } from 'vitest';
import { serverName } from '../../src/names.js';
import { ROOM } from '../room/room-dag.js';
import { DeviceBench } from './device-bench.js';

const left = { kind: 'left', room: ROOM } as const;

describe('a device whose user leaves', () => {
  it('should ask its server, and go on as before until sync says so', async () => {
    const { on, first } = await DeviceBench.joined();
    await on.command({ kind: 'leave' });
    expect(on.requests.at(-1)).toMatchObject({ kind: 'leave', room: ROOM });
    expect(on.state).toBe(first.event.carries);
  });

  it('should forget every group state that it holds, whichever of the user’s devices asked', async () => {
    const { on, first } = await DeviceBench.joined();
    const next = on.other.commit(first.next);
    await on.current([first, next]);
    expect(on.retained).toStrictEqual([first.event.carries]);
    on.facts.length = 0;
    await on.show(left);
    expect(on.device.states.all()).toStrictEqual([]);
    expect(on.facts).toStrictEqual([
      { kind: 'state_deleted', state: first.event.carries },
      { kind: 'group_abandoned', state: next.event.carries },
    ]);
    // The time at which the kept state would have been deleted passes.
    await on.pass(1_000);
    expect(on.facts).toHaveLength(2);
  });

  it('should send nothing more, nor what waited to be sent', async () => {
    const { on } = await DeviceBench.joined();
    await on.command({ kind: 'send', text: 'raced' });
    await on.refuse('m.room.encrypted', '11');
    await on.show(left);
    await on.command({ kind: 'send', text: 'too late' });
    expect(on.factsOf('message_impossible').map(({ text }) => text)).toStrictEqual([1, 2]);
    expect(on.hasToSend('m.room.encrypted')).toBe(false);
  });

  it('should come back by another Welcome and another invite', async () => {
    const { on, first } = await DeviceBench.joined();
    await on.show(left);
    const joins = () => on.requests.filter(({ kind }) => kind === 'join').length;
    const before = joins();
    const without = on.other.commit(first.next, { remove: [on.id] });
    const again = on.other.commit(without.next, { add: [on.id] });
    await on.show({ kind: 'invite', room: ROOM, via: serverName('a') });
    expect(joins()).toBe(before);
    await on.show(again.welcome);
    expect(joins()).toBe(before + 1);
    await on.current([first, without, again]);
    expect(on.state).toBe(again.event.carries);
    await on.command({ kind: 'send', text: 'here again' });
    expect(on.factsOf('message_submitted')).toMatchObject([{ state: again.event.carries }]);
  });

  it('should be left alone by another room', async () => {
    const { on, first } = await DeviceBench.joined();
    await on.show({ kind: 'left', room: '!other:a' as typeof ROOM });
    expect(on.state).toBe(first.event.carries);
  });
});
