/** Charts as PNG and SVG, without a browser, to the same bytes each time. */
import { createRequire } from 'node:module';
import { type Canvas, createCanvas, GlobalFonts, type SvgCanvas, SvgExportFlag } from '@napi-rs/canvas';
import type { ChartSpec } from '../charts/chart-spec.js';
import { chartConfig } from './chart-config.js';
import { heightOf } from './height.js';
import { Chart } from './registered-many-runs.js';
import { LIGHT } from './theme.js';

/** A name of our own: the machine's fonts must not matter, and where there are none text would vanish without a word. */
const FONT = 'Schism Sans';
const WIDTH = 900;
const HEIGHT = 460;
/** Pixels of a PNG for each of the drawing's. */
const PNG_SCALE = 2;

export function png(spec: ChartSpec): Buffer {
  const canvas = createCanvas(WIDTH, heightOf(spec, HEIGHT));
  draw(spec, canvas, PNG_SCALE);
  return canvas.toBuffer('image/png');
}

/** Letters become outlines, so that it looks the same where the font is missing. */
export function svg(spec: ChartSpec): Buffer {
  const canvas = createCanvas(WIDTH, heightOf(spec, HEIGHT), SvgExportFlag.ConvertTextToPaths);
  draw(spec, canvas, 1);
  return tidied(canvas.getContent());
}

/**
 * Skia counts the names of clipping paths through all pictures of a process; here each picture begins anew. Its coordinates are good to
 * a millionth of a pixel: a hundredth is enough, and takes a third less room.
 */
function tidied(content: Buffer): Buffer {
  const numbers = new Map<string, number>();
  const text = content
    .toString('utf8')
    .replaceAll(/(?<=id="cl_|url\(#cl_)[0-9a-f]+/g, (name) => {
      const number = numbers.get(name) ?? numbers.size + 1;
      numbers.set(name, number);
      return String(number);
    })
    .replaceAll(/-?\d+\.\d{3,}(?!e)/g, (number) => String(Number(Number(number).toFixed(2))));
  return Buffer.from(text);
}

function draw(spec: ChartSpec, canvas: Canvas | SvgCanvas, scale: number): void {
  registerFont();
  const config = chartConfig(spec, { theme: LIGHT, font: FONT, width: WIDTH, titled: true });
  const chart = new Chart(canvas as never, { ...config, options: { ...config.options, devicePixelRatio: scale } }); // as a browser's to chart.js
  // Drawn at once, as nothing is animated; a chart that is kept would be redrawn.
  chart.stop();
}

function registerFont(): void {
  if (GlobalFonts.has(FONT)) return;
  const require = createRequire(import.meta.url);
  for (const file of ['DejaVuSans.ttf', 'DejaVuSans-Bold.ttf']) {
    const path = require.resolve(`dejavu-fonts-ttf/ttf/${file}`);
    if (GlobalFonts.registerFromPath(path, FONT) === null) throw new Error(`cannot read the font ${path}`);
  }
}
