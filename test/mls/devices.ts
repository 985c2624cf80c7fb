/** Devices of one group on one engine, and the steps that tests take with them. */
import { createHash } from 'node:crypto';
import { expect } from 'vitest';
import type { CreatedCommit, EntropyFor, GroupChange, GroupState, MlsClient, Outcome, ProposedChange } from '../../src/mls/engine.js';
import { createRealEngine, type RealEngineOptions } from '../../src/mls/real/engine.js';
import { mlsOf } from '../../src/mls/real/group-state.js';
import { type DeviceId, deviceId, roomId } from '../../src/names.js';

export const room = roomId('!room:a.example');
export const suiteName = 'MLS_128_DHKEMX25519_AES128GCM_SHA256_Ed25519';
export const header = Uint8Array.of(0xa0);
export const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);
export const device = (index: number): DeviceId => deviceId(`@user${index}:a.example/1`);
export { mlsOf };

/** Hashes of the key and a counter: enough to tell every draw from every other. */
export const entropyFor: EntropyFor = (...key) => {
  let drawn = 0;
  return (length) => {
    const blocks = Array.from({ length: Math.ceil(length / 32) }, () =>
      createHash('sha256')
        .update(JSON.stringify([key, drawn++]))
        .digest(),
    );
    return new Uint8Array(Buffer.concat(blocks).subarray(0, length));
  };
};

export interface Device {
  readonly client: MlsClient;
  state: GroupState;
}

/** A group change by the numbers of the devices. */
export interface Change extends Pick<GroupChange, 'encryptedState'> {
  readonly add?: readonly number[];
  readonly remove?: readonly number[];
}

/** The value of an outcome that has to be a success. */
export function succeeded<T>(outcome: Outcome<T>): T {
  if (!outcome.ok) expect.fail(`${outcome.failure}: ${outcome.detail}`);
  return outcome;
}

/** The failure of an outcome, or 'none'. */
export const failureOf = (outcome: Outcome<object>): string => (outcome.ok ? 'none' : outcome.failure);

/** `count` clients; those that are members have a state. */
export class Devices {
  readonly members = new Map<DeviceId, Device>();
  readonly #clients: ReadonlyMap<DeviceId, MlsClient>;
  #commits = 0;
  #proposals = 0;
  #messages = 0;

  private constructor(clients: ReadonlyMap<DeviceId, MlsClient>) {
    this.#clients = clients;
  }

  /** The first device has founded the group, and added so many of the others. */
  static async create(count: number, members: number, options: Partial<RealEngineOptions> = {}): Promise<Devices> {
    const engine = createRealEngine({ cipherSuite: suiteName, entropyFor, ...options });
    const clients = await Promise.all(Array.from({ length: count }, async (_, i) => engine.createClient(device(i))));
    const devices = new Devices(new Map(clients.map((client) => [client.device, client])));
    const founder = devices.client(0);
    const state = await founder.createGroup(room, { 'm.room.name': { '': { name: 'Dinner party' } } });
    devices.members.set(founder.device, { client: founder, state });
    if (members > 1) await devices.commit(0, { add: Array.from({ length: members - 1 }, (_, i) => i + 1) });
    return devices;
  }

  client(index: number): MlsClient {
    const client = this.#clients.get(device(index));
    if (client === undefined) throw new RangeError(`no device ${index}`);
    return client;
  }

  member(index: number): Device {
    const member = this.members.get(device(index));
    if (member === undefined) throw new RangeError(`device ${index} is not a member`);
    return member;
  }

  /** A commit that nobody has applied yet; its author has used up the key. */
  async make(author: number, change: Change = {}): Promise<CreatedCommit> {
    const member = this.member(author);
    const packages = await Promise.all((change.add ?? []).map(async (index) => this.client(index).createKeyPackage({ lastResort: false })));
    const { encryptedState } = change;
    const full: GroupChange = {
      add: packages.map(({ bytes }) => bytes),
      remove: (change.remove ?? []).map(device),
      ...(encryptedState && { encryptedState }),
    };
    const made = await member.client.createCommit(member.state, full, header, ++this.#commits);
    member.state = made.parent;
    return made;
  }

  /** A commit that everybody applies: its author, who processes it, and who joins by it. */
  async commit(author: number, change: Change = {}): Promise<CreatedCommit> {
    const made = await this.make(author, change);
    await this.apply(author, made);
    return made;
  }

  async apply(author: number, made: CreatedCommit): Promise<void> {
    const joining = new Set(made.next.roster.filter((name) => !made.parent.roster.includes(name)));
    for (const [name, member] of [...this.members]) {
      if (name === device(author)) {
        member.state = made.next;
        continue;
      }
      const { next, sender } = succeeded(await member.client.processCommit(member.state, made.bytes));
      expect(sender).toBe(device(author));
      if (next !== undefined) {
        member.state = next;
        continue;
      }
      this.members.delete(name);
      if (made.next.roster.includes(name)) joining.add(name);
    }
    for (const [name, client] of this.#clients) {
      if (!joining.has(name)) continue;
      const { state } = succeeded(await client.join(made.welcome ?? new Uint8Array()));
      this.members.set(name, { client, state });
    }
  }

  /** A proposal that everybody takes in. */
  async propose(author: number, change: ProposedChange): Promise<void> {
    const member = this.member(author);
    const { bytes, next } = await member.client.createProposal(member.state, change, header, ++this.#proposals);
    member.state = next;
    for (const other of this.members.values()) {
      if (other !== member) other.state = succeeded(await other.client.processProposal(other.state, bytes)).next;
    }
  }

  /** A message that everybody else reads. */
  async send(author: number, text: string): Promise<void> {
    const member = this.member(author);
    const { bytes, next } = await member.client.encrypt(member.state, utf8(text), ++this.#messages);
    member.state = next;
    for (const other of this.members.values()) {
      if (other === member) continue;
      const { plaintext, sender, next: after } = succeeded(await other.client.decrypt(other.state, bytes));
      expect({ plaintext, sender }).toEqual({ plaintext: utf8(text), sender: device(author) });
      other.state = after;
    }
  }

  /** Goes back to the states that were held. */
  restore(states: ReadonlyMap<DeviceId, GroupState>): void {
    this.members.clear();
    for (const [name, state] of states) {
      const client = this.#clients.get(name);
      if (client !== undefined) this.members.set(name, { client, state });
    }
  }

  /** What the members hold to be the group, as a set: of one element where they agree. */
  views(): ReadonlySet<string> {
    const view = ({ state: { epoch, groupId, roster, encryptedState, epochAuthenticator } }: Device) =>
      JSON.stringify({ epoch, groupId, roster, encryptedState, epochAuthenticator });
    return new Set([...this.members.values()].map(view));
  }
}
