/** A bug of the simulator itself: never a scenario author's fault, and never a failure that is being simulated. */
export class InvariantError extends Error {
  override readonly name = 'InvariantError';
}
