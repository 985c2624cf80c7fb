/** Pictures: the same bytes each time, on any machine. */
import { createRequire } from 'node:module';
import { createCanvas, loadImage } from '@napi-rs/canvas';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { chartConfig } from '../../src/report/drawing/chart-config.js';
import { png, svg } from '../../src/report/drawing/draw.js';
import { faultShading } from '../../src/report/drawing/fault-shading.js';
import { Chart } from '../../src/report/drawing/registered.js';
import { NAME_MOST, shortened } from '../../src/report/drawing/shortened.js';
import { LIGHT } from '../../src/report/drawing/theme.js';
import { timeScale } from '../../src/report/drawing/time-scale.js';
import { EVERY_FAULT, NOTHING, told } from './running.js';

const { charts } = await told(EVERY_FAULT);
const empty = (await told(NOTHING)).charts;

/** How many different colours there are. */
async function coloursIn(picture: Buffer): Promise<number> {
  const image = await loadImage(picture);
  const context = createCanvas(image.width, image.height).getContext('2d');
  context.drawImage(image, 0, 0);
  const { data } = context.getImageData(0, 0, image.width, image.height);
  return new Set(new Uint32Array(data.buffer)).size;
}

describe('png and svg', () => {
  it.each(charts.map((chart) => [chart.name, chart] as const))('should draw %s to the same bytes twice', async (_name, chart) => {
    const picture = png(chart);
    const vector = svg(chart);
    expect(png(chart).equals(picture)).toBe(true);
    expect(svg(chart).equals(vector)).toBe(true);
    expect(vector.toString('utf8')).toMatch(/^<\?xml[\s\S]*<svg[\s\S]*<\/svg>\s*$/);
    expect(await coloursIn(picture)).toBeGreaterThan(20);
  });

  it('should say in the picture that there is nothing to draw', () => {
    const chart = empty.find(({ name }) => name === 'recovery');
    if (chart?.empty === undefined) throw new Error('this run was to have no episode');
    const { empty: _, ...unsaid } = chart;
    expect(svg(chart).length).toBeGreaterThan(svg(unsaid).length + 1_000);
  });

  it('should write in no font but its own, whatever the machine has', () => {
    const fonts = new Set<string>();
    for (const chart of [...charts, ...empty]) {
      const canvas = createCanvas(900, 460);
      const context = canvas.getContext('2d');
      const { get, set } = Object.getOwnPropertyDescriptor(Object.getPrototypeOf(context), 'font') ?? {};
      Object.defineProperty(context, 'font', {
        get: () => get?.call(context),
        set: (font: string) => {
          fonts.add(font);
          set?.call(context, font);
        },
      });
      const config = chartConfig(chart, { theme: LIGHT, font: 'Schism Sans', width: 900, titled: true });
      new Chart(canvas as never, config).stop();
    }
    expect(fonts.size).toBeGreaterThan(2);
    expect([...fonts].filter((font) => !font.endsWith('Schism Sans'))).toEqual([]);
    expect(createRequire(import.meta.url).resolve('dejavu-fonts-ttf/ttf/DejaVuSans.ttf')).toContain('node_modules');
  });
});

describe('faultShading', () => {
  const fault = fc
    .record({ from_ms: fc.integer({ min: 0, max: 1_000 }), length: fc.integer({ min: 0, max: 500 }), name: fc.string({ maxLength: 40 }) })
    .map(({ from_ms, length, name }) => ({ kind: 'crash' as const, name, from_ms, to_ms: Math.min(1_000, from_ms + length) }));
  const style = { theme: LIGHT, font: 'Schism Sans' };

  it('should shade every fault, and keep room for the names it shows', () => {
    fc.assert(
      fc.property(fc.array(fault, { maxLength: 12 }), (faults) => {
        const { annotations, height } = faultShading(faults, 1_000, 800, style);
        const drawn = Object.values(annotations) as { xMin: number; xMax: number; label: { display: boolean; yAdjust: number } }[];
        expect(drawn.map(({ xMin, xMax }) => [xMin, xMax])).toEqual(faults.map(({ from_ms, to_ms }) => [from_ms, to_ms]));
        for (const { label } of drawn) if (label.display) expect(-label.yAdjust).toBeLessThanOrEqual(height);
      }),
    );
  });

  it('should put the names of faults at one time into lanes of their own', () => {
    const faults = ['a', 'b', 'c'].map((name) => ({ kind: 'crash' as const, name, from_ms: 100, to_ms: 200 }));
    const { annotations } = faultShading(faults, 1_000, 800, style);
    const lanes = Object.values(annotations).map((annotation) => (annotation as { label: { yAdjust: number } }).label.yAdjust);
    expect(new Set(lanes).size).toBe(3);
  });
});

describe('shortened', () => {
  it('should keep the beginning and the end of a long name, and all of a short one', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 300 }), (name) => {
        const short = shortened(name);
        expect(short.length).toBeLessThanOrEqual(NAME_MOST);
        if (name.length <= NAME_MOST) expect(short).toBe(name);
        expect([name.startsWith(short.slice(0, 20)), name.endsWith(short.slice(-20))]).toEqual([true, true]);
      }),
    );
  });
});

describe('timeScale', () => {
  it('should choose a unit and at most fourteen ticks', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 400 * 86_400_000 }), (to) => {
        const { step } = timeScale(to);
        expect(step).toBeGreaterThan(0);
        expect(to / step).toBeLessThanOrEqual(13);
      }),
    );
    expect([timeScale(60_000), timeScale(3_600_000), timeScale(86_400_000)].map(({ unit, step }) => [unit, step])).toEqual([
      ['s', 5_000],
      ['min', 300_000],
      ['h', 7_200_000],
    ]);
    expect(timeScale(3_600_000).words(90_000)).toBe('1.5 min');
  });
});
