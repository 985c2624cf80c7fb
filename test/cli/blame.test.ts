import { describe, expect, it } from 'vitest';
import { blamed } from '../../src/cli/blame-lines.js';
import { deviceId, eventLabel, mlsLabel } from '../../src/names.js';
import { NOTHING_ELSE } from '../../src/observe/blame/decision.js';
import type { Blame } from '../../src/observe/blame.js';
import { schism } from './schism.js';

const blame = (place: number, device: string, why: string, at_ms: number | null = 60_000): Blame => ({
  cause: 'soft_failed',
  message: mlsLabel(`@a:a.example/1~${place}`),
  event: eventLabel(`a.example#${place}`),
  sender: deviceId('@a:a.example/1'),
  device: deviceId(device),
  state: mlsLabel('@a:a.example/1#1'),
  epoch: 1,
  sent_at_ms: 1_000,
  decision: { ...NOTHING_ELSE, at_ms, why },
});

describe('the lines of blame', () => {
  it('should tell those of one sort together, the most first', () => {
    const all = [
      blame(1, '@b:b.example/1', 'rule 11'),
      blame(1, '@c:c.example/1', 'rule 6', null),
      blame(2, '@c:c.example/1', 'rule 6', -1),
    ];
    expect(blamed(all)).toEqual([
      '2 soft_failed at @c:c.example/1: rule 6',
      '    the first: @a:a.example/1~1, encrypted in @a:a.example/1#1, sent at 1 s',
      '1 soft_failed at @b:b.example/1: rule 11, at 1 m',
      '    @a:a.example/1~1, encrypted in @a:a.example/1#1, sent at 1 s',
    ]);
  });

  it('should be ten sorts at most, with the count of the rest', () => {
    const lines = blamed(Array.from({ length: 30 }, (_, place) => blame(place, `@b:b.example/${place + 1}`, 'rule 11')));
    expect(lines).toHaveLength(21);
    expect(lines.at(-1)).toBe('20 more, which --json lists');
  });

  it('should say that there is nobody to blame', () => {
    expect(blamed([])).toEqual(['nobody: every message was read by every device that it was meant for']);
  });
});

describe('schism run --blame', () => {
  const file = 'scenarios/two-powers-partition.yaml';

  it('should add a list to what --json prints, without which the run is the same', async () => {
    const [plain, asked] = [
      await schism(['run', file, '--json', '--mls', 'symbolic']),
      await schism(['run', file, '--json', '--blame', '--mls', 'symbolic']),
    ];
    const [without, { blame: list, ...rest }] = [JSON.parse(plain.stdout), JSON.parse(asked.stdout)];
    const { undecryptable, hidden, undelivered } = rest.metrics.messages;
    expect(list).toHaveLength(undecryptable.total + hidden.total + undelivered);
    expect({ ...rest, wall_ms: 0 }).toEqual({ ...without, wall_ms: 0 });
  });

  it.each([[['--mls', 'both']], [['--mls', 'symbolic', '--check-determinism']]])('should say it in words too (with %j)', async (more) => {
    const { code, stdout } = await schism(['run', file, '--blame', ...more]);
    expect(stdout).toMatch(/^Blame +\d+ fork at @b\w+:b\.example\/1: stood on the branch of @bob:b\.example\/1#1, /m);
    expect(stdout).toMatch(/\nRun again +schism run .*\n$/);
    expect(code).toBe(0);
  });

  it.each([[['resolve', 'scenarios/dags/graft.yaml', '--blame']], [['run', file, '--blam']]])(
    'should be refused where there is nothing to blame for, or no such option (%j)',
    async (args) => {
      expect(await schism(args)).toMatchObject({ code: 2, stdout: '' });
    },
  );
});
