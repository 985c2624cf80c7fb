/** Faults as causes: what kept two servers apart, or a node from hearing, at some time. */
import type { NodeName } from '../../names.js';
import { clock, type Sentence } from './explanation.js';
import type { Numbered, TraceStory } from './trace-story.js';

export interface Fault {
  readonly from: number;
  /** The end of the run, if it went on until then. */
  readonly to: number;
  readonly facts: readonly number[];
  /** `the partition a.example | b.example`. */
  readonly name: string;
  /** Whether it keeps the two from hearing of each other, or either of them from anything. */
  readonly parts: (one: NodeName, other: NodeName) => boolean;
}

export function faultsOf(story: TraceStory): readonly Fault[] {
  const faults: Fault[] = [];
  const close = (begun: Numbered, ended: Numbered | undefined, name: string, parts: Fault['parts']): void => {
    const facts = [begun.line, ...(ended === undefined ? [] : [ended.line])];
    faults.push({ from: begun.at, to: ended?.at ?? story.end, facts, name, parts });
  };
  for (const begun of story.all('partition_began')) {
    const ended = story.find('partition_ended', ({ fault }, { line }) => fault === begun.fact.fault && line > begun.line);
    const { groups } = begun.fact;
    const groupOf = (server: string): number => groups.findIndex((group) => group.some((each) => each === server));
    const parts = (one: string, other: string): boolean => groupOf(one) >= 0 && groupOf(other) >= 0 && groupOf(one) !== groupOf(other);
    close(begun, ended, `the partition ${groups.map((group) => group.join(', ')).join(' | ')}`, parts);
  }
  for (const [begins, ends, name] of [
    ['crashed', 'restarted', 'the crash of'],
    ['went_offline', 'came_online', 'the time offline of'],
  ] as const) {
    for (const begun of story.all(begins)) {
      const { node } = begun.fact;
      const ended = story.find(ends, (fact, { line }) => fact.node === node && line > begun.line);
      close(begun, ended, `${name} ${node}`, (one, other) => one === node || other === node);
    }
  }
  return faults.sort((a, b) => a.from - b.from);
}

/** Those that parted two nodes at some instant of that time. */
export const parting = (faults: readonly Fault[], one: NodeName, other: NodeName, from: number, to: number): readonly Fault[] =>
  faults.filter((fault) => fault.from <= to && fault.to >= from && fault.parts(one, other));

/** `the partition a | b (0:10:00.000 to 0:22:00.000)`. */
export const faultText = ({ name, from, to }: Fault): string => `${name} (${clock(from)} to ${clock(to)})`;

export const faultSentence = (fault: Fault, why: string): Sentence => ({ text: `${why} ${faultText(fault)}.`, facts: fault.facts });
