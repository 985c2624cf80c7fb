/** What one server has seen. */
import type { Fact } from '../../facts/index.js';
import type { Epoch, UserId } from '../../names.js';
import type { Author } from './authorship.js';

/** What told a server of a user of another one. */
export type Learned = 'device_list' | 'invite' | 'key_claim' | 'key_query' | 'to_device';

type EventCreated = Extract<Fact, { kind: 'event_created' }>;

export class SeenByServer {
  readonly epochs = new Set<Epoch>();
  readonly powersLists = new Set<string>();
  readonly serversLists = new Set<string>();
  ignored = 0;
  readonly authors: Record<Author, number> = { own: 0, single: 0, hidden: 0 };
  readonly #held = new Map<string, { events: number; bytes: number }>();
  readonly #users = new Map<UserId, Set<Learned>>();

  hold({ type, size, epoch, powers, servers }: EventCreated, author: Author | undefined): void {
    const held = this.#held.get(type) ?? { events: 0, bytes: 0 };
    held.events++;
    held.bytes += size;
    this.#held.set(type, held);
    if (epoch !== undefined) this.epochs.add(epoch);
    if (powers !== undefined) this.powersLists.add(powers.join());
    if (servers !== undefined) this.serversLists.add(servers.join());
    if (author !== undefined) this.authors[author]++;
  }

  learn(user: UserId, from: Learned): void {
    this.#users.set(user, (this.#users.get(user) ?? new Set()).add(from));
  }

  /** By type, in their order. */
  get held(): readonly { readonly type: string; readonly events: number; readonly bytes: number }[] {
    return [...this.#held].map(([type, { events, bytes }]) => ({ type, events, bytes })).sort((a, b) => (a.type < b.type ? -1 : 1));
  }

  /** By user, in their order. */
  get learned(): readonly { readonly user: UserId; readonly from: readonly Learned[] }[] {
    return [...this.#users].map(([user, from]) => ({ user, from: [...from].sort() })).sort((a, b) => (a.user < b.user ? -1 : 1));
  }
}
