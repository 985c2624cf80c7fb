/**
 * The forward extremities of one server's view of a room: the accepted events that no other accepted event follows, as
 * Synapse keeps them (`_calculate_new_extremities`). A rejected or soft-failed event is none and hides none (H23), but an accepted
 * event that follows it also replaces what lies behind it.
 */

export class ForwardExtremities<Held extends { readonly accepted: boolean }> {
  /** Few, and each event changes them: a list is lighter than a set. */
  private readonly extremities: Held[] = [];
  /** Failed events that an accepted one follows already: what lies behind them is no extremity and cannot become one. */
  private readonly passed = new Set<Held>();

  /** In order of arrival. */
  all(): readonly Held[] {
    return this.extremities;
  }

  /** Takes in an accepted event that nothing held follows yet. Each failed event is walked through once in a room's life. */
  add(added: Held, prevOf: (held: Held) => readonly Held[]): void {
    const replaced = [...prevOf(added)];
    for (let held = replaced.pop(); held !== undefined; held = replaced.pop()) {
      if (held.accepted) {
        const at = this.extremities.indexOf(held);
        if (at >= 0) this.extremities.splice(at, 1);
      } else if (!this.passed.has(held)) {
        this.passed.add(held);
        replaced.push(...prevOf(held));
      }
    }
    this.extremities.push(added);
  }
}
