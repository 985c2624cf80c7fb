/** A long run has more points than a chart has dots: a page shows no more than can be seen. */

const STRETCHES = 400;

/**
 * Of each of 400 stretches of `to` the first, last, lowest and highest point; all where there are no more anyway.
 * @param points in the order of x
 */
export function thinned<P extends { readonly x: number; readonly y: number | null }>(points: readonly P[], to: number): readonly P[] {
  if (points.length <= 4 * STRETCHES) return points;
  const stretches = new Map<number, P[]>();
  for (const point of points) {
    const place = Math.min(STRETCHES - 1, Math.floor((point.x / to) * STRETCHES));
    const stretch = stretches.get(place);
    if (stretch === undefined) stretches.set(place, [point]);
    else stretch.push(point);
  }
  return [...stretches.values()].flatMap(extremes);
}

function extremes<P extends { readonly y: number | null }>(stretch: readonly P[]): readonly P[] {
  const byHeight = stretch.toSorted((a, b) => (a.y ?? -1) - (b.y ?? -1));
  const kept = new Set([stretch[0], stretch.at(-1), byHeight[0], byHeight.at(-1)]);
  return stretch.filter((point) => kept.has(point));
}
