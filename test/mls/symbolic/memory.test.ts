/** A run holds no more epochs than its members do, and a few: however long it is. */
import { setImmediate } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { describe, expect, it } from 'vitest';
import type { GroupState, MlsClient } from '../../../src/mls/engine.js';
import { createSymbolicEngine } from '../../../src/mls/symbolic/engine.js';
import { symbolic } from '../../../src/mls/symbolic/group-state.js';
import { device, entropyFor, header, room, succeeded, suiteName, utf8 } from '../devices.js';

setFlagsFromString('--expose-gc');
const collect: () => void = runInNewContext('gc');

interface Life {
  readonly clients: readonly MlsClient[];
  states: readonly GroupState[];
  /** Of each epoch, the first being that of the Welcome. */
  readonly groups: readonly WeakRef<object>[];
}

const EPOCHS = 100;

/** Three members; the two that are added go by key packages of this kind. All follow each commit and read one message in each epoch. */
async function live(lastResort: boolean): Promise<Life> {
  const engine = createSymbolicEngine({ cipherSuite: suiteName, entropyFor });
  const clients = await Promise.all([0, 1, 2].map(async (index) => engine.createClient(device(index))));
  const [founder, ...others] = clients as [MlsClient, ...MlsClient[]];
  const add = await Promise.all(others.map(async (client) => (await client.createKeyPackage({ lastResort })).bytes));
  const made = await founder.createCommit(await founder.createGroup(room, {}), { add }, header, 0);
  const joined = others.map(async (client) => succeeded(await client.join(made.welcome ?? new Uint8Array())).state);
  let states = [made.next, ...(await Promise.all(joined))];
  const groups: WeakRef<object>[] = [];
  for (let number = 1; number <= EPOCHS; number++) {
    groups.push(new WeakRef(symbolic(states[0] ?? expect.fail('no state')).knowledge.group));
    const sent = await founder.encrypt(states[0] ?? made.next, utf8('hello'), number);
    states = await Promise.all(
      states.map(async (state, at) =>
        at === 0 ? sent.next : succeeded((await others[at - 1]?.decrypt(state, sent.bytes)) ?? expect.fail('no client')).next,
      ),
    );
    const commit = await founder.createCommit(states[0] ?? made.next, {}, header, number);
    states = await Promise.all(
      states.map(async (state, at) => {
        if (at === 0) return commit.next;
        const outcome = await others[at - 1]?.processCommit(state, commit.bytes);
        return succeeded(outcome ?? expect.fail('no client')).next ?? expect.fail('removed');
      }),
    );
  }
  return { clients, states, groups };
}

async function alive({ groups }: Life): Promise<readonly boolean[]> {
  await setImmediate();
  collect();
  return groups.map((group) => group.deref() !== undefined);
}

describe('an epoch', () => {
  it('should be freed when all members have left it, also if its Welcome can be used again', async () => {
    const life = await live(true);
    const there = await alive(life);
    expect(there.filter((is) => is).length).toBeLessThan(40);
    // The Welcome's own.
    expect(there[0]).toBe(true);
    expect(there.slice(1, 50)).not.toContain(true);
    expect(life.states[0]?.epoch).toBe(EPOCHS + 1);
  });

  it('should be freed with its Welcome when nobody can use that again', async () => {
    const life = await live(false);
    expect((await alive(life))[0]).toBe(false);
    expect(life.clients).toHaveLength(3);
  });
});
