import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { StampedFact } from '../../src/facts/index.js';
import { minutes } from '../../src/kernel/time.js';
import { loadScenario } from '../../src/scenario/load.js';
import { run } from '../../src/simulation/run.js';

const FOLDER = new URL('../../scenarios/', import.meta.url);
const files = readdirSync(FOLDER).filter((file) => file.endsWith('.yaml'));

const load = (file: string, set: readonly string[] = []) => {
  const loaded = loadScenario({ file, text: readFileSync(new URL(file, FOLDER), 'utf8'), set });
  if (!loaded.ok) throw new Error(loaded.problems.map(({ message }) => message).join('\n'));
  return loaded.scenario;
};

describe.each(files)('scenarios/%s', (file) => {
  it('should say in a comment what it shows, and expect it', () => {
    const scenario = load(file);
    expect(readFileSync(new URL(file, FOLDER), 'utf8')).toMatch(/^# yaml-language-server: .*\n#\n(#.*\n){3}/);
    expect(scenario.about).toBeDefined();
    expect(scenario.expect).not.toEqual([]);
  });

  let ran: ReturnType<typeof run> | undefined;
  const onRealEngine = () => (ran ??= run(load(file)));

  it('should be as it expects, and hold every invariant', async () => {
    const outcome = await onRealEngine();
    expect(outcome?.expectations.filter(({ held }) => !held)).toEqual([]);
    expect(outcome?.violations).toEqual([]);
  });

  it('should tell the same story on the symbolic engine', async () => {
    const { fingerprint } = (await run({ ...load(file), mls: 'symbolic' })) ?? {};
    expect(fingerprint).toMatch(/^[0-9a-f]{64}$/);
    expect(fingerprint).toBe((await onRealEngine())?.fingerprint);
  });
});

/** Without its cause, an effect must be gone: else the scenario would show nothing. */
describe('what a scenario expects', () => {
  const failing = async (file: string, ...set: string[]): Promise<string[]> => {
    const outcome = await run(load(file, set));
    return outcome?.expectations.filter(({ held }) => !held).map(({ expect: text }) => text) ?? [];
  };

  it('should fail (if messages take no time to race a commit)', async () => {
    const instantly = ['network.latency={constant: 0ms}', 'network.client_latency={constant: 0ms}'];
    expect(await failing('first-run.yaml', ...instantly)).toEqual(['messages.hidden.soft_failed > 0']);
  });

  it('should fail (if the window covers the partition)', async () => {
    const failed = await failing('two-powers-partition.yaml', 'room.security.window=10m');
    expect(failed).toContain('recovery.unrecovered == 2');
    expect(failed).toContain('messages.withheld > 0');
  });

  it('should fail (if only the head may convert)', async () => {
    expect(await failing('head-offline.yaml', 'rules.slots=head_only')).toContain('commits.by_power.1 == 1');
  });

  it('should fail (if clocks differ by no more than the grace)', async () => {
    expect(await failing('clock-skew.yaml', 'servers.1.clock.offset=90s')).toContain('commits.conflicted_epochs > 0');
  });

  it('should fail (if the pending commit comes in time for a slot)', async () => {
    expect(await failing('late-pending.yaml', 'timeline.0.for=7m')).toContain('commits.expired == 1');
  });

  it('should fail (if invites do not coincide)', async () => {
    const apart = ['timeline.1.at=6m', 'timeline.2.at=7m'];
    expect(await failing('concurrent-invites.yaml', ...apart)).toEqual(['commits.refused > 0', 'commits.stale > 0']);
  });

  it('should fail (if one is invited instead of many)', async () => {
    const failed = await failing('bulk-invite.yaml', 'timeline.0.commit.add="@guest1:c.example"');
    expect(failed).toEqual([
      'key_packages.given == 24',
      'key_packages.opened == 24',
      'metadata.own_users.a.example == 9',
      'metadata.own_users.b.example == 9',
      'metadata.own_users.c.example == 8',
      'metadata.other_users.b.example == 1',
    ]);
  });

  it('should fail (if one server orders the commits)', async () => {
    const failed = await failing('conflicting-invites.yaml', 'rules.slots=per_pending');
    expect(failed).toEqual(expect.arrayContaining(['commits.lost == 1', 'commits.conflicted_epochs == 1', 'recovery.by_welcome == 1']));
  });

  it('should fail (if the server was listed from the beginning)', async () => {
    expect(await failing('new-server.yaml', 'room.servers=all')).toEqual([
      'metadata.servers_lists.c.example == 2',
      'metadata.ignored.c.example == 1',
    ]);
  });

  it('should fail (if device lists are asked for)', async () => {
    expect(await failing('announced-devices.yaml', 'rules.device_lists=queried')).toEqual([
      'metadata.other_users.a.example == 3',
      'metadata.other_users.b.example == 3',
      'metadata.other_users.c.example == 2',
    ]);
  });

  it('should fail (if the device is online to replace its key package)', async () => {
    const failed = await failing('last-resort.yaml', 'timeline.0.for=1m');
    expect(failed).toEqual(expect.arrayContaining(['key_packages.last_resort_given == 1', 'key_packages.last_resort_opened == 1']));
  });

  it('should fail (if rule 11 is not applied at check 6)', async () => {
    expect(await failing('in-flight-messages.yaml', 'rules.message_epoch=not_at_check_6')).toContain('messages.hidden.soft_failed > 15');
  });

  it('should fail (if the removed user leaves sooner)', async () => {
    expect(await failing('removed-and-still-shown.yaml', 'timeline.1.at=15m')).toEqual(['messages.shown_outside == 10']);
  });

  it('should fail (if the last user leaves only when its server is taken off the list)', async () => {
    const failed = await failing('last-user-leaves.yaml', 'timeline.0.at=22m');
    expect(failed).toEqual(['messages.undelivered == 10', 'messages.decrypted == 40', 'metadata.ignored.c.example == 13']);
  });

  it('should fail (if devices follow whatever they can)', async () => {
    const failed = await failing('unverified-invite.yaml', 'rules.unverified_additions=apply');
    expect(failed).toEqual(expect.arrayContaining(['commits.declined == 1', 'recovery.episodes == 1', 'recovery.by_return == 1']));
  });

  it('should fail (if the commit can be opened)', async () => {
    const failed = await failing('wedge.yaml', 'timeline.0.commit={ by: "@mallory:a.example", update: true }');
    expect(failed).toContain('recovery.wedged == true');
    expect(failed).toContain('recovery.episodes == 3');
  });

  it('should fail (if the room is upgraded for all)', async () => {
    expect(await failing('room-upgrade.yaml', 'timeline.1.upgrade.members=all')).toEqual([
      ...['upgrade.moved == 4', 'upgrade.left_behind == 1', 'upgrade.rescued == 4'],
    ]);
  });

  it('should fail (if nobody tells anybody)', async () => {
    const failed = await failing('manual-communication.yaml', 'recovery.readd=inviter');
    expect(failed).toContain('recovery.by_welcome == 3');
    expect(failed).toContain('agreement.devices_current == 1');
  });

  it('should fail (if who invited does not invite again)', async () => {
    const failed = await failing('invite-race-across-a-partition.yaml', 'recovery.readd=never');
    expect(failed).toEqual(['recovery.by_welcome == 1', 'recovery.orphaned == 0', 'commits.unsatisfied == 0']);
  });

  it('should fail (if the lower power makes one commit only)', async () => {
    const failed = await failing('removal-undone.yaml', 'timeline.0.for=8m');
    expect(failed).toContain('commits.accepted == 2');
    expect(failed).toContain('agreement.devices_current == 0.5');
  });

  it('should fail (if the removal is wanted again by who went back)', async () => {
    expect(await failing('removal-undone.yaml', 'room.security.window=30m')).toContain('commits.unsatisfied == 1');
  });

  it('should fail (if the branch that added the server does not lose)', async () => {
    const failed = await failing('zombie-server.yaml', 'timeline.0.at=20m');
    expect(failed).toEqual(expect.arrayContaining(['events.soft_failed.6 > 40', 'recovery.orphaned == 1']));
  });

  it('should fail (if the removed server hears of it soon)', async () => {
    expect(await failing('removed-server-goes-on.yaml', 'timeline.0.for=1m')).toContain('events.soft_failed.6 > 80');
  });

  it('should fail (if the head comes back)', async () => {
    const failed = await failing('dead-head.yaml', 'timeline.0.for=1m');
    expect(failed).toEqual(expect.arrayContaining(['commits.published <= 14', 'commits.acceptance_ms.p50 > 300000']));
  });

  it('should fail (if less than seven days pass by the clock of the device)', async () => {
    const failed = await failing('window-clamped.yaml', 'timeline.4.clock.step=6d');
    expect(failed).toContain('recovery.unrecovered == 1');
  });

  it('should fail (if the window is too short for every device, or for those whose clocks are set)', async () => {
    expect(await failing('window-clamped.yaml', 'room.security.window=5m')).toContain('recovery.by_window == 2');
    expect(await failing('window-clamped.yaml', 'room.security.window=10m')).toContain('recovery.unrecovered == 1');
  });

  it('should fail (if sync hands over the whole chain)', async () => {
    const failed = await failing('only-the-tip.yaml', 'rules.chain_delivery=full');
    expect(failed).toEqual(expect.arrayContaining(['recovery.unrecovered == 2', 'recovery.chain_missing == 2']));
  });

  it('should fail (if those servers are in can_propose)', async () => {
    const failed = await failing('proposal-from-outside.yaml', 'room.can_propose=all');
    expect(failed).toContain('proposals.created == 4');
    expect(failed).toContain('metadata.other_users.a.example == 1');
  });

  it('should fail (if the winning commit takes nothing up)', async () => {
    const failed = await failing('proposal-defeats-window.yaml', 'timeline.2.commit.by="@alice:a.example"');
    expect(failed).toContain('recovery.unrecovered == 2');
    expect(failed).toContain('agreement.devices_current == 0.5');
  });

  it('should fail (if the window is shorter than the split)', async () => {
    expect(await failing('window-sweep-by-hand.yaml', 'room.security.window=5m')).toContain('recovery.by_window == 4');
  });

  it('should fail (if no old state is kept, or each for longer)', async () => {
    expect(await failing('stolen-device.yaml', 'room.security.window=0s')).toEqual(['exposure.compromise.messages_before > 50']);
    expect(await failing('stolen-device.yaml', 'room.security.window=30m')).toEqual(['exposure.compromise.messages_before < 70']);
  });

  it('should fail (if the owner of the copied device makes no commit)', async () => {
    expect(await failing('stolen-device.yaml', 'timeline.5.commit.by="@alice:a.example"')).toEqual([
      'exposure.compromise.messages_after < 145',
      'exposure.compromise.unhealed == 1',
      'exposure.compromise.healing_ms.max < 901000',
    ]);
  });

  it('should fail (if members may commit, and merge the tree)', async () => {
    const failed = await failing('outgrown-room.yaml', 'mls=symbolic', 'room.can_propose=all');
    expect(failed).toEqual(expect.arrayContaining(['events.refused.limits == 1', 'commits.unsatisfied == 1']));
  });
});

describe('a removal that a longer branch undoes (H13)', () => {
  const readByMallory = async (...set: string[]): Promise<number> => {
    const healed = minutes(30);
    let count = 0;
    const onFact = ({ at, node, fact }: StampedFact) => {
      if (at > healed && node === '@mallory:b.example/1' && fact.kind === 'message_decrypted') count++;
    };
    await run({ ...load('removal-undone.yaml', set), mls: 'symbolic' }, { onFact });
    return count;
  };

  it('should let the removed user read on, and not if the branch is no longer', async () => {
    expect(await readByMallory()).toBeGreaterThan(20);
    expect(await readByMallory('timeline.0.for=8m')).toBe(0);
  });
});
