import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { StampedFact } from '../../src/facts/index.js';
import { instant } from '../../src/kernel/time.js';
import { Fingerprint } from '../../src/observe/fingerprint.js';
import { observer } from '../../src/observe/run-result.js';
import { a, atA, atB, b, FIRST_EVENT, Story } from './story.js';

function fingerprintOf(facts: readonly StampedFact[]): string {
  const fold = new Fingerprint();
  for (const fact of facts) fold.fact(fact);
  return fold.result();
}

function tale(): readonly StampedFact[] {
  const story = new Story();
  const commit = story.commit(atA);
  story.at(10).current(story.publish(a, commit), [a, b]);
  const message = story.submit(atA, 1);
  story.decrypt(atB, message, story.accept(atA, message));
  story.tell(undefined, { kind: 'partition_began', fault: 0, groups: [[a], [b]] });
  story.tell(undefined, { kind: 'transmission', from: a, to: b, thing: 'x', fate: 'arrives', arrives: instant(12) });
  story.tell(undefined, { kind: 'transmission', from: a, to: b, thing: 'x', fate: 'lost', arrives: undefined });
  story.end();
  return story.facts;
}

/** Every other order of keys, and absent fields left out. */
const reordered = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(reordered);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).filter(([, field]) => field !== undefined);
  return Object.fromEntries(entries.reverse().map(([key, field]) => [key, reordered(field)]));
};

describe('Fingerprint', () => {
  it('should be that of the facts, whatever order their keys came in', () => {
    expect(fingerprintOf(tale().map((fact) => reordered(fact) as StampedFact))).toBe(fingerprintOf(tale()));
  });

  it('should change with every single value of every fact', () => {
    const facts = tale();
    const original = fingerprintOf(facts);
    const changes = facts.flatMap((stamped, index) => {
      const changed = (fields: object) => facts.map((fact, at) => (at === index ? { ...stamped, ...fields } : fact)) as StampedFact[];
      const inFact = Object.entries(stamped.fact).filter(([key]) => key !== 'kind');
      return [
        changed({ at: stamped.at + 1 }),
        changed({ local: (stamped.local ?? 0) + 1 }),
        changed({ node: 'x.example' }),
        changed({ room: '!x:a.example' }),
        ...inFact.map(([key, value]) =>
          changed({ fact: { ...stamped.fact, [key]: Array.isArray(value) ? [...value, 'x'] : `${value}x` } }),
        ),
      ];
    });
    const others = changes.map(fingerprintOf);
    expect(new Set([original, ...others]).size).toBe(changes.length + 1);
  });

  it('should tell texts apart wherever they are cut', () => {
    const refusal = (rule: string, why: string): StampedFact[] => [
      { at: 0, node: a, local: 0, fact: { kind: 'event_refused', type: 't', carries: undefined, rule, why } } as unknown as StampedFact,
    ];
    fc.assert(
      fc.property(fc.string(), fc.string(), fc.string(), fc.string(), (...[rule, why, otherRule, otherWhy]) => {
        const same = rule === otherRule && why === otherWhy;
        expect(fingerprintOf(refusal(rule, why)) === fingerprintOf(refusal(otherRule, otherWhy))).toBe(same);
      }),
    );
  });

  it('should be part of the outcome, with the facts counted and the time', () => {
    const facts = tale();
    const watching = observer({
      rules: { commit_parent: 'number', author_state: 'keep_until_superseded' },
      duration: 1,
      expect: [{ text: 'messages.sent == 2', path: 'messages.sent', operator: '==', literal: 2 }],
    });
    for (const fact of facts) watching.fact(fact);
    expect(watching.outcome([])).toMatchObject({
      fingerprint: fingerprintOf(facts),
      facts: facts.length,
      simulated_ms: 10,
      expectations: [{ expect: 'messages.sent == 2', held: false, actual: 1 }],
      violations: [],
    });
    expect(facts.some(({ fact }) => fact.kind === 'event_created' && fact.event === FIRST_EVENT)).toBe(true);
  });

  // A change of this value is a change of what facts say, or of how they are recorded: then all fingerprints are new.
  it('should stay what it is', () => {
    expect(fingerprintOf(tale())).toMatchInlineSnapshot(`"b8310f2608f4b48e341bd6ce558c5d86c2bf51d1b8ec5ba978c9595aefa9818d"`);
  });
});
