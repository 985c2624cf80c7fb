import { describe, expect, it } from 'vitest';
import { RecordingOutbox } from '../../src/kernel/outbox.js';
import { localInstant } from '../../src/kernel/time.js';

describe('recording outbox', () => {
  it('should hand over everything once, in the order asked for', () => {
    const outbox = new RecordingOutbox<string, string, number>();
    outbox.send('b.example', 'hello');
    outbox.setTimer('sync', localInstant(5));
    outbox.emit(7);
    outbox.setTimer('retry', localInstant(9), { work: true });
    outbox.cancelTimer('sync');

    const drained = outbox.drain();
    outbox.emit(8);

    expect(drained).toEqual([
      { kind: 'send', to: 'b.example', message: 'hello' },
      { kind: 'set_timer', name: 'sync', at: 5, work: false },
      { kind: 'emit', fact: 7 },
      { kind: 'set_timer', name: 'retry', at: 9, work: true },
      { kind: 'cancel_timer', name: 'sync' },
    ]);
    expect(outbox.effects).toEqual([{ kind: 'emit', fact: 8 }]);
  });
});
