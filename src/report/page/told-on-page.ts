/** Writes what is told of a fact into the page. All of it is text: no name in a run can be markup. */
import type { TraceFact } from '../space-time/packed-facts.js';
import { tell } from '../space-time/told.js';

/** @param filter shows in the diagram only what is about a name */
export function showTold(facts: readonly TraceFact[], place: number | undefined, filter: (about: string) => void): void {
  const target = document.getElementById('space-time-told');
  if (target === null) return;
  const told = place === undefined ? undefined : tell(facts, place);
  if (told === undefined) return target.replaceChildren();
  const parts: Node[] = [element('h3', told.title), list(told.fields)];
  if (told.event !== undefined) {
    const { label, pdu, seen } = told.event;
    const only = element('button', 'Show only this event');
    only.setAttribute('type', 'button');
    only.addEventListener('click', () => filter(label));
    parts.push(element('h4', `The event ${label}`), list(pdu), element('h4', 'Who has seen it'));
    const items = document.createElement('ul');
    items.append(...seen.map((line) => element('li', line)));
    parts.push(items, only);
  }
  target.replaceChildren(...parts);
}

function element(name: string, text: string): HTMLElement {
  const made = document.createElement(name);
  made.textContent = text;
  return made;
}

function list(entries: readonly (readonly [string, string])[]): HTMLElement {
  const made = document.createElement('dl');
  for (const [name, value] of entries) made.append(element('dt', name), element('dd', value));
  return made;
}
