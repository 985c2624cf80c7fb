/** What a scenario's `sweep` section says that is no range, or no constraint. Whether its points are scenarios shows when they are made. */
import type { Draft } from './draft.js';
import { type Finding, finding, quoted } from './problem.js';
import { didYouMean } from './suggestions.js';
import { parseConstraint } from './sweep/constraints.js';
import { sweepSection } from './sweep/document.js';
import { parseMeasure } from './sweep/measure.js';
import { valuesOf } from './sweep/values.js';

const PATH = ['sweep'] as const;

export function checkSweep(draft: Draft): readonly Finding[] {
  const section = draft.part(sweepSection.optional(), PATH)?.value;
  if (section === undefined) return [];
  const ranges = Object.entries(section.vary).flatMap(([path, varied]) => {
    const read = valuesOf(varied);
    return 'message' in read ? [finding([...PATH, 'vary', path], read.message)] : [];
  });
  const constraints = section.where.flatMap((text, place) => {
    const parsed = parseConstraint(text);
    return 'message' in parsed ? [finding([...PATH, 'where', place], parsed.message)] : [];
  });
  const measures = section.measure.flatMap((text, place) => {
    const parsed = parseMeasure(text);
    return 'message' in parsed ? [finding([...PATH, 'measure', place], parsed.message)] : [];
  });
  const { against, measure } = section;
  const strange =
    against === undefined || measure.includes(against)
      ? []
      : [finding([...PATH, 'against'], `${quoted(against)} is none of the measures${didYouMean(against, measure)}`)];
  return [...ranges, ...constraints, ...measures, ...strange];
}
