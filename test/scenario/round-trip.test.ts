import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { stringify } from 'yaml';
import { loadScenario } from '../../src/scenario/load.js';
import { scenarioDocuments } from './document.arbitrary.js';

/** Problems, where there should be none, make the test fail with their text. */
const loaded = (text: string) => {
  const result = loadScenario({ file: 'x.yaml', text });
  if (!result.ok) throw new Error(JSON.stringify(result.problems));
  return result;
};

describe('the document of a loaded scenario', () => {
  it('should load to the same scenario and the same document again', () => {
    fc.assert(
      fc.property(scenarioDocuments, (document) => {
        const first = loaded(JSON.stringify(document));
        const again = loaded(stringify(first.document));
        expect(again.scenario).toStrictEqual(first.scenario);
        expect(again.document).toStrictEqual(first.document);
      }),
      { numRuns: 200 },
    );
  });

  it('should have every default filled in', () => {
    const { document } = loaded(
      stringify({
        schism: 1,
        name: 'All of it',
        duration: '1h',
        servers: [{ name: 'a.example' }],
        users: [{ id: '@alice:a.example' }],
        room: { creator: '@alice:a.example', powers: 'a.example' },
      }),
    );
    expect(Object.keys(document)).toEqual(
      'schism name seed duration drain mls rules servers users room verification recovery network workload timeline expect'.split(' '),
    );
    expect(document).toMatchObject({
      seed: '0',
      drain: '10m',
      mls: 'real',
      rules: { commit_parent: 'number', chain_delivery: 'full' },
      servers: [{ name: 'a.example', clock: { offset: '0s', drift: '0ppm' } }],
      users: [{ id: '@alice:a.example', devices: 1, clock: { offset: '0s', drift: '0ppm' } }],
      room: {
        powers: ['a.example'],
        servers: ['a.example'],
        can_propose: ['a.example'],
        security: { window: '0s', required_verification: 'm.cross' },
        members: ['@alice:a.example'],
      },
      verification: { default: 'm.cross', pairs: [] },
      network: { latency: { median: '40ms', p99: '400ms' }, client_latency: { constant: '20ms' }, loss: 0, links: [] },
      workload: { messages: [], commits: [], compromises: [] },
      timeline: [],
      expect: [],
    });
  });
});
