import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { dagSummary } from '../../src/cli/dag-summary.js';
import { decideDag } from '../../src/resolve/decide.js';
import { loadDag } from '../../src/scenario/dag/load.js';
import { schism } from './schism.js';

const EQUAL = 'scenarios/dags/equal-forks.yaml';
const LONGER = 'scenarios/dags/longer-branch-of-a-lower-power.yaml';
const root = mkdtempSync(join(tmpdir(), 'schism-dags-'));
afterAll(() => rmSync(root, { recursive: true }));

describe.concurrent('schism resolve', () => {
  it('should print one object for one file, and a list for several, in their order', async () => {
    const one = await schism(['resolve', EQUAL, '--json']);
    expect(one).toMatchObject({ code: 0, stderr: '' });
    expect(JSON.parse(one.stdout)).toMatchObject({
      tip: expect.any(String),
      graft: false,
      steps: [{ accepted: true }, { rule: '9.3' }],
      servers: {},
    });
    const two = await schism(['resolve', LONGER, EQUAL, '--json']);
    expect(JSON.parse(two.stdout)).toMatchObject([{ graft: true }, { graft: false }]);
  });

  it('should take another reading from outside, and exit with 1 where what the file expects is not so', async () => {
    const { code, stdout } = await schism(['resolve', LONGER, '--set', 'rules.commit_parent=content']);
    expect(stdout).toContain('rules other than the default: commit_parent: content');
    expect(stdout).toContain('FAILED  tip: expected "b2", but it is "a1"');
    expect(code).toBe(1);
  });

  it('should tell the problems of all files, exit with 2 and decide none', async () => {
    const bad = join(root, 'bad.yaml');
    writeFileSync(
      bad,
      'schism_dag: 1\ncreate: { id: cr, origin: a }\nevents: [{ id: m, message: 1, origin: x, prev: [gone], auth: [cr] }]\n',
    );
    const { code, stdout, stderr } = await schism(['resolve', EQUAL, bad, 'no-such.yaml', 'test/cli/tiny.yaml']);
    expect(stderr).toBe(
      `${bad}:3:49: no event is called "gone"\nno-such.yaml: there is no such file\ntest/cli/tiny.yaml: this is a scenario, which "schism run" runs\n`,
    );
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect((await schism(['run', EQUAL])).stderr).toBe(`${EQUAL}: this is a DAG file, which "schism resolve" decides\n`);
  });

  it('should be checked by validate too, and have a schema', async () => {
    expect(await schism(['validate', EQUAL])).toEqual({ code: 0, stdout: `${EQUAL}: ok\n`, stderr: '' });
    expect(JSON.parse((await schism(['schema', 'dag'])).stdout)).toMatchObject({ title: 'Schism DAG' });
  });
});

describe('what schism resolve says', () => {
  const told = (text: string): string => {
    const loaded = loadDag({ file: 'x.yaml', text });
    if (!loaded.ok) throw new Error(loaded.problems.map(({ message }) => message).join('\n'));
    return dagSummary('x.yaml', loaded.dag, decideDag(loaded.dag));
  };

  it('should draw the DAG, the order and the reason of each refusal, mark a graft, and compare readings', () => {
    const text = `schism_dag: 1
name: A longer branch
about: Whoever is longer wins.
create: { id: cr, origin: a }
events:
  - { id: c0, commit: 0, origin: a, prev: [cr], auth: [cr], ts: 1, powers: [a, b], servers: [a, b, x] }
  - { id: a1, commit: 1, origin: a, prev: [c0], auth: [cr, c0], ts: 10 }
  - { id: b1, commit: 1, origin: b, prev: [c0], auth: [cr, c0], ts: 11, content: P }
  - { id: b2, commit: 2, origin: b, prev: [b1], auth: [cr, b1], ts: 12.5, powers: [a, b, x] }
  - { id: p1, pending: 1, origin: x, prev: [c0], auth: [cr, c0], ts: 13, content: Q }
  - { id: m1, message: 2, origin: x, prev: [a1, p1], auth: [cr, a1], ts: 14 }
resolve: [a1, b2]
deliver: { y: [c0, a1, b1, b2], x: [c0] }
expect: { tip: b1, servers: { x: { tip: c0 } } }
readings:
  - { rules: { commit_parent: event }, expect: { tip: a1 } }
  - { rules: { message_epoch: event } }
`;
    expect(told(text)).toMatchInlineSnapshot(`
      "A longer branch  (x.yaml)
      Whoever is longer wins.

        ●      cr  create by a
        ●      c0  commit 0 by a at 1 s; powers a b; servers a b x
        ├─┬─┐
        ● │ │  a1  commit 1 by a at 10 s                            accepted
        │ ● │  b1  commit 1 by b at 11 s; bytes P                   refused by 9.3
        │ ● │  b2  commit 2 by b at 12.5 s; powers a b x            the current commit
        │   ◌  p1  pending commit 1 by x at 13 s; bytes Q
        ├───┘
        ·      m1  message 2 by x at 14 s; cites a1

      Resolving a1 and b2, in the order of the powers
        1  a1  accepted
        2  b1  refused by 9.3: the epoch is 1, not 2
        3  b2  accepted
        b2 is the current commit.
        GRAFT: b2 now stands upon a1, but was made upon b1: no member that followed a1 can process it (H12).

      At y, which received c0, a1, b1, b2
        b1  soft-failed at check 6 by 9.3: the epoch is 1, not 2
        b2 is current in the end

      At x, which received c0
        all were accepted
        c0 is current in the end

      With commit_parent: event
        steps: a1, b1 refused by 9.3, b2 refused by 9.3
        a1 is the current commit, not b2
        it is no graft
        at y: b1 soft-failed by 9.3, b2 soft-failed by 9.3; a1 is current in the end

      With message_epoch: event
        nothing changes

      Auth rules
        9.3   Its epoch follows that of the previous commit, which is the parent that the reading demands.

      Expected
        FAILED  tip: expected "b1", but it is "b2"
      "
    `);
  });

  it('should say little of a DAG with nothing to decide', () => {
    expect(told('schism_dag: 1\ncreate: { id: cr, origin: a, federate: false }\nevents: []\n')).toBe(
      'x.yaml\n\n  ●  cr  create by a, m.federate false\n',
    );
  });
});
