/** Runs for other tools, each loaded by a parser that follows the rules of its format. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { traceRecord } from '../../src/cli/trace-line.js';
import { randomScenario } from '../../src/library/arbitraries/scenario.js';
import type { Export, Write } from '../../src/report/exports/export.js';
import { PerfettoExport } from '../../src/report/exports/perfetto.js';
import { ShivizExport } from '../../src/report/exports/shiviz.js';
import { TardisExport } from '../../src/report/exports/tardis.js';
import type { TraceFact } from '../../src/report/space-time/packed-facts.js';
import { factsOf } from '../simulation/running.js';
import { EVERY_FAULT } from './running.js';

const traceOf = async (document: object): Promise<readonly TraceFact[]> =>
  (await factsOf({ ...document, mls: 'symbolic' })).map((fact) => JSON.parse(JSON.stringify(traceRecord(fact))) as TraceFact);

function exported(kind: new (write: Write) => Export, facts: readonly TraceFact[]): string {
  let text = '';
  const made = new kind((more) => {
    text += more;
  });
  for (const fact of facts) made.fact(fact);
  made.end();
  return text;
}

/** Holds a format to its rules in a run with every fault, and in random ones. */
const hold = async (check: (facts: readonly TraceFact[]) => void): Promise<void> => {
  check(await traceOf(EVERY_FAULT));
  const scenarios = randomScenario({ powers: [1, 2, 3], kinds: ['update', 'add', 'remove'] });
  await fc.assert(
    fc.asyncProperty(scenarios, async (document) => check(await traceOf(document))),
    { numRuns: 5 },
  );
};

interface TardisEvent {
  readonly event_id: string;
  readonly type: string;
  readonly sender: string;
  readonly state_key?: string;
  readonly depth: number;
  readonly room_id?: string;
  readonly origin_server_ts: number;
  readonly prev_events: readonly string[];
  readonly auth_events: readonly string[];
}

describe('tardis', () => {
  it('should be a scenario of version 1: every event whole, after those that it refers to, and deeper', async () => {
    await hold((facts) => {
      // What its loader asks of a file: a version, a room, and of each event an id, a type and a depth that is not 0.
      const file = JSON.parse(exported(TardisExport, facts)) as {
        readonly events: readonly TardisEvent[];
        readonly annotations: { readonly title: string; readonly events: Readonly<Record<string, string>> };
      };
      expect(file).toMatchObject({ tardis_version: 1, room_version: 'm.mls.1', room_id: expect.any(String), calculate_event_ids: false });
      const created = facts.filter(({ kind, room }) => kind === 'event_created' && room === undefined);
      expect(file.events.map(({ event_id }) => event_id)).toEqual(created.map(({ event }) => `$${event}`));
      const depths = new Map<string, number>();
      for (const [place, { event_id, type, sender, state_key, depth, prev_events, auth_events }] of file.events.entries()) {
        for (const earlier of prev_events) expect(depth).toBeGreaterThan(depths.get(earlier) ?? Number.POSITIVE_INFINITY);
        for (const earlier of auth_events) expect(depths.has(earlier)).toBe(true);
        expect([depth > 0, type]).toEqual([true, created[place]?.type]);
        expect(sender).toMatch(new RegExp(`^@[^:]+:${created[place]?.node}$`));
        expect(state_key).toBe(type === 'm.room.create' || type === 'm.mls.commit' ? '' : undefined);
        depths.set(event_id, depth);
      }
      expect(Object.keys(file.annotations.events)).toEqual(file.events.map(({ event_id }) => event_id));
    });
  });
});

describe('shiviz', () => {
  it('should be a log whose every line its own parser takes, with clocks that are vector clocks', async () => {
    await hold((facts) => {
      const [parser = '', delimiter, ...lines] = exported(ShivizExport, facts).split('\n');
      expect(delimiter).toBe('');
      const log = lines.join('\n');
      const found = [...log.matchAll(new RegExp(parser, 'g'))];
      expect(found.map(([all]) => all).join('\n')).toBe(log.trimEnd());
      // A node's own place counts its events one by one, and no clock knows of an event that had not happened.
      const clocks = new Map<string, Record<string, number>>();
      for (const { groups } of found) {
        const host = groups?.host ?? '';
        const clock = JSON.parse(groups?.clock ?? '') as Record<string, number>;
        const before = clocks.get(host) ?? {};
        expect(clock[host]).toBe((before[host] ?? 0) + 1);
        for (const [node, count] of Object.entries(clock)) {
          expect(count).toBeGreaterThanOrEqual(before[node] ?? 0);
          if (node !== host) expect(count).toBeLessThanOrEqual(clocks.get(node)?.[node] ?? 0);
        }
        clocks.set(host, clock);
      }
      const received = found.filter(({ groups }) => groups?.event?.startsWith('receives '));
      const arrived = facts.filter(({ kind, arrives_ms }) => kind === 'transmission' && arrives_ms !== undefined);
      // What is still held for a node that never came back was not received.
      expect(received.length).toBeLessThanOrEqual(arrived.length);
      expect(received.length).toBeGreaterThan(0.9 * arrived.length);
    });
  });

  it('should have what happened before be before: an event at its maker before it at any other server', async () => {
    const facts = await traceOf(EVERY_FAULT);
    const log = [...exported(ShivizExport, facts).matchAll(/^(\S+) (.*)\n(\S+) (\{.*\})$/gm)].map(
      ([, , what = '', host = '', clock = '{}']) => ({
        ...{ what, host, clock: JSON.parse(clock) as Record<string, number> },
      }),
    );
    const created = log.filter(({ what }) => what.startsWith('event created '));
    let checked = 0;
    for (const { what, host, clock } of created) {
      const [, event = ''] = /"event":"([^"]+)"/.exec(what) ?? [];
      for (const later of log.filter((each) => each.host !== host && each.what.startsWith(`event received {"event":"${event}"`))) {
        expect(later.clock[host]).toBeGreaterThanOrEqual(clock[host] ?? Number.POSITIVE_INFINITY);
        checked += 1;
      }
    }
    expect(checked).toBeGreaterThan(30);
  });
});

interface TraceEvent {
  readonly ph: string;
  readonly name: string;
  readonly ts: number;
  readonly dur?: number;
  readonly pid: number;
  readonly tid: number;
  readonly id?: number;
  readonly args?: { readonly name?: string };
}

describe('perfetto', () => {
  it('should be trace events: slices that lie in each other or apart, flows from slice to slice, every thread named', async () => {
    await hold((facts) => {
      const { traceEvents } = JSON.parse(exported(PerfettoExport, facts)) as { readonly traceEvents: readonly TraceEvent[] };
      const named = new Set(
        traceEvents.flatMap(({ ph, name, pid, tid }) => (ph === 'M' && name === 'thread_name' ? [`${pid} ${tid}`] : [])),
      );
      const slices = new Map<string, TraceEvent[]>();
      const flows = new Map<number | undefined, TraceEvent>();
      const begins = (thread: string, ts: number): boolean => slices.get(thread)?.some((slice) => slice.ts === ts) === true;
      for (const event of traceEvents) {
        const thread = `${event.pid} ${event.tid}`;
        expect([Number.isInteger(event.ts), event.ts >= 0, event.pid > 0, event.tid > 0]).toEqual([true, true, true, true]);
        expect('MXisf').toContain(event.ph);
        if (event.ph !== 'M') expect(named).toContain(thread);
        if (event.ph === 'X') slices.set(thread, [...(slices.get(thread) ?? []), event]);
        if (event.ph === 's') flows.set(event.id, event);
        if (event.ph === 's' || event.ph === 'f') expect(begins(thread, event.ts)).toBe(true);
        if (event.ph === 'f') expect(flows.get(event.id)?.ts).toBeLessThanOrEqual(event.ts);
      }
      for (const list of slices.values()) {
        const open: number[] = [];
        for (const { ts, dur = 0 } of list.sort((a, b) => a.ts - b.ts || (b.dur ?? 0) - (a.dur ?? 0))) {
          expect(dur).toBeGreaterThan(0);
          while ((open.at(-1) ?? Number.POSITIVE_INFINITY) <= ts) open.pop();
          expect(ts + dur).toBeLessThanOrEqual(open.at(-1) ?? Number.POSITIVE_INFINITY);
          open.push(ts + dur);
        }
      }
      const stated = facts.filter(({ kind, node, at_ms }) => kind !== 'transmission' && node !== undefined && at_ms >= 0);
      expect(traceEvents.filter(({ ph }) => ph === 'i')).toHaveLength(stated.length);
      const sent = facts.filter(({ kind, at_ms, arrives_ms }) => kind === 'transmission' && at_ms >= 0 && arrives_ms !== undefined);
      expect(flows.size).toBe(sent.length);
    });
    const lost = { ...EVERY_FAULT, room: { ...EVERY_FAULT.room, security: { window: '10s' } } };
    const { traceEvents } = JSON.parse(exported(PerfettoExport, await traceOf(lost))) as { readonly traceEvents: readonly TraceEvent[] };
    const spans = traceEvents.flatMap(({ ph, name, dur = 0 }) => (ph === 'X' && dur > 1 ? [name] : []));
    expect(spans).toEqual(
      expect.arrayContaining(['a.example | b.example', 'crashed a.example', 'cannot follow its server', 'a.example#9']),
    );
  });
});
