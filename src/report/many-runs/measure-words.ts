/** What a measure is called: along an axis, and in the names of files. */
import type { Measured } from '../../experiment/measures.js';
import { metricOf } from '../../observe/metric-path.js';

/** With its unit. */
export function axisTitle({ measure, whole }: Measured): string {
  if (whole !== undefined) return measure.includes('/') ? `${measure.replace('/', ' by ')} (ratio)` : `${measure} (share of runs)`;
  const inside = /^\w+\((.+)\)$/.exec(measure)?.[1];
  return inside === undefined ? `${measure} (${unitOf(measure)}, mean over the runs)` : `${measure} over the runs (${unitOf(inside)})`;
}

export function unitOf(metric: string): string {
  const known = metricOf(metric);
  if (known?.kind === 'ratio' || known?.kind === 'boolean') return known.kind === 'ratio' ? 'ratio' : '1 or 0';
  return known?.unit || 'count';
}

/** Letters, digits and `-` only. */
export const fileName = (measure: string, kind: string): string =>
  `${measure
    .replaceAll('/', '-by-')
    .replaceAll(/[^a-z0-9]+/gi, '-')
    .replaceAll(/^-|-$/g, '')}-${kind}`;
