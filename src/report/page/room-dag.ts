/** The room's DAG on the page: what is shown of it, and a resolution that is replayed, a step at a time. */
import type { Theme } from '../drawing/theme.js';
import { type DagEvent, type DagResolution, type RoomDag, roomDag, roomsOf } from '../room-dag/dag.js';
import { type Replay, replay, titleOf } from '../room-dag/replay.js';
import { citedCommit, type DagView, type DagWanted, dagView } from '../room-dag/view.js';
import type { TraceFact } from '../space-time/packed-facts.js';
import { drawDag } from './dag-drawing.js';
import { showTold } from './told-on-page.js';

/** Of a resolution, how far before its first event and after its last one is shown, in ms. */
const AROUND = 1;

export class RoomDagOnPage {
  readonly #facts: readonly TraceFact[];
  readonly #svg: SVGSVGElement;
  readonly #form: HTMLFormElement;
  readonly #rooms: readonly (string | undefined)[];
  #dag: RoomDag;
  #wanted: DagWanted = { from: 0, to: 0, commitsOnly: true };
  #view: DagView = { events: [], rows: new Map(), prev: [], auth: [], leftOut: 0 };
  #resolution: DagResolution | undefined;
  #replay: Replay | undefined;
  /** How many steps of it have been taken. */
  #taken = 0;
  /** The event that is told of, or would be by Enter. */
  #chosen: DagEvent | undefined;
  #theme: Theme | undefined;

  constructor(facts: readonly TraceFact[], svg: SVGSVGElement, form: HTMLFormElement) {
    this.#facts = facts;
    this.#svg = svg;
    this.#form = form;
    this.#rooms = roomsOf(facts);
    this.#dag = roomDag(facts);
    fill(
      this.#list('room'),
      this.#rooms.map((room) => room ?? 'the scenario’s own'),
    );
    this.#listen();
    this.#enter(0);
  }

  draw(theme: Theme): void {
    this.#theme = theme;
    this.#redraw();
  }

  /** Shows another room. */
  #enter(room: number): void {
    this.#dag = roomDag(this.#facts, this.#rooms[room]);
    fill(this.#list('resolution'), ['none', ...this.#dag.resolutions.map(titleOf)]);
    this.#chosen = undefined;
    this.#all();
    this.#choose(undefined);
  }

  #all(): void {
    this.#show({ from: 0, to: this.#dag.events.reduce((latest, { at }) => Math.max(latest, at), 0) });
  }

  #choose(resolution: DagResolution | undefined): void {
    this.#resolution = resolution;
    this.#replay = resolution === undefined ? undefined : replay(resolution, this.#dag);
    const involved = (resolution === undefined ? [] : [...resolution.steps.map(({ event }) => event), ...resolution.states]).flatMap(
      (label) => this.#dag.byLabel.get(label ?? '') ?? [],
    );
    // With the commits that they cite: what they have in common is among those.
    const times = involved.flatMap((event) => [event.at, citedCommit(event, this.#dag.byLabel)?.at ?? event.at]);
    if (times.length > 0) this.#show({ from: Math.max(0, Math.min(...times) - AROUND), to: Math.max(...times) + AROUND });
    this.#step(0);
  }

  /** @param taken how many steps have been taken then */
  #step(taken: number): void {
    this.#taken = Math.min(this.#replay?.steps.length ?? 0, Math.max(0, taken));
    this.#tellSteps();
    this.#redraw();
  }

  #tellSteps(): void {
    const { steps = [], outcome = [] } = this.#replay ?? {};
    const items = steps.slice(0, this.#taken).map(({ text }, place) => {
      const item = element('li', text);
      if (place === this.#taken - 1) item.setAttribute('aria-current', 'step');
      return item;
    });
    document.getElementById('room-dag-steps')?.replaceChildren(...items);
    const isDone = this.#replay !== undefined && this.#taken === steps.length;
    const said = this.#replay === undefined ? [] : isDone ? outcome : [`${this.#taken} of ${steps.length} steps taken.`];
    document.getElementById('room-dag-outcome')?.replaceChildren(...said.map((sentence) => element('p', sentence)));
  }

  #show(change: Partial<DagWanted>): void {
    this.#wanted = { ...this.#wanted, ...change };
    this.#field('from').value = (this.#wanted.from / 1_000).toFixed(3);
    this.#field('to').value = (this.#wanted.to / 1_000).toFixed(3);
    this.#redraw();
  }

  #redraw(): void {
    if (this.#theme === undefined) return;
    const { from, ...rest } = this.#wanted;
    // From time zero on is from the beginning: there would be no root without what the setting up made.
    const view = dagView(this.#dag, { ...rest, from: from <= 0 ? Number.NEGATIVE_INFINITY : from, chosen: this.#chosen?.label });
    this.#view = view;
    const steps = this.#replay?.steps ?? [];
    const outcomes = new Map(
      steps.map(({ event, isAccepted }, place) => {
        const outcome = place >= this.#taken ? ('to_come' as const) : isAccepted ? ('accepted' as const) : ('refused' as const);
        return [event, { number: place + 1, outcome }] as const;
      }),
    );
    const isDone = this.#taken === steps.length;
    drawDag(
      this.#svg,
      {
        view,
        servers: [...new Set(this.#dag.events.map(({ origin }) => origin))].sort(),
        final: this.#dag.final,
        outcomes,
        tip: steps[this.#taken - 1]?.tip,
        grafts: isDone ? (this.#resolution?.grafts ?? []) : [],
        chosen: this.#chosen?.label,
        onChosen: (event) => {
          this.#select(event);
          this.#tell();
        },
      },
      this.#theme,
    );
    const more = view.leftOut === 0 ? '' : ` ${view.leftOut} more follow: let it begin later.`;
    const shown = document.getElementById('room-dag-shown');
    if (shown !== null) shown.textContent = `${view.events.length} of ${this.#dag.events.length} events.${more}`;
  }

  #select(event: DagEvent | undefined): void {
    this.#chosen = event;
    this.#redraw();
  }

  #tell(): void {
    showTold('room-dag-told', this.#facts, this.#chosen?.fact);
  }

  /** Chooses the event a row further, within what is shown. */
  #move(by: 1 | -1): void {
    const { events } = this.#view;
    const row = this.#view.rows.get(this.#chosen?.label ?? '');
    this.#select(events[row === undefined ? (by > 0 ? 0 : events.length - 1) : Math.min(events.length - 1, Math.max(0, row + by))]);
  }

  #key(key: string): boolean {
    if (key === 'ArrowDown') this.#move(1);
    else if (key === 'ArrowUp') this.#move(-1);
    else if (key === 'Enter') this.#tell();
    else if (key === 'Escape') {
      this.#select(undefined);
      this.#tell();
    } else return false;
    return true;
  }

  #listen(): void {
    this.#svg.addEventListener('keydown', (event) => {
      if (this.#key(event.key)) event.preventDefault();
    });
    this.#form.addEventListener('submit', (event) => event.preventDefault());
    this.#form.addEventListener('change', (event) => {
      const { target } = event;
      if (target === this.#list('room')) this.#enter(this.#list('room').selectedIndex);
      else if (target === this.#list('resolution')) this.#choose(this.#dag.resolutions[this.#list('resolution').selectedIndex - 1]);
      else this.#read();
    });
    const buttons: Readonly<Record<string, () => void>> = {
      all: () => this.#all(),
      first: () => this.#step(0),
      back: () => this.#step(this.#taken - 1),
      forward: () => this.#step(this.#taken + 1),
      last: () => this.#step(Number.POSITIVE_INFINITY),
    };
    for (const button of this.#form.querySelectorAll('button')) button.addEventListener('click', () => buttons[button.name]?.());
  }

  /** What the form says. What is no time stays as it was. */
  #read(): void {
    const [from, to] = [Number.parseFloat(this.#field('from').value) * 1_000, Number.parseFloat(this.#field('to').value) * 1_000];
    this.#show({ ...(from >= 0 && to > from && { from, to }), commitsOnly: !this.#field('others').checked });
  }

  #field(name: string): HTMLInputElement {
    return this.#form.elements.namedItem(name) as HTMLInputElement; // the form is ours
  }

  #list(name: string): HTMLSelectElement {
    return this.#form.elements.namedItem(name) as HTMLSelectElement; // likewise
  }
}

function fill(select: HTMLSelectElement, texts: readonly string[]): void {
  select.replaceChildren(...texts.map((text) => element('option', text)));
}

function element(name: string, text: string): HTMLElement {
  const made = document.createElement(name);
  made.textContent = text;
  return made;
}
