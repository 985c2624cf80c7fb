/** Answers about a run, held to the run: to its facts, its metrics, and to what another run is like where an answer foretells it. */
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { stampedFact, traceRecord } from '../../src/cli/trace-line.js';
import { randomScenario } from '../../src/library/arbitraries/scenario.js';
import type { RunOutcome } from '../../src/observe/run-result.js';
import { explain } from '../../src/report/explain/explain.js';
import { clock, type Explanation, isUnknown, type Question } from '../../src/report/explain/explanation.js';
import { TraceStory } from '../../src/report/explain/trace-story.js';
import type { TraceFact } from '../../src/report/space-time/packed-facts.js';
import { factsOf, runOf } from '../simulation/running.js';
import { EVERY_FAULT } from './running.js';

interface Traced {
  readonly facts: readonly TraceFact[];
  readonly outcome: RunOutcome;
}

async function traced(document: object): Promise<Traced> {
  const facts: TraceFact[] = [];
  const onFact = (fact: Parameters<typeof traceRecord>[0]): void => {
    facts.push(JSON.parse(JSON.stringify(traceRecord(fact))) as TraceFact); // as a line of the trace is read
  };
  return { outcome: await runOf({ ...document, mls: 'symbolic' }, { blame: true, onFact }), facts };
}

function answer({ facts }: Traced, question: Question): Explanation {
  const story = new TraceStory(question);
  for (const fact of facts) story.fact(stampedFact(fact));
  const told = explain(story, question);
  if (isUnknown(told)) throw new Error(`nothing known of ${told.unknown.name}`);
  // What a sentence stands on is about something that it names.
  for (const { text, facts: lines } of told.sentences) {
    for (const line of lines) {
      const fact = facts[line - 1] ?? { at_ms: 0 };
      const words = `${told.title} ${text}`;
      const names = JSON.stringify(fact).match(/[\w@:.]+\.example[^"]*/g) ?? [];
      const isTold = words.includes(clock(fact.at_ms * 1_000)) || names.some((name) => words.includes(name)) || 'final' in fact;
      expect(isTold, `${line}: ${text}`).toBe(true);
    }
  }
  return told;
}

const said = ({ sentences }: Explanation): string => sentences.map(({ text }) => text).join('\n');
const scenarios = randomScenario({ powers: [1, 2, 3], kinds: ['update', 'add', 'remove', 'servers'] });

describe('a line of the trace', () => {
  it('should be the fact again, of whatever kind', async () => {
    const check = async (document: object): Promise<void> => {
      for (const fact of await factsOf({ ...document, mls: 'symbolic' }))
        expect(stampedFact(JSON.parse(JSON.stringify(traceRecord(fact))) as TraceFact)).toEqual(fact);
    };
    await check(EVERY_FAULT);
    await fc.assert(fc.asyncProperty(scenarios, check), { numRuns: 2 });
  });
});

describe('an answer about a message', () => {
  it('should name the cause that the metrics count, and what decided, for any device that has not read it; and the reader otherwise', async () => {
    await fc.assert(
      fc.asyncProperty(scenarios, fc.nat(), async (document, which) => {
        const run = await traced(document);
        const { blame = [] } = run.outcome;
        const one = blame[which % Math.max(1, blame.length)];
        if (one !== undefined) {
          const text = said(answer(run, { kind: 'message', message: one.message, device: one.device }));
          expect(text).toContain(`Cause: ${one.cause}: `);
          expect(text).toContain(one.decision.why);
        }
        const read = run.facts.find(({ kind, at_ms, room }) => kind === 'message_decrypted' && at_ms >= 0 && room === undefined);
        if (read === undefined) return;
        const told = answer(run, { kind: 'message', message: String(read.message), device: String(read.node) });
        expect(said(told)).toContain(`${read.node} read it at ${clock(read.at_ms * 1_000)}`);
      }),
      { numRuns: 15, examples: [[EVERY_FAULT as never, 0]] },
    );
  });

  it('should call it by its number among those sent, and count who has read it', async () => {
    const run = await traced(EVERY_FAULT);
    const sent = run.facts.filter(({ kind, type, at_ms }) => kind === 'event_created' && type === 'm.room.encrypted' && at_ms >= 0);
    for (const number of [1, 7, sent.length]) {
      const { title, sentences } = answer(run, { kind: 'message', message: String(number), device: undefined });
      const label = String(sent[number - 1]?.carries);
      expect(title).toBe(`Message ${number}, ${label}`);
      const readers = run.facts.filter(({ kind, message }) => kind === 'message_decrypted' && message === label).length;
      const lost = run.outcome.blame?.filter(({ message }) => message === label).length ?? 0;
      expect(sentences.map(({ text }) => text).join()).toContain(`${readers} of ${readers + lost} read it`);
      expect(sentences.filter(({ text }) => text.includes(' did not ('))).toHaveLength(lost);
    }
  });

  it('should foretell the window that would have helped: with it the message is read, with a second less it is not', async () => {
    const parted = (latency: number, more: object) => (window: string) => ({
      duration: '50m',
      servers: [{ name: 'a.example' }, { name: 'b.example' }],
      users: [
        { id: '@alice:a.example', clock: { drift: '2000ppm' } },
        { id: '@bob:b.example', clock: { drift: '-2000ppm' } },
      ],
      room: { creator: '@alice:a.example', powers: ['a.example', 'b.example'], security: { window } },
      recovery: { readd: 'never' },
      network: { latency: { constant: `${latency}ms` } },
      workload: { messages: { every: '90s', by: 'device' } },
      timeline: [
        { at: '10m', partition: [['a.example'], ['b.example']], for: '12m' },
        { at: '11m', commit: { by: '@alice:a.example', update: true } },
        { at: '12m', commit: { by: '@bob:b.example', update: true } },
      ],
      ...more,
    });
    /** A message of that cause that the device has not read, with the least window foretold, is read with it and not with a second less. */
    const hold = async (cause: string, device: string, withWindow: (window: string) => object): Promise<void> => {
      const run = await traced(withWindow('10s'));
      const first = run.outcome.blame?.find((each) => each.cause === cause && each.device === device);
      const text = said(answer(run, { kind: 'message', message: String(first?.message), device }));
      const least = Number(/A security\.window of (\d+)s/.exec(text)?.[1]);
      if (cause === 'fork') expect(text).toContain('what parted the two then was the partition a.example | b.example');
      for (const [window, isRead] of [
        [least, true],
        [least - 1, false],
      ] as const) {
        const { blame = [] } = (await traced(withWindow(`${window}s`))).outcome;
        expect(blame.some((each) => each.message === first?.message && each.device === device)).toBe(!isRead);
      }
    };
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 900 }), async (latency) => {
        await hold('fork', '@bob:b.example/1', parted(latency, {}));
        // Where check 6 lets a message of the epoch before through, it comes to a device that has left that state.
        const [, head] = parted(latency, {})('10s').timeline;
        const late = { rules: { message_epoch: 'not_at_check_6' }, timeline: [parted(latency, {})('10s').timeline[0], head] };
        await hold('key_deleted', '@alice:a.example/1', parted(latency, late));
      }),
      { numRuns: 5 },
    );
  });
});

describe('a window foretold', () => {
  it('should help, in whatever run it is foretold: the message is read with it', async () => {
    const forking = randomScenario({ powers: [2, 3], kinds: ['update', 'add', 'remove', 'state'] });
    await fc.assert(
      fc.asyncProperty(forking, async ({ room, ...more }) => {
        const withWindow = (window: string) => ({ ...more, room: { ...room, security: { window } }, recovery: { readd: 'never' } });
        const run = await traced(withWindow('0s'));
        const lost = run.outcome.blame?.find(({ cause }) => cause === 'fork' || cause === 'key_deleted');
        if (lost === undefined) return;
        const text = said(answer(run, { kind: 'message', message: lost.message, device: lost.device }));
        const [, least] = /A security\.window of (\d+)s/.exec(text) ?? [];
        if (least === undefined || Number(least) > 7 * 86_400) return;
        const { blame = [] } = (await traced(withWindow(`${least}s`))).outcome;
        expect(blame.filter(({ message, device }) => message === lost.message && device === lost.device)).toEqual([]);
      }),
      { numRuns: 50 },
    );
  });

  it('should be none where a proposal that the branch takes up never came (H39), or the branch was never current', async () => {
    const text = readFileSync(new URL('../../scenarios/proposal-defeats-window.yaml', import.meta.url), 'utf8');
    const run = await traced(parse(text) as object);
    const blamed = (device: string) => run.outcome.blame?.find((each) => each.cause === 'fork' && each.device === device);
    const told = (device: string) => said(answer(run, { kind: 'message', message: String(blamed(device)?.message), device }));
    expect(told('@bob:b.example/1')).toContain(
      '@xena:x.example/1?1, a proposal that @alice:a.example/1#2 takes up, never reached @bob:b.example/1: no window would have helped (H39).',
    );
    expect(told('@alice:a.example/1')).toContain(
      "@alice:a.example/1 was never shown a current commit on the message's branch, so no window would have had it go there.",
    );
  });
});

describe('an answer about a commit', () => {
  it('should say of each what the metrics count, and of one that lost, which resolution refused it or what it lost to', async () => {
    await fc.assert(
      fc.asyncProperty(scenarios, async (document) => {
        const run = await traced(document);
        const made = run.facts.filter(({ kind, at_ms, room }) => kind === 'commit_created' && at_ms >= 0 && room === undefined);
        const counted: Record<string, number> = {};
        for (const { commit } of made.slice(0, 40)) {
          const text = said(answer(run, { kind: 'commit', commit: String(commit) }));
          const fate = /What became of it \((\w+)\)/.exec(text)?.[1] ?? '';
          counted[fate] = (counted[fate] ?? 0) + 1;
        }
        const { accepted, lost, refused, stale, expired, open } = run.outcome.metrics.commits;
        if (made.length <= 40)
          expect({ accepted: 0, lost: 0, refused: 0, stale: 0, expired: 0, open: 0, ...counted }).toEqual({
            accepted,
            lost,
            refused,
            stale,
            expired,
            open,
          });
      }),
      { numRuns: 8, examples: [[EVERY_FAULT as never]] },
    );
    const run = await traced(EVERY_FAULT);
    const lost = said(answer(run, { kind: 'commit', commit: '@bob:b.example/1#1' }));
    expect(lost).toContain('was refused by rule 9.3: the epoch is 1, not 2.');
    expect(lost).toContain('Auth rule 9.3: ');
    expect(lost).toContain('what parted the two then was the partition a.example | b.example');
  });
});

describe('an answer about a server', () => {
  it('should say which commit was current then, until when, and what was in the way', async () => {
    const run = await traced(EVERY_FAULT);
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 0, max: 50 * 60_000 }), fc.constantFrom('a.example', 'b.example'), async (ms, server) => {
        const text = said(answer(run, { kind: 'server', server: server.slice(0, 1), at: ms * 1_000 }));
        const changes = run.facts.filter(({ kind, node }) => kind === 'current_commit_changed' && node === server);
        expect(text).toContain(`Its current commit was ${changes.findLast(({ at_ms }) => at_ms <= ms)?.to}`);
        const next = changes.find(({ at_ms }) => at_ms > ms);
        expect(text).toContain(
          next === undefined ? 'It kept that to the end.' : `It changed to ${next.to} at ${clock(next.at_ms * 1_000)}.`,
        );
        expect(text.includes('In its way was the partition')).toBe(ms >= 600_000 && ms < 1_320_000);
      }),
      { numRuns: 30 },
    );
  });
});

describe('the overview', () => {
  it('should ask nothing that has no answer, and account for all that was not read', async () => {
    await fc.assert(
      fc.asyncProperty(scenarios, async (document) => {
        const run = await traced(document);
        const { sentences } = answer(run, { kind: 'overview' });
        const counts = sentences.map(({ text }) => Number(/^(\d+) (?:more )?messages? w(?:as|ere) not read/.exec(text)?.[1] ?? 0));
        expect(counts.reduce((sum, count) => sum + count, 0)).toBe(run.outcome.blame?.length);
        for (const { ask } of sentences) {
          const [, message, device] = /^message (\S+) on (\S+)$/.exec(ask ?? '') ?? [];
          if (message !== undefined) expect(said(answer(run, { kind: 'message', message, device }))).toContain('Cause: ');
        }
      }),
      { numRuns: 8, examples: [[EVERY_FAULT as never]] },
    );
  });
});
