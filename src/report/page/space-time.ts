/** The space-time diagram on the page: what is shown of it, by form, mouse and keyboard, and what is told of the fact that is chosen. */
import type { Theme } from '../drawing/theme.js';
import type { FaultSpan } from '../series/series.js';
import type { TraceFact } from '../space-time/packed-facts.js';
import { type Arrow, type Mark, type Story, storyOf } from '../space-time/story.js';
import { type View, viewOf, type Wanted } from '../space-time/view.js';
import { drawDiagram, placing } from './diagram-drawing.js';
import { showTold } from './told-on-page.js';

const HEIGHT = 720;
/** In pixels: how near a click has to be. */
const REACH = 14;
const CLOSER = 0.5;
const NAMES_MOST = 2_000;
const NOTHING: View = { marks: [], arrows: [], currents: [], leftOut: 0 };

export class SpaceTime {
  readonly #facts: readonly TraceFact[];
  readonly #story: Story;
  readonly #faults: readonly FaultSpan[];
  readonly #canvas: HTMLCanvasElement;
  readonly #form: HTMLFormElement;
  #wanted: Wanted;
  #view = NOTHING;
  #chosen: number | undefined;
  #theme: Theme | undefined;

  constructor(facts: readonly TraceFact[], faults: readonly FaultSpan[], canvas: HTMLCanvasElement, form: HTMLFormElement) {
    this.#facts = facts;
    this.#story = storyOf(this.#facts);
    this.#faults = faults;
    this.#canvas = canvas;
    this.#form = form;
    this.#wanted = { from: 0, to: this.#story.end, lanes: this.#story.lanes.map((_, lane) => lane), about: undefined };
    this.#fillForm();
    this.#listen();
  }

  draw(theme: Theme): void {
    this.#theme = theme;
    this.#canvas.width = this.#canvas.parentElement?.clientWidth ?? 0;
    this.#canvas.height = HEIGHT;
    this.#redraw();
  }

  #redraw(): void {
    const context = this.#canvas.getContext('2d');
    if (context === null || this.#theme === undefined) return;
    this.#view = viewOf(this.#story, this.#wanted);
    const picture = { lanes: this.#story.lanes, view: this.#view, wanted: this.#wanted, faults: this.#faults, chosen: this.#chosen };
    drawDiagram(context, picture, this.#theme);
    const { marks, arrows, leftOut } = this.#view;
    const more = leftOut === 0 ? '' : ` ${leftOut} more are there and not drawn: come closer, or leave lanes out.`;
    say('space-time-shown', `${arrows.length} arrows and ${marks.length} facts on ${this.#wanted.lanes.length} lanes.${more}`);
  }

  #show(change: Partial<Wanted>): void {
    this.#wanted = { ...this.#wanted, ...change };
    this.#field('from').value = (this.#wanted.from / 1_000).toFixed(3);
    this.#field('to').value = (this.#wanted.to / 1_000).toFixed(3);
    this.#redraw();
  }

  /** By a factor round a time, within the run. */
  #zoom(factor: number, round = (this.#wanted.from + this.#wanted.to) / 2): void {
    const { from, to } = this.#wanted;
    const end = this.#story.end;
    const length = Math.min(end, Math.max(1, (to - from) * factor));
    const start = Math.min(Math.max(0, round - ((round - from) / Math.max(1, to - from)) * length), end - length);
    this.#show({ from: start, to: start + length });
  }

  #move(share: number): void {
    const { from, to } = this.#wanted;
    const start = Math.min(Math.max(0, from + share * (to - from)), this.#story.end - (to - from));
    this.#show({ from: start, to: start + to - from });
  }

  #choose(one: Mark | Arrow | undefined): void {
    this.#chosen = one?.fact;
    this.#redraw();
  }

  #tell(): void {
    showTold('space-time-told', this.#facts, this.#chosen, (about) => {
      this.#field('about').value = about;
      this.#show({ about });
    });
  }

  /** The next fact in the view, or the one before, be it a mark or an arrow; at either end it stays where it is. */
  #step(by: 1 | -1): void {
    const { marks, arrows } = this.#view;
    const all = [...marks, ...arrows].sort((a, b) => by * (a.fact - b.fact));
    const chosen = this.#chosen;
    this.#choose(all.find(({ fact }) => chosen === undefined || by * (fact - chosen) > 0) ?? all.at(-1));
  }

  #nearest(px: number, py: number): Mark | Arrow | undefined {
    const { x, y } = placing(this.#wanted, this.#canvas.width, this.#canvas.height);
    let [best, found]: [number, Mark | Arrow | undefined] = [REACH, undefined];
    const consider = (one: Mark | Arrow, distance: number): void => {
      if (distance < best) [best, found] = [distance, one];
    };
    for (const mark of this.#view.marks) consider(mark, Math.hypot(px - x(mark.lane), py - y(mark.at)));
    // A mark that is as near says more.
    for (const arrow of this.#view.arrows)
      consider(arrow, 2 + distanceTo([px, py], [x(arrow.from), y(arrow.at)], [x(arrow.to), y(arrow.arrives)]));
    return found;
  }

  #key(key: string): boolean {
    switch (key) {
      case 'ArrowDown':
        this.#step(1);
        return true;
      case 'ArrowUp':
        this.#step(-1);
        return true;
      case 'ArrowLeft':
        this.#move(-0.25);
        return true;
      case 'ArrowRight':
        this.#move(0.25);
        return true;
      case '+':
        this.#zoom(CLOSER);
        return true;
      case '-':
        this.#zoom(1 / CLOSER);
        return true;
      case 'Enter':
        this.#tell();
        return true;
      case 'Escape':
        this.#choose(undefined);
        this.#tell();
        return true;
      default:
        return false;
    }
  }

  #listen(): void {
    this.#canvas.addEventListener('keydown', (event) => {
      if (this.#key(event.key)) event.preventDefault();
    });
    this.#canvas.addEventListener('click', ({ offsetX, offsetY }) => {
      this.#choose(this.#nearest(offsetX, offsetY));
      this.#tell();
    });
    this.#canvas.addEventListener('wheel', (event) => {
      if (!event.ctrlKey) return;
      event.preventDefault();
      const { from, to } = this.#wanted;
      this.#zoom(event.deltaY < 0 ? CLOSER : 1 / CLOSER, from + (event.offsetY / this.#canvas.height) * (to - from));
    });
    this.#form.addEventListener('submit', (event) => event.preventDefault());
    this.#form.addEventListener('change', () => this.#read());
    const buttons: Readonly<Record<string, () => void>> = {
      closer: () => this.#zoom(CLOSER),
      wider: () => this.#zoom(1 / CLOSER),
      earlier: () => this.#move(-0.5),
      later: () => this.#move(0.5),
      all: () => this.#show({ from: 0, to: this.#story.end }),
    };
    for (const button of this.#form.querySelectorAll('button')) button.addEventListener('click', () => buttons[button.name]?.());
  }

  /** What the form says. What is no time stays as it was. */
  #read(): void {
    const [from, to] = [Number.parseFloat(this.#field('from').value) * 1_000, Number.parseFloat(this.#field('to').value) * 1_000];
    const isSpan = from >= 0 && to > from;
    const boxes = [...this.#form.querySelectorAll<HTMLInputElement>('input[type=checkbox]')];
    const about = this.#field('about').value.trim();
    this.#show({
      ...(isSpan && { from, to }),
      lanes: boxes.flatMap(({ checked }, lane) => (checked ? [lane] : [])),
      about: about === '' ? undefined : about,
    });
  }

  #fillForm(): void {
    const lanes = document.getElementById('space-time-lanes');
    for (const { node } of this.#story.lanes) {
      const [label, box] = [document.createElement('label'), document.createElement('input')];
      box.type = 'checkbox';
      box.checked = true;
      label.append(box, ` ${node}`);
      lanes?.append(label, ' ');
    }
    const names = new Set(this.#story.marks.flatMap(({ about }) => about));
    const list = document.getElementById('space-time-names');
    for (const name of [...names].slice(0, NAMES_MOST)) {
      const option = document.createElement('option');
      option.value = name;
      list?.append(option);
    }
    this.#show({});
  }

  #field(name: string): HTMLInputElement {
    return this.#form.elements.namedItem(name) as HTMLInputElement; // the form is ours
  }
}

function say(id: string, text: string): void {
  const element = document.getElementById(id);
  if (element !== null) element.textContent = text;
}

/** Of a point from a line between two. */
function distanceTo([px, py]: readonly [number, number], [ax, ay]: readonly [number, number], [bx, by]: readonly [number, number]): number {
  const [dx, dy] = [bx - ax, by - ay];
  const along = dx === 0 && dy === 0 ? 0 : Math.min(1, Math.max(0, ((px - ax) * dx + (py - ay) * dy) / (dx * dx + dy * dy)));
  return Math.hypot(px - ax - along * dx, py - ay - along * dy);
}
