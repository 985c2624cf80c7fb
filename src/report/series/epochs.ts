/** Which commit each server held to be current, and whether that one is on the chain that the room ended with. */
import type { Fact, StampedFact } from '../../facts/index.js';
import type { NodeName } from '../../names.js';
import { type CommitEvent, chain } from '../../observe/commit-events.js';
import type { RoomHistory } from '../../observe/room-history.js';
import type { EpochStep, ServerEpochs } from './series.js';

interface Change {
  readonly at: number;
  readonly commit: CommitEvent | undefined;
  readonly graft: boolean;
}

export class EpochSeries {
  readonly #history: Pick<RoomHistory, 'events' | 'end'>;
  readonly #changes = new Map<NodeName, Change[]>();
  readonly #powers = new Set<string>();

  /** @param history is given each fact before this fold is */
  constructor(history: Pick<RoomHistory, 'events' | 'end'>) {
    this.#history = history;
  }

  fact({ at, node, fact }: StampedFact): void {
    if (fact.kind === 'event_created') for (const power of fact.powers ?? []) this.#powers.add(power);
    if (fact.kind === 'current_commit_changed' && node !== undefined) this.#change(at, node, fact);
  }

  /** By server, in the order in which they first had the room. */
  result(): readonly ServerEpochs[] {
    const final = this.#history.end?.final;
    const onChain = new Set<string>([...chain(final && this.#history.events.get(final))].map(({ bytes }) => bytes));
    return [...this.#changes].map(([server, changes]) => ({
      server,
      power: this.#powers.has(server),
      steps: changes.map((change) => stepOf(change, onChain)),
    }));
  }

  /** Of what happened while setting up only the last is kept, as it stands at time zero. */
  #change(at: number, server: NodeName, { to, graft }: Extract<Fact, { kind: 'current_commit_changed' }>): void {
    const changes = this.#changes.get(server) ?? [];
    this.#changes.set(server, changes);
    const change = { at: Math.max(0, at), commit: to && this.#history.events.get(to), graft: at >= 0 && graft };
    if (at < 0) changes.length = 0;
    changes.push(change);
  }
}

const stepOf = ({ at, commit, graft }: Change, onChain: ReadonlySet<string>): EpochStep => ({
  at_ms: at / 1_000,
  epoch: commit?.epoch ?? null,
  commit: commit?.bytes ?? null,
  final: commit !== undefined && onChain.has(commit.bytes),
  graft,
});
