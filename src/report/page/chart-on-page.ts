/** One chart on its canvas, for eyes and for the keyboard. */
import type { Chart as AnyChart } from 'chart.js';
import type { ChartSpec } from '../charts/chart-spec.js';
import { chartConfig } from '../drawing/chart-config.js';
import { heightOf } from '../drawing/height.js';
import { Chart } from '../drawing/registered.js';
import type { Theme } from '../drawing/theme.js';

const FONT = 'system-ui, sans-serif';
/** In pixels. */
const HEIGHT = 400;

/** Those whose specs the page was made with. */
export function chartsOnPage(): readonly ChartOnPage[] {
  const specs = JSON.parse(document.getElementById('specs')?.textContent ?? '[]') as readonly ChartSpec[]; // our own text
  return specs.flatMap((spec) => {
    const canvas = document.getElementById(spec.name);
    return canvas instanceof HTMLCanvasElement ? [new ChartOnPage(spec, canvas)] : [];
  });
}

class ChartOnPage {
  readonly #spec: ChartSpec;
  readonly #canvas: HTMLCanvasElement;
  #chart: AnyChart | undefined;
  #at = { dataset: 0, point: -1 };

  constructor(spec: ChartSpec, canvas: HTMLCanvasElement) {
    this.#spec = spec;
    this.#canvas = canvas;
    canvas.addEventListener('keydown', (event) => {
      if (this.#go(event.key)) event.preventDefault();
    });
    canvas.addEventListener('blur', () => this.#show(undefined));
  }

  draw(theme: Theme): void {
    this.#chart?.destroy();
    const width = this.#canvas.parentElement?.clientWidth ?? 0;
    this.#canvas.width = width;
    this.#canvas.height = heightOf(this.#spec, HEIGHT);
    this.#chart = new Chart(this.#canvas, chartConfig(this.#spec, { theme, font: FONT, width, titled: false }));
  }

  /** Whether the key means something here. */
  #go(key: string): boolean {
    const { dataset, point } = this.#at;
    const [datasets, points] = [this.#spec.data.length, this.#points(dataset)];
    if (datasets === 0) return false;
    switch (key) {
      case 'ArrowRight':
        this.#at = { dataset, point: Math.min(points - 1, point + 1) };
        break;
      case 'ArrowLeft':
        this.#at = { dataset, point: Math.max(0, point - 1) };
        break;
      case 'ArrowDown':
      case 'ArrowUp': {
        const next = (dataset + (key === 'ArrowDown' ? 1 : datasets - 1)) % datasets;
        this.#at = { dataset: next, point: Math.max(0, Math.min(this.#points(next) - 1, point)) };
        break;
      }
      case 'Home':
        this.#at = { dataset, point: 0 };
        break;
      case 'End':
        this.#at = { dataset, point: points - 1 };
        break;
      case 'Escape':
        this.#show(undefined);
        return true;
      default:
        return false;
    }
    this.#show({ datasetIndex: this.#at.dataset, index: this.#at.point });
    return true;
  }

  #points(dataset: number): number {
    return this.#chart?.data.datasets[dataset]?.data.length ?? 0;
  }

  /** Brings the tooltip of a point up, and says it to who cannot see it. */
  #show(point: { readonly datasetIndex: number; readonly index: number } | undefined): void {
    const chart = this.#chart;
    if (chart === undefined) return;
    const active = point === undefined ? [] : [point];
    chart.setActiveElements(active);
    chart.tooltip?.setActiveElements(active, { x: 0, y: 0 });
    chart.update();
    const said =
      chart.tooltip === undefined || point === undefined
        ? []
        : [...chart.tooltip.title, ...chart.tooltip.body.flatMap(({ lines }) => lines)];
    const reading = document.getElementById(`${this.#spec.name}-reading`);
    if (reading !== null) reading.textContent = said.join(', ');
  }
}
