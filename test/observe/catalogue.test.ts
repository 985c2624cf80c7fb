import { describe, expect, it } from 'vitest';
import { userId } from '../../src/names.js';
import { CATALOGUE } from '../../src/observe/catalogue.js';
import { isMetricPath, metricAt } from '../../src/observe/metric-path.js';
import { a, atA, atB, atC, b, FIRST_EVENT, Story } from './story.js';

/** A run with something under every name that is not known beforehand. */
function metrics() {
  const story = new Story();
  story.tell(a, { kind: 'user_joined', user: userId('@a:a.example') });
  const commit = story.commit(atA);
  story.receive(story.publish(a, commit), [b], 'soft_failed').enter(atA, commit);
  const message = story.submit(atA, 1, commit);
  const event = story.accept(atA, message);
  story.fail(atC, message, event, story.commit(atA, { parent: FIRST_EVENT as never })).fail(atB, message, event, undefined);
  return story.end().metrics;
}

/** Every path that leads to a value. Lists are values. */
const paths = (tree: object, prefix = ''): readonly string[] =>
  Object.entries(tree).flatMap(([key, value]) =>
    typeof value === 'object' && value !== null && !Array.isArray(value) ? paths(value, `${prefix}${key}.`) : [`${prefix}${key}`],
  );

describe('catalogue', () => {
  it('should describe every metric, and nothing else', () => {
    const described = new RegExp(`^(${CATALOGUE.map(({ path }) => path.replaceAll('.', '\\.').replace(/\{\w+\}/, '.+')).join('|')})$`);
    const there = paths(metrics());
    expect(there.filter((path) => !described.test(path))).toEqual([]);
    const told = CATALOGUE.filter(({ path }) => !there.some((value) => new RegExp(`^${path.replace(/\{\w+\}/, '.+')}$`).test(value)));
    expect(told.map(({ path }) => path)).toEqual([]);
  });

  it('should say of each metric what it is in one line that a table can hold', () => {
    for (const { path, unit, kind, text } of CATALOGUE) {
      expect(text, path).toMatch(/^[A-Z0-9][^|\n]*\.$/);
      expect(unit === '', path).toBe(['ratio', 'boolean', 'list'].includes(kind));
    }
  });

  it('should name each path once', () => {
    expect(new Set(CATALOGUE.map(({ path }) => path)).size).toBe(CATALOGUE.length);
  });

  it('should find the value at every path that is there', () => {
    const all = metrics();
    for (const path of paths(all)) {
      expect(isMetricPath(path)).toBe(true);
      expect(metricAt(all, path)).not.toBe(undefined);
    }
    expect(metricAt(all, 'events.bytes.m.room.encrypted')).toBe(500);
  });

  it('should take what was never counted for 0, if only the name is open', () => {
    expect(metricAt(metrics(), 'commits.by_power.7')).toBe(0);
    expect(metricAt(metrics(), 'events.rejected.9.3')).toBe(0);
  });

  it.each(['commits', 'commits.by_power', 'commits.by_power.', 'messages.hidden', 'messages.nothing', 'toString', 'constructor.name', ''])(
    'should refuse what is no metric (%j)',
    (path) => {
      expect(isMetricPath(path)).toBe(false);
      expect(metricAt(metrics(), path)).toBe(undefined);
    },
  );
});
