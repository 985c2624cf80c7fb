/**
 * A commit that a rule of the MSC or a policy of clients forbids is refused at the first place that looks, and nothing of it gets any
 * further: a fact there names the rule.
 */
import { describe, expect, it } from 'vitest';
import type { StampedFact } from '../../src/facts/index.js';
import { loadScenario } from '../../src/scenario/load.js';
import { factsOf } from './running.js';

const ALICE = '@alice:a.example';
const BOB = '@bob:b.example';
const CAROL = '@carol:c.example';
const DAN = '@dan:b.example';

/** Alice's server is the head, Bob's the second power, Carol's may not propose; Dan is outside the group. */
const document = {
  seed: 6,
  duration: '10m',
  servers: ['a', 'b', 'c', 'd'].map((name) => ({ name: `${name}.example` })),
  users: [ALICE, BOB, CAROL, DAN].map((id) => ({ id })),
  room: {
    creator: ALICE,
    powers: ['a.example', 'b.example'],
    servers: ['a.example', 'b.example', 'c.example'],
    can_propose: ['a.example', 'b.example'],
    members: { except: DAN },
  },
  network: { latency: { constant: '50ms' }, client_latency: { constant: '1s' } },
};
const change = (by: string, what: object, at = '1m') => ({ at, commit: { by, ...what } });
const direct = { rules: { slots: 'direct' } };

interface Case {
  readonly what: string;
  readonly rule: string;
  /** Where it is refused: at a device before anything leaves it, or at its server. */
  readonly at: string;
  readonly timeline: readonly object[];
  readonly changes?: object;
}

const CASES: readonly Case[] = [
  {
    what: 'a commit for an epoch that is over',
    rule: '9.3',
    at: 'a.example',
    timeline: [change(ALICE, { update: true }), change('@anna:a.example', { update: true }, '60.5s')],
    changes: { users: [...document.users, { id: '@anna:a.example' }] },
  },
  { what: 'a power that is no server', rule: '9.8', at: 'a.example', timeline: [change(ALICE, { servers: ['a.example', 'c.example'] })] },
  {
    what: 'taking a higher power off the list',
    rule: '9.9',
    at: 'b.example',
    timeline: [change(BOB, { powers: ['b.example'] })],
    changes: direct,
  },
  {
    what: 'a proposer that is no server',
    rule: '9.10',
    at: 'a.example',
    timeline: [change(ALICE, { can_propose: ['a.example', 'd.example'] })],
  },
  {
    what: 'a pending commit for an epoch that is over',
    rule: '10.1',
    at: 'b.example',
    timeline: [change(ALICE, { update: true }), change(BOB, { update: true }, '61s')],
  },
  {
    what: 'other powers in a pending commit',
    rule: '10.4',
    at: 'b.example',
    timeline: [change(BOB, { powers: ['b.example', 'a.example'] })],
  },
  {
    what: 'a power that is no server, in a pending commit',
    rule: '10.6',
    at: 'b.example',
    timeline: [change(BOB, { servers: ['b.example', 'c.example'] })],
  },
  {
    what: 'a proposer that is no server, in a pending commit',
    rule: '10.7',
    at: 'b.example',
    timeline: [change(BOB, { can_propose: ['b.example', 'd.example'] })],
  },
  {
    what: 'a commit of who has just left the room',
    rule: 'membership',
    at: 'b.example',
    timeline: [{ at: '1m', leave: BOB }, change(BOB, { update: true }, '60.5s')],
  },
  {
    what: 'a commit too large for a PDU',
    rule: 'limits',
    at: 'a.example',
    timeline: [change(ALICE, { state: { 'm.room.topic': { '': { topic: 'x'.repeat(60_000) } } } })],
  },
  {
    what: 'adding who has not been verified',
    rule: 'required_verification',
    at: `${ALICE}/1`,
    timeline: [change(ALICE, { add: DAN })],
    changes: { verification: { default: 'm.tofu' } },
  },
  {
    what: 'a window above seven days',
    rule: 'security.window',
    at: `${ALICE}/1`,
    timeline: [change(ALICE, { security: { window: '8d' } })],
  },
  {
    what: 'what is said in the clear, from a server that may not propose commits: no MLS proposal asks for it',
    rule: 'can_propose',
    at: `${CAROL}/1`,
    timeline: [change(CAROL, { security: { window: '1m' } })],
  },
];

const DURING = (facts: readonly StampedFact[]) => facts.filter(({ at }) => at >= 0);

describe('a forbidden commit', () => {
  it.each(CASES)('should be refused by $rule at $at: $what', async ({ rule, at, timeline, changes = {} }) => {
    const facts = DURING(await factsOf({ ...document, ...changes, timeline }));
    const refusals = facts.flatMap(({ node, fact }) =>
      fact.kind === 'event_refused' || fact.kind === 'change_impossible' ? [{ node, rule: fact.rule, why: fact.why }] : [],
    );
    expect(refusals[0]).toMatchObject({ node: at, rule });
    expect(refusals[0]?.why).not.toBe('');
    const refused = facts.flatMap(({ fact }) => (fact.kind === 'event_refused' ? [fact.carries] : []));
    if (at.startsWith('@')) {
      // Not even a key package was claimed for it.
      expect(facts.filter(({ node, fact }) => fact.kind === 'transmission' && node === undefined && fact.from === at)).toEqual([]);
      expect(refused).toEqual([]);
      return;
    }
    // Its author is told the same, and no server makes an event of it.
    expect(facts.flatMap(({ fact }) => (fact.kind === 'commit_refused' ? [[fact.commit, fact.rule]] : []))).toEqual([[refused[0], rule]]);
    expect(facts.filter(({ fact }) => fact.kind === 'event_created' && fact.carries === refused[0])).toEqual([]);
  });

  it('should be tried again where another commit came first, and given up otherwise', async () => {
    for (const { rule, timeline, changes = {} } of CASES) {
      const facts = DURING(await factsOf({ ...document, ...changes, timeline }));
      const givenUp = facts.flatMap(({ fact }) => (fact.kind === 'change_impossible' ? [fact.rule] : []));
      // Who leaves gives up what it wants before it hears of the refusal.
      expect(givenUp, rule).toEqual(rule === '9.3' || rule === '10.1' ? [] : [rule === 'membership' ? 'not_a_member' : rule]);
      const satisfied = facts.filter(({ fact }) => fact.kind === 'change_satisfied').length;
      expect(satisfied, rule).toBe(rule === '9.3' || rule === '10.1' ? 2 : 0);
    }
  });

  it('should be declined by those whose users have not verified whom it adds, if they may (H41)', async () => {
    const verification = { pairs: [{ by: BOB, of: DAN, level: 'm.none' }] };
    const timeline = [change(ALICE, { add: DAN })];
    const facts = DURING(await factsOf({ ...document, verification, rules: { unverified_additions: 'refuse' }, timeline }));
    const declined = facts.flatMap(({ node, fact }) => (fact.kind === 'commit_declined' ? [[node, fact.why]] : []));
    expect(declined).toEqual([[`${BOB}/1`, `m.cross is required to add ${DAN}, of whom ${BOB} has m.none`]]);
  });
});

describe('a commit that is sure to be refused', () => {
  it('should be remarked on beforehand, with the rule, and no other', () => {
    const remarksOn = (timeline: readonly object[], changes: object = {}) => {
      const text = JSON.stringify({ schism: 1, name: 'a test', ...document, ...changes, timeline });
      const loaded = loadScenario({ file: 'x.yaml', text });
      return loaded.ok ? loaded.remarks.map(({ message }) => message) : ['not ok'];
    };
    for (const { what, rule, timeline, changes } of CASES) {
      const [remark, ...others] = remarksOn(timeline, changes);
      const isSure = ['can_propose', 'membership', 'security.window'].includes(rule) || /^(9\.(8|9|10)|10\.[467])$/.test(rule);
      expect(others, what).toEqual([]);
      expect(remark !== undefined, what).toBe(isSure);
      if (isSure) expect(remark).toContain(rule === 'membership' ? 'has left' : rule === 'security.window' ? 'above 7 days' : rule);
    }
    // What somebody else can commit is proposed.
    for (const what of [{ update: true }, { add: DAN }]) expect(remarksOn([change(CAROL, what)])).toEqual([]);
    // What changes the lists before may make up for it.
    const servers = ['a.example', 'b.example', 'c.example', 'd.example'];
    expect(remarksOn([change(ALICE, { servers }), change(ALICE, { powers: ['a.example', 'd.example'] }, '2m')])).toEqual([]);
    expect(remarksOn([change(ALICE, { powers: ['a.example', 'd.example'] }), change(ALICE, { servers }, '2m')])).toHaveLength(1);
    expect(remarksOn([change(BOB, { powers: ['a.example', 'c.example'] })], direct)).toEqual([]);
  });
});

describe('what the timeline asks for and turns out to be impossible', () => {
  it('should be a fact where it could not be known beforehand', async () => {
    // Whether Dan is in the group when somebody adds him again hangs on what came before.
    const again = [change(ALICE, { add: DAN }), change(ALICE, { remove: DAN }, '2m'), change(BOB, { remove: DAN }, '3m')];
    const facts = DURING(await factsOf({ ...document, timeline: again }));
    const bob = facts.flatMap(({ node, fact }) => (node === `${BOB}/1` && fact.kind === 'change_satisfied' ? [fact] : []));
    expect(bob).toMatchObject([{ commit: undefined, state: `${ALICE}/1#3` }]);
  });

  it('should be refused by the server, and say so, if a user leaves that is not in the room any more', async () => {
    const timeline = [
      { at: '1m', leave: BOB },
      { at: '2m', leave: CAROL },
      change(ALICE, { remove: CAROL }, '3m'),
      change(ALICE, { add: CAROL }, '4m'),
      change(ALICE, { add: DAN }, '5m'),
      { at: '5m', leave: DAN },
    ];
    const facts = DURING(await factsOf({ ...document, timeline }));
    const refused = facts.flatMap(({ node, fact }) =>
      fact.kind === 'membership_refused' ? [[node, fact.action, fact.rule, fact.why]] : [],
    );
    expect(refused).toEqual([['b.example', 'leave', 'membership', `${DAN} is not in !room:a.example`]]);
  });
});
