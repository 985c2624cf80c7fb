import { describe, expect, it } from 'vitest';
import type { RoomEvent } from '../../../src/room/event.js';
import { AUTH_RULES } from '../../../src/room/msc4256/auth-rules.js';
import { encodeAuthenticatedData } from '../../../src/room/msc4256/authenticated-data.js';
import { createContent } from '../../../src/room/msc4256/event-content.js';
import { BASELINE, type Reading } from '../../../src/room/msc4256/reading.js';
import { roomVersion } from '../../../src/room/msc4256/room-version.js';
import type { Verdict } from '../../../src/room/room-version.js';
import { ALGORITHM, RoomDag } from '../room-dag.js';
import { CASES, commit, judged, LISTS, message, NEXT, room } from './auth-rule-cases.js';

describe('the auth rules of MSC4256', () => {
  it.each(CASES)('should refuse by rule %s %s', (rule, _about, refused, allowed) => {
    expect(refused(room())).toStrictEqual({ allowed: false, rule, why: expect.stringMatching(/\w/) });
    expect(allowed(room())).toStrictEqual({ allowed: true });
  });

  it('should refuse by rule 5 a foreign origin (if the room does not federate)', () => {
    const dag = new RoomDag(roomVersion(BASELINE), LISTS);
    dag.create('cr', { content: createContent(ALGORITHM, { federate: false }) });
    dag.commit('a1', 1, {});
    expect(message({ origin: 'b' })(dag)).toMatchObject({ rule: '5' });
    expect(message({ origin: 'a' })(dag)).toStrictEqual({ allowed: true });
  });

  it.each([
    ['rejected', 'rejected', false],
    ['rejected', 'soft_failed', true],
    ['rejected', 'accepted', true],
    ['rejected_or_soft_failed', 'rejected', false],
    ['rejected_or_soft_failed', 'soft_failed', false],
    ['rejected_or_soft_failed', 'accepted', true],
  ] as const)('should judge by rule 4.4 (if the reading is %s) an auth event that was %s (H9)', (auth_event_failure, outcome, allowed) => {
    const dag = room({ auth_event_failure });
    const verdict = dag.version.judgeAuthEvent(dag.get('a1'), outcome);
    expect(verdict).toMatchObject(allowed ? { allowed } : { allowed, rule: '4.4' });
  });

  it('should refuse by rule 3.6 a second create event (if the one that asks pinned another, H1)', () => {
    const dag = room();
    const { version } = dag;
    const second = dag.create('cr-second', { ts: 1 });
    const pinned = dag.get('cr');
    expect(version.judgeCreate(second, pinned)).toMatchObject({ rule: '3.6', why: 'the room has the create event cr already (H1)' });
    expect(version.judgeCreate(second, undefined)).toStrictEqual({ allowed: true });
    expect(version.judgeCreate({ ...pinned }, pinned)).toStrictEqual({ allowed: true });
    expect(version.judgeCreate(dag.get('a1'), pinned)).toStrictEqual({ allowed: true });
    // The rules before 3.6 come first, and nothing is pinned where no server asks.
    expect(version.judgeCreate(dag.create('cr-foreign', { origin: 'b' }), pinned)).toMatchObject({ rule: '3.4' });
    expect(version.authorise(second, dag.state('a1'), [], 'resolution')).toStrictEqual({ allowed: true });
  });

  it('should be tested above, each one, and stand in the order of the MSC', () => {
    const covered = new Set([...CASES.map(([rule]) => rule), '3.6', '4.4', '5']);
    const refusing = AUTH_RULES.map(({ rule }) => rule).filter((rule) => !['9.11', '10.8'].includes(rule));
    expect([...covered].sort()).toStrictEqual([...refusing].sort());
    const byNumber = (a: string, b: string): number => a.localeCompare(b, 'en', { numeric: true });
    expect(AUTH_RULES.map(({ rule }) => rule)).toStrictEqual(AUTH_RULES.map(({ rule }) => rule).sort(byNumber));
  });

  it('should name the first rule in the MSC’s order (if several refuse)', () => {
    expect(commit({ origin: 'x', powers: ['z'], servers: ['x'] }, 9)(room())).toMatchObject({ rule: '9.3' });
    expect(message({ origin: 'z', mls: { groupId: 'other' } }, 9)(room())).toMatchObject({ rule: '6' });
  });

  it('should say what was wrong with which value', () => {
    const verdict = commit({ origin: 'b', powers: ['b', 'c'] })(room());
    expect(verdict).toMatchObject({ why: 'the powers [b, c] do not begin with [a], which stand above b' });
  });

  it('should read both alphabets in a message, one in a commit, and no mix (H10)', () => {
    // Six bits of ones make `/` or `_`, of 62 `+` or `-`.
    const body = '?>~?>~?>~?>~~~~???>>>';
    const spelled = (dag: RoomDag, event: RoomEvent, spell: (text: string) => string): Verdict => {
      const ciphertext = String(event.pdu.content.ciphertext);
      return judged(dag, { ...event, pdu: { ...event.pdu, content: { ...event.pdu.content, ciphertext: spell(ciphertext) } } }, 'a1');
    };
    const standard = (text: string): string => text.replaceAll('-', '+').replaceAll('_', '/');
    const mixed = (text: string): string => text.replace('-', '+');
    const dag = room();
    const sent = dag.message('y2', 2, { ...NEXT, mls: { body } });
    const published = dag.commit('a2', 2, { ...NEXT, content: body });
    expect(String(sent.pdu.content.ciphertext)).toMatch(/-.*_/);
    expect(spelled(dag, sent, (text) => text)).toStrictEqual({ allowed: true });
    expect(spelled(dag, sent, standard)).toStrictEqual({ allowed: true });
    expect(spelled(dag, sent, mixed)).toMatchObject({ rule: '7' });
    expect(spelled(dag, published, standard)).toMatchObject({ rule: '7' });
    expect(spelled(dag, published, (text) => text)).toStrictEqual({ allowed: true });
  });
});

describe('the readings of the auth rules', () => {
  /** Two commits of one epoch, one of them published twice: b1's MLS bytes are also in c1. */
  function forked(reading: Partial<Reading>): RoomDag {
    const dag = room(reading);
    dag.commit('b1', 1, { prev: ['a0'], auth: ['cr', 'a0'] });
    dag.commit('c1', 1, { prev: ['a0'], auth: ['cr', 'a0'], content: 'b1' });
    return dag;
  }
  /** A commit and a message upon b1, held against a state with another commit of the same epoch. */
  const against = (dag: RoomDag, state: string) => [
    judged(dag, dag.commit('b2', 2, { prev: ['b1'], auth: ['cr', 'b1'] }), state),
    judged(dag, dag.message('y2', 2, { prev: ['b1'], auth: ['cr', 'b1'] }), state),
  ];
  const allowed = { allowed: true };

  it.each([
    ['number', [allowed, allowed], [allowed, allowed], [allowed, allowed]],
    ['event', [{ rule: '9.3' }, { rule: '11' }], [{ rule: '9.3' }, { rule: '11' }], [allowed, allowed]],
    ['content', [{ rule: '9.3' }, { rule: '11' }], [allowed, allowed], [allowed, allowed]],
  ] as const)('should pin the parent by %s (H12, H21)', (pinned, onOther, onDuplicate, onOwn) => {
    const reading = { commit_parent: pinned, message_epoch: pinned };
    expect(against(forked(reading), 'a1')).toMatchObject(onOther);
    expect(against(forked(reading), 'c1')).toMatchObject(onDuplicate);
    expect(against(forked(reading), 'b1')).toMatchObject(onOwn);
  });

  it('should ask for the number before the parent', () => {
    const dag = forked({ commit_parent: 'event' });
    const event = dag.commit('b3', 3, { prev: ['b1'], auth: ['cr', 'b1'] });
    expect(judged(dag, event, 'a1')).toMatchObject({ rule: '9.3', why: 'the epoch is 3, not 2' });
  });

  it('should not apply rule 11, and only it, at check 6 (if message_epoch is not_at_check_6)', () => {
    const dag = room({ message_epoch: 'not_at_check_6' });
    const late = dag.message('y1', 1, { prev: ['a0'], auth: ['cr', 'a0'] });
    expect(judged(dag, late, 'a1', 6)).toStrictEqual(allowed);
    expect(judged(dag, late, 'a1', 5)).toMatchObject({ rule: '11' });
    const other = dag.message('z1', 1, { prev: ['a0'], auth: ['cr', 'a0'] });
    expect(judged(dag, other, 'a1', 6)).toMatchObject({ rule: '6' });
  });

  it('should hold the previous commit to be that of the checked state, not the cited one (H5)', () => {
    const dag = room();
    const event = dag.message('y2', 2, { auth: ['cr', 'a0'] });
    expect(judged(dag, event, 'a1')).toStrictEqual(allowed);
    expect(judged(dag, event, 'a0')).toMatchObject({ rule: '11' });
  });

  it('should take a window and a verification as the commit says them', () => {
    const dag = room();
    const event = dag.commit('a2', 2, { ...NEXT, security: { windowSeconds: 60, requiredVerification: 'm.tofu' } });
    expect(dag.version.contents.commitContent(event)).toMatchObject({ security: { windowSeconds: 60, requiredVerification: 'm.tofu' } });
    expect(dag.version.contents.commitContent(dag.get('a1'))).toMatchObject({
      security: { windowSeconds: 0, requiredVerification: 'm.cross' },
    });
    const bare = encodeAuthenticatedData({ federation: { ...LISTS, canPropose: [] }, security: {} });
    expect(dag.version.contents.commitContent(dag.commit('a9', 2, { authenticatedData: bare }))).toMatchObject({
      security: { windowSeconds: 0 },
    });
  });
});
