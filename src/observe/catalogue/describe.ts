/** How a metric is described: what it is called, what it is counted in, and what it means. */

export interface MetricDescription {
  readonly path: string;
  /** "ms", "s", "bytes", or what is counted. Empty for a ratio, a boolean and a list. */
  readonly unit: string;
  readonly kind: 'count' | 'ratio' | 'duration' | 'size' | 'boolean' | 'list';
  readonly text: string;
}

export const described =
  (kind: MetricDescription['kind']) =>
  (path: string, unit: string, text: string): MetricDescription => ({ path, unit, kind, text });
export const count = described('count');
export const size = described('size');

/** A count and percentiles by nearest rank, null without a sample. */
export const distribution = (path: string, text: string): readonly MetricDescription[] => [
  { path: `${path}.count`, unit: 'samples', kind: 'count', text: `Samples of: ${text}` },
  ...(
    [
      ['p50', 'Median'],
      ['p95', '95th percentile'],
      ['p99', '99th percentile'],
      ['max', 'Longest'],
    ] as const
  ).map(([key, name]) => ({ path: `${path}.${key}`, unit: 'ms', kind: 'duration' as const, text: `${name} of: ${text}` })),
];
