/**
 * What events refer to: it must be there, and come before them. Events that refer to each other in a circle can have no order, and
 * are told once, as a circle.
 */
import type { Part } from '../draft.js';
import { type Finding, finding } from '../problem.js';
import { didYouMean } from '../suggestions.js';
import type { Label } from './dag.js';
import type { Labelled, LabelTable } from './labels.js';

export const checkParents = ({ all, events }: LabelTable): readonly Finding[] => {
  const circles = circlesOf(events);
  const told = new Set<ReadonlySet<Label>>();
  return all.flatMap((event) => {
    const circle = events.get(event.label) === event ? circles.get(event.label) : undefined;
    const parents = [...event.prev, ...event.auth];
    const closing = circle && parents.find(({ value }) => circle.has(value));
    const findings: Finding[] = [];
    if (circle !== undefined && closing !== undefined && !told.has(circle)) {
      told.add(circle);
      findings.push(finding(closing.path, circleMessage(event, [...circle])));
    }
    return [...findings, ...parents.flatMap((parent) => (circle?.has(parent.value) ? [] : parentFindings(event, parent, events)))];
  });
};

/** What is wrong with one reference; a label that is nobody's is wrong wherever it stands. */
export const unknownLabel = ({ path, value }: Part<Label>, events: LabelTable['events']): readonly Finding[] =>
  events.has(value) ? [] : [finding(path, `no event is called "${value}"${suggestion(value, events)}`)];

/** None for a label so short that any other is near. */
const suggestion = (label: Label, events: LabelTable['events']): string => (label.length < 3 ? '' : didYouMean(label, events.keys()));

const parentFindings = (event: Labelled, parent: Part<Label>, events: LabelTable['events']): readonly Finding[] => {
  const referred = events.get(parent.value);
  if (referred === undefined) return unknownLabel(parent, events);
  return referred.place < event.place
    ? []
    : [finding(parent.path, `"${event.label}" refers to "${parent.value}", which comes later in the file: parents come first`)];
};

const circleMessage = (event: Labelled, circle: readonly Label[]): string =>
  circle.length === 1
    ? `"${event.label}" refers to itself`
    : `${circle.map((label) => `"${label}"`).join(', ')} refer to each other in a circle`;

/** For each event on a circle of references, the events on it in the order of the file. */
function circlesOf(events: LabelTable['events']): ReadonlyMap<Label, ReadonlySet<Label>> {
  const circles = new Map<Label, ReadonlySet<Label>>();
  const left = new Map([...events.values()].map((event) => [event.label, [...event.prev, ...event.auth].map(({ value }) => value)]));
  for (;;) {
    // What refers to nothing that is left is on no circle.
    for (let removed = true; removed; ) {
      removed = false;
      for (const [label, parents] of left) if (!parents.some((parent) => left.has(parent))) removed = left.delete(label);
    }
    const [start] = left.keys();
    if (start === undefined) return circles;
    // Everything left refers to something left, so walking on from any of it comes round.
    const walked: Label[] = [];
    for (let at = start; !walked.includes(at); at = left.get(at)?.find((parent) => left.has(parent)) ?? at) walked.push(at);
    const last = walked.at(-1) ?? start;
    const closes = left.get(last)?.find((parent) => left.has(parent)) ?? last;
    const circle = new Set([...events.keys()].filter((label) => walked.indexOf(label) >= walked.indexOf(closes)));
    for (const label of circle) {
      circles.set(label, circle);
      left.delete(label);
    }
  }
}
