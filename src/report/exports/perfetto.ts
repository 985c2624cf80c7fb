/**
 * A run in the Trace Event Format, which ui.perfetto.dev and chrome://tracing show: a process for each server, with a thread for what it
 * does, one for its current commit, and one for each device of its users; faults are a process of their own. Facts are instants,
 * transmissions are flows, and what lasts is a slice. From time zero on, in microseconds.
 */
import { number, type TraceFact, text } from '../space-time/packed-facts.js';
import { type Export, isDevice, serverOf, type Write } from './export.js';

/** Numbers of processes and threads begin with 1: to Perfetto, 0 is the idle task. */
const FAULTS = 1;
const CURRENT = 1;
const SERVER = 2;
/** What begins, by what ends it. */
const FAULT_ENDS: Readonly<Record<string, string>> = { partition_ended: 'partition', restarted: 'crash', came_online: 'offline' };
const FAULT_BEGINS: Readonly<Record<string, string>> = { partition_began: 'partition', crashed: 'crash', went_offline: 'offline' };

interface Place {
  readonly pid: number;
  readonly tid: number;
}

interface Open {
  readonly place: Place;
  readonly from: number;
  readonly name: string;
}

export class PerfettoExport implements Export {
  readonly #write: Write;
  readonly #places = new Map<string, Place>();
  readonly #threads = new Map<number, number>();
  readonly #open = new Map<string, Open>();
  #isFirst = true;
  #flows = 0;
  #faults = 0;
  #now = 0;

  constructor(write: Write) {
    this.#write = write;
    write('{"displayTimeUnit":"ms","traceEvents":[\n');
    this.#name({ pid: FAULTS, tid: 1 }, 'process_name', 'faults');
  }

  fact(fact: TraceFact): void {
    const at = Math.max(0, micro(fact.at_ms));
    this.#now = at;
    if (fact.kind === 'transmission') return this.#transmit(fact, at);
    this.#last(fact, at);
    const node = text(fact.node);
    if (node === undefined || fact.at_ms < 0) return;
    const { at_ms: _at, kind, ...args } = fact;
    this.#event({ ph: 'i', s: 't', name: kind, cat: 'fact', ts: at, ...this.#placeOf(node), args });
  }

  end(): void {
    for (const key of [...this.#open.keys()]) this.#close(key, this.#now);
    this.#write('\n]}\n');
  }

  /** What lasts: faults, current commits, and times in which a device could not follow. */
  #last(fact: TraceFact, at: number): void {
    const { kind, room } = fact;
    const node = text(fact.node) ?? '';
    const [begins, ends] = [FAULT_BEGINS[kind], FAULT_ENDS[kind]];
    const whose = kind.startsWith('partition') ? String(fact.fault) : node;
    if (ends !== undefined) this.#close(`${ends} ${whose}`, at);
    if (begins !== undefined)
      this.#begin(`${begins} ${whose}`, { place: this.#fault(`${begins} ${whose}`), from: at, name: faultName(fact) });
    if (room !== undefined) return;
    if (kind === 'current_commit_changed') {
      this.#close(`current ${node}`, at);
      const to = text(fact.to);
      if (to !== undefined) this.#begin(`current ${node}`, { place: { pid: this.#placeOf(node).pid, tid: CURRENT }, from: at, name: to });
    }
    if (kind === 'branch_regained') this.#close(`lost ${node}`, at);
    if (kind === 'branch_lost') this.#begin(`lost ${node}`, { place: this.#placeOf(node), from: at, name: 'cannot follow its server' });
  }

  #begin(key: string, open: Open): void {
    if (!this.#open.has(key)) this.#open.set(key, open);
  }

  #close(key: string, at: number): void {
    const open = this.#open.get(key);
    this.#open.delete(key);
    if (open !== undefined && at > open.from)
      this.#event({ ph: 'X', name: open.name, cat: 'span', ts: open.from, dur: at - open.from, ...open.place });
  }

  /** A flow leads from a slice to a slice, so both ends have one of a microsecond. */
  #transmit({ from, to, thing, at_ms, arrives_ms, fate }: TraceFact, at: number): void {
    const [source, target, name, arrives] = [text(from), text(to), text(thing), number(arrives_ms)];
    if (source === undefined || target === undefined || name === undefined || at_ms < 0) return;
    const ends = { sends: this.#placeOf(source), receives: this.#placeOf(target) };
    this.#event({ ph: 'X', name: `sends ${name}`, cat: 'network', ts: at, dur: 1, ...ends.sends, args: { to: target, fate } });
    if (arrives === undefined) return;
    const id = this.#flows++;
    const ts = micro(arrives);
    this.#event({ ph: 'X', name: `receives ${name}`, cat: 'network', ts, dur: 1, ...ends.receives, args: { from: source } });
    this.#event({ ph: 's', id, name: 'transmission', cat: 'network', ts: at, ...ends.sends });
    this.#event({ ph: 'f', bp: 'e', id, name: 'transmission', cat: 'network', ts, ...ends.receives });
  }

  #fault(name: string): Place {
    const place = { pid: FAULTS, tid: ++this.#faults };
    this.#name(place, 'thread_name', name);
    return place;
  }

  #placeOf(node: string): Place {
    const known = this.#places.get(node);
    if (known !== undefined) return known;
    if (isDevice(node)) {
      const { pid } = this.#placeOf(serverOf(node));
      const tid = (this.#threads.get(pid) ?? SERVER) + 1;
      this.#threads.set(pid, tid);
      return this.#add(node, { pid, tid });
    }
    const pid = FAULTS + 1 + this.#threads.size;
    this.#threads.set(pid, SERVER);
    this.#name({ pid, tid: CURRENT }, 'process_name', node);
    this.#name({ pid, tid: CURRENT }, 'thread_name', 'current commit');
    return this.#add(node, { pid, tid: SERVER });
  }

  #add(node: string, place: Place): Place {
    this.#places.set(node, place);
    this.#name(place, 'thread_name', node);
    return place;
  }

  #name(place: Place, what: 'process_name' | 'thread_name', name: string): void {
    this.#event({ ph: 'M', name: what, ts: 0, ...place, args: { name } });
  }

  #event(event: object): void {
    this.#write(`${this.#isFirst ? '' : ',\n'}${JSON.stringify(event)}`);
    this.#isFirst = false;
  }
}

const micro = (ms: number): number => Math.round(ms * 1_000);

function faultName({ kind, groups, node }: TraceFact): string {
  if (kind === 'partition_began' && Array.isArray(groups)) return groups.map((group) => String(group)).join(' | ');
  return `${kind.replaceAll('_', ' ')} ${text(node) ?? ''}`;
}
