import { describe, expect, it } from 'vitest';
import { isResult, scenarioText } from '../../src/cli/result-document.js';
import { loadScenario } from '../../src/scenario/load.js';

const scenario = {
  schism: 1,
  name: 'Two "servers": {a, b}',
  duration: '1m',
  servers: [{ name: 'a.example' }, { name: 'b.example' }],
  users: [{ id: '@alice:a.example' }],
  room: { creator: '@alice:a.example', powers: ['a.example'] },
};
const result = (written: object, indent: number | undefined): string =>
  JSON.stringify({ schism: '0.1.0', scenario: written, seed: '0', fingerprint: 'f', expectations: [{ expect: 'x' }] }, null, indent);

describe('scenarioText', () => {
  it.each([undefined, 2])('should give the scenario of a result (written with indent %s)', (indent) => {
    const given = loadScenario({ file: 'x', text: JSON.stringify(scenario) });
    expect(loadScenario({ file: 'x', text: scenarioText(result(scenario, indent)) })).toEqual(given);
    expect(given.ok).toBe(true);
  });

  it('should keep the place of every problem', () => {
    const text = result({ ...scenario, latencyy: 3 }, 2);
    const line = text.split('\n').findIndex((each) => each.includes('latencyy')) + 1;
    const loaded = loadScenario({ file: 'x', text: scenarioText(text) });
    expect(loaded).toMatchObject({ ok: false, problems: [{ line, column: 5 }] });
  });

  it('should leave a scenario file as it is, in JSON too', () => {
    for (const text of ['schism: 1\nname: x\n', JSON.stringify(scenario), '', 'scenario: {}\nfingerprint: f\n', '[1']) {
      expect(isResult(text)).toBe(false);
      expect(scenarioText(text)).toBe(text);
    }
  });
});
