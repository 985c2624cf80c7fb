/** How a command ended, for those who script it. */
export const EXIT = {
  done: 0,
  /** An expectation or an invariant failed. */
  failed: 1,
  /** Bad usage, or a bad scenario file. Nothing was written. */
  badInput: 2,
  /** A bug of Schism's own. */
  internal: 3,
  /** Ctrl-C: 128 and the number of SIGINT. */
  interrupted: 130,
} as const;

/** The caller's mistake, with what to say about it: one problem a line. */
export class BadInput extends Error {
  override readonly name = 'BadInput';
}
