/** What a device counts: facts name by these numbers what it makes, and they key its randomness, so they go on from room to room. */
export class RunningNumbers {
  private readonly last = { commit: 0, proposal: 0, text: 0, message: 0, intent: 0 };

  /** The next one, from 1. */
  next(what: keyof RunningNumbers['last']): number {
    this.last[what] += 1;
    return this.last[what];
  }
}
