/** What the review runs. */

/** Files of `scenarios/review/`, and folders here. */
export const SWEEPS: readonly string[] = [
  'a-partition',
  'a-powers-and-rate',
  'a-latency',
  'b-causes',
  'b-one-power',
  'c-window',
  'd-skew',
  'd-head-skew',
  'd-author-skew',
  'd-latency',
  'e-partition',
  'e-rollback',
  'e-duplicates',
];

interface ComparisonOf {
  /** A folder here. */
  readonly name: string;
  /** What `schism compare` is given. */
  readonly words: readonly string[];
}

const set = (...settings: readonly string[]): readonly string[] => settings.flatMap((each) => ['--set', each]);
const variants = (...changes: readonly string[]): readonly string[] => changes.flatMap((each) => ['--with', each]);

export const COMPARISONS: readonly ComparisonOf[] = [
  {
    name: 'b-readings',
    words: [
      'scenarios/review/b-one-power.yaml',
      ...set('network.latency.constant=1s', 'workload.commits.0.rate=2/h'),
      ...variants(
        'rules.message_epoch=not_at_check_6',
        'rules.message_epoch=not_at_check_6 and room.security.window=10s',
        'room.security.window=10s',
      ),
    ],
  },
  {
    name: 'd-readings',
    words: [
      'scenarios/review/d-author-skew.yaml',
      ...set('servers.4.clock.offset=-9m'),
      ...variants('rules.pending_time=received', 'rules.pending_time=clamped'),
    ],
  },
  {
    name: 'e-readings',
    words: [
      'scenarios/review/e-partition.yaml',
      ...set('timeline.0.for=45m'),
      ...variants(
        'rules.commit_parent=event',
        'rules.commit_parent=content',
        'rules.commit_parent=event and rules.current_state=with_state_before',
        'rules.commit_parent=content and rules.current_state=with_state_before',
      ),
    ],
  },
  {
    name: 'e-duplicates-readings',
    words: [
      'scenarios/review/e-duplicates.yaml',
      ...set('servers.1.clock.offset=6m', 'rules.commit_parent=event'),
      ...variants('rules.current_state=with_state_before', 'rules.commit_parent=content'),
    ],
  },
];
