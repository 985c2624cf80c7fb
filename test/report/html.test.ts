/** Names and texts are a scenario author's, who may not be the reader's friend. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { metricAt } from '../../src/observe/metric-path.js';
import { allCharts } from '../../src/report/charts/all-charts.js';
import { escaped, html, inner, scriptJson } from '../../src/report/html/html.js';
import { KEY_NUMBERS } from '../../src/report/html/key-numbers.js';
import { reportPage } from '../../src/report/html/page.js';
import { pageScript } from '../../src/report/page-script.js';
import { EVERY_FAULT, reported, told } from './running.js';

const run = await told(EVERY_FAULT);
const script = await pageScript('run-page');

describe('html', () => {
  it('should escape what it is given, in texts and attributes, but for its own templates', () => {
    expect(html`<p title="${'"><b>'}">${'<i>'}${[inner(html`<b>${'&'}</b>`), 3]}</p>`).toBe(
      '<p title="&quot;&gt;&lt;b&gt;">&lt;i&gt;<b>&amp;</b>3</p>',
    );
  });

  it('should leave nothing that ends a text or an attribute, and lose nothing', () => {
    const hostile = fc.string({ unit: fc.constantFrom('<', '>', '"', "'", '&', 'a', '/', '!', '-', '\u2028') });
    fc.assert(
      fc.property(hostile, (text) => {
        expect(escaped(text)).not.toMatch(/[<>"']|&(?!(?:amp|lt|gt|quot|#39);)/);
        expect(scriptJson({ text })).not.toContain('<');
        expect(JSON.parse(scriptJson({ text }))).toEqual({ text });
      }),
    );
  });
});

describe('KEY_NUMBERS', () => {
  it('should all be metrics of a run', () => {
    expect(KEY_NUMBERS.filter((path) => metricAt(run.outcome.metrics, path) === undefined)).toEqual([]);
    expect(new Set(KEY_NUMBERS).size).toBe(KEY_NUMBERS.length);
  });
});

describe('reportPage', () => {
  const hostile = '</script><script>alert(1)</script><img src=x onerror="alert(2)">\'"&<!--';
  const page = (name: string): string =>
    reportPage(
      reported(run, { name, about: name }),
      { ...run.series, command: name },
      run.charts.map((chart) => ({
        ...chart,
        faults: chart.faults.map((fault) => ({ ...fault, name })),
        table: { ...chart.table, rows: [[name]] },
      })),
      script,
    );

  it('should have as many elements whatever the names are', () => {
    const tags = (text: string): readonly string[] =>
      text
        .replace(script, '')
        .match(/<[a-z!/][^>]*/gi)
        ?.map((tag) => tag.split(/[\s>]/)[0] ?? '') ?? [];
    expect(tags(page(hostile))).toEqual(tags(page('a name')));
    expect(page(hostile)).not.toContain(hostile);
  });

  it('should need nothing but itself, and say so to the browser', () => {
    const text = page('a name').replace(script, '');
    expect(text).not.toMatch(/\b(?:src|href)="(?!#)/);
    expect(text).not.toMatch(/url\(|@import|https?:/);
    expect(text).toMatch(/default-src &#39;none&#39;; script-src &#39;sha256-[\w+/=]+&#39;; style-src &#39;sha256-[\w+/=]+&#39;/);
  });

  it('should tell what ran, how to run it again, what was expected and what the numbers mean', async () => {
    const text = reportPage(
      {
        ...reported(run, { name: 'The name', about: 'What it shows.' }),
        expectations: [{ expect: 'messages.sent < 1', held: false, actual: 75 }],
      },
      run.series,
      run.charts,
      script,
    );
    for (const part of [
      'The name',
      'What it shows.',
      run.series.command,
      run.outcome.fingerprint,
      'messages.sent &lt; 1',
      'FAILED',
      '75',
    ]) {
      expect(text).toContain(part);
    }
    expect(text).toContain('Application messages that a server accepted from its client.');
    for (const { title, name } of run.charts) {
      expect(text).toContain(`<h3 id="${name}-title">${escaped(title)}</h3>`);
      expect(text).toContain(`<canvas id="${name}"`);
    }
  });

  it('should stay below a megabyte, however long the run was', () => {
    const [first] = run.series.epochs;
    if (first === undefined) throw new Error('this run was to have servers');
    const steps = Array.from({ length: 50_000 }, (_, place) => ({
      at_ms: place * 10,
      epoch: place,
      commit: `@alice:a.example/1#${place}`,
      final: true,
      graft: false,
    }));
    const epochs = Array.from({ length: 40 }, (_, place) => ({ ...first, server: `s${place}.example`, steps }));
    const series = { ...run.series, simulated_ms: 500_000, epochs };
    expect(reportPage(reported(run), series, allCharts(series, run.outcome.metrics), script).length).toBeLessThan(1_000_000);
  });

  it('should be the same each time', () => {
    expect(page('a name')).toBe(page('a name'));
  });
});
