import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Answer, Exchanges, type Request } from '../../src/kernel/exchange.js';
import { localInstant } from '../../src/kernel/time.js';
import { RecordingOutbox } from './recording-outbox.js';

interface Letter {
  readonly to: string;
  readonly request: Request<string>;
}

/** One node's exchanges, what they put on the link, and the answers that reached who asked. */
class Bench {
  readonly onLink: Letter[] = [];
  readonly answers: string[] = [];
  readonly timers = new Map<string, number>();
  now = 0;
  private readonly outbox = new RecordingOutbox<string, Request<string>, never>();
  private readonly exchanges = new Exchanges<string, string, string, Turn>('me');

  ask(to: string, body: string): Letter[] {
    const then = (reply: string): void => {
      this.answers.push(reply);
    };
    return this.do((turn) => this.exchanges.ask(turn, to, `thing ${body}`, body, then));
  }

  answer({ request: { exchange, thing, attempt, body } }: Letter): Letter[] {
    const answer: Answer<string> = { kind: 'answer', exchange, thing, attempt, body: `re ${body}` };
    return this.do((turn) => this.exchanges.answered(turn, answer));
  }

  fail = ({ request }: Letter): Letter[] => this.do((turn) => this.exchanges.undelivered(turn, request.exchange));
  disconnect = (peer: string): Letter[] => this.do((turn) => this.exchanges.disconnected(turn, peer));

  crash(way: 'resume' | 'forget'): Letter[] {
    this.timers.clear();
    return this.do((turn) => this.exchanges[way](turn));
  }

  fire(): Letter[] {
    const [first] = [...this.timers].sort(([, a], [, b]) => a - b);
    if (first === undefined) return [];
    this.timers.delete(first[0]);
    this.now = Math.max(this.now, first[1]);
    return this.do((turn) => expect(this.exchanges.timer(turn, first[0])).toBe(true));
  }

  private do(act: (turn: Turn) => unknown): Letter[] {
    act({ now: localInstant(this.now * 1e6), outbox: this.outbox });
    const sent: Letter[] = [];
    for (const effect of this.outbox.drain()) {
      if (effect.kind === 'send') sent.push({ to: effect.to, request: effect.message });
      if (effect.kind !== 'set_timer') continue;
      expect(effect.work).toBe(true);
      expect(this.timers.has(effect.name)).toBe(false);
      this.timers.set(effect.name, effect.at / 1e6);
    }
    this.onLink.push(...sent);
    return sent;
  }
}

interface Turn {
  readonly now: ReturnType<typeof localInstant>;
  readonly outbox: RecordingOutbox<string, Request<string>, never>;
}

const bodies = (letters: readonly Letter[]): string[] => letters.map(({ request }) => request.body);

type Step = 'ask' | 'answer' | 'lose' | 'repeat' | 'disconnect' | 'resume' | 'timer' | 'wait';

describe('exchanges', () => {
  it('should give each asker its answer exactly once, through any failures of requests, answers, peers and the node itself', () => {
    const step = fc.record({
      what: fc.constantFrom<Step>('ask', 'ask', 'answer', 'lose', 'repeat', 'disconnect', 'resume', 'timer', 'wait'),
      pick: fc.nat(10),
      peer: fc.constantFrom('p', 'q'),
    });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 100, size: 'max' }), (steps) => {
        const on = new Bench();
        let count = 0;
        for (const { what, pick, peer } of steps) {
          const at = pick % Math.max(on.onLink.length, 1);
          const letter = on.onLink[at];
          if (what === 'ask') on.ask(peer, String(++count));
          else if (what === 'disconnect') on.disconnect(peer);
          else if (what === 'resume') on.crash('resume');
          else if (what === 'timer') on.fire();
          else if (what === 'wait') on.now += pick / 7;
          else if (letter === undefined) continue;
          // An answer that comes twice, because the peer saw the request twice.
          else if (what === 'repeat') on.answer(letter);
          else {
            on.onLink.splice(at, 1);
            if (what === 'answer') on.answer(letter);
            else on.fail(letter);
          }
        }
        for (let left = 1000; left > 0 && on.onLink.length + on.timers.size > 0; left--) {
          const letter = on.onLink.shift();
          if (letter === undefined) on.fire();
          else on.answer(letter);
        }
        expect([...on.answers].sort()).toStrictEqual(Array.from({ length: count }, (_, i) => `re ${i + 1}`).sort());
      }),
      { numRuns: 300 },
    );
  });

  it('should ask again in the order of asking, one second after the first failure, with the attempt counted', () => {
    fc.assert(
      fc.property(fc.shuffledSubarray([0, 1, 2, 3, 4], { minLength: 1 }), fc.integer({ min: 0, max: 99 }), (failing, hundredths) => {
        const on = new Bench();
        const letters = ['a', 'b', 'c', 'd', 'e'].flatMap((body) => on.ask('p', body));
        for (const index of failing) {
          const letter = letters[index];
          if (letter !== undefined) on.fail(letter);
          on.now += hundredths / 500;
        }
        const again = on.fire();
        expect(on.now).toBe(1);
        expect(bodies(again)).toStrictEqual([...failing].sort().map((index) => 'abcde'.charAt(index)));
        for (const { request } of again) expect(request).toMatchObject({ attempt: 2, thing: `thing ${request.body}` });
        expect(on.timers.size).toBe(0);
      }),
    );
  });

  it('should not put off the next try, if more fails meanwhile', () => {
    const on = new Bench();
    const [first] = on.ask('p', 'first');
    if (first !== undefined) on.fail(first);
    for (let tick = 1; tick < 10; tick++) {
      on.now = tick / 10;
      for (const letter of on.ask('p', `later ${tick}`)) on.fail(letter);
    }
    expect(bodies(on.fire())[0]).toBe('first');
    expect(on.now).toBe(1);
  });

  it('should ask only that peer again which went away, and only what it has not answered', () => {
    const on = new Bench();
    const [answered] = on.ask('p', 'answered');
    on.ask('p', 'open');
    on.ask('q', 'elsewhere');
    if (answered !== undefined) on.answer(answered);
    on.disconnect('p');
    expect(bodies(on.fire())).toStrictEqual(['open']);
    expect(on.fire()).toStrictEqual([]);
  });

  it('should ask everything again after a crash if it is on disk, and nothing if it was in memory', () => {
    for (const way of ['resume', 'forget'] as const) {
      const on = new Bench();
      for (const letter of on.ask('p', 'failed')) on.fail(letter);
      const [late] = on.ask('q', 'under way');
      expect(bodies(on.crash(way))).toStrictEqual(way === 'resume' ? ['failed', 'under way'] : []);
      if (late !== undefined) on.answer(late);
      expect(on.answers).toStrictEqual(way === 'resume' ? ['re under way'] : []);
      // What fails from here on is tried again as ever.
      for (const letter of on.ask('p', 'new')) on.fail(letter);
      expect(bodies(on.fire())).toStrictEqual(['new']);
    }
  });

  it('should leave timers of others alone', () => {
    const exchanges = new Exchanges<string, string, string, Turn>('me');
    const outbox = new RecordingOutbox<string, Request<string>, never>();
    expect(exchanges.timer({ now: localInstant(0), outbox }, 'slot opens:!room:a')).toBe(false);
  });
});
