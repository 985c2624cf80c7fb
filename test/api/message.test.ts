import { describe, expect, it } from 'vitest';
import { attemptOf, type Message, ThingsCarried } from '../../src/api/message.js';
import { eventLabel } from '../../src/names.js';
import { BASELINE } from '../../src/room/msc4256/reading.js';
import { roomVersion } from '../../src/room/msc4256/room-version.js';
import { RoomDag } from '../room/room-dag.js';

const thingCarried = (message: Message): string => new ThingsCarried().by(message);

const dag = new RoomDag(roomVersion(BASELINE), { powers: ['a'], servers: ['a'] });
const event = dag.create('cr');

const request: Message = {
  kind: 'request',
  exchange: 'a>b:7',
  thing: 'm.mls.commit x',
  attempt: 3,
  body: { kind: 'transaction', pdus: [], edus: [] },
};
const answer: Message = { kind: 'answer', exchange: 'a>b:7', thing: 'm.mls.commit x', attempt: 3, body: { kind: 'done' } };

describe('what a transmission carries, for the network', () => {
  it('should tell a request from its answer, and every try from the one before', () => {
    expect(thingCarried(request)).not.toBe(thingCarried(answer));
    expect([request, answer].map(attemptOf)).toStrictEqual([3, 3]);
    expect(thingCarried({ ...request, attempt: 4 })).toBe(thingCarried(request));
  });

  it('should not depend on how much else was said before', () => {
    expect(thingCarried({ ...request, exchange: 'a>b:8' })).toBe(thingCarried(request));
    const push = (from: number): Message => ({ kind: 'push', from, items: [{ kind: 'timeline', event, past: false }] });
    expect(thingCarried(push(4))).toBe(thingCarried(push(9)));
  });

  it('should tell different things apart', () => {
    const other = { ...event, label: eventLabel('other') };
    const pushes = [
      [{ kind: 'timeline', event, past: false }],
      [{ kind: 'timeline', past: false, event: other }],
      [{ kind: 'current_commit', commit: event, chain: [event], past: false }],
      [{ kind: 'key_count', oneTime: 0, unusedFallback: true }],
      [],
    ] as const;
    const messages: Message[] = [
      { kind: 'sync', since: 1 },
      { kind: 'sync', since: 2 },
      ...pushes.map((items) => ({ kind: 'push', from: 1, items }) as const),
    ];
    expect(new Set(messages.map(thingCarried)).size).toBe(messages.length);
    const remembering = new ThingsCarried();
    const twice = messages.flatMap((message) => [message, message]);
    expect(twice.map((message) => remembering.by(message))).toEqual(twice.map(thingCarried));
    expect(messages.map(attemptOf)).toStrictEqual(messages.map(() => 1));
  });
});
