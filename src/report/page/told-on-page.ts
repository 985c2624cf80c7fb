/** Writes what is told of a fact into the page. All of it is text: no name in a run can be markup. */
import type { TraceFact } from '../space-time/packed-facts.js';
import { tell } from '../space-time/told.js';

/**
 * @param id of the element that it is written into
 * @param filter shows only what is about a name, where that can be
 */
export function showTold(id: string, facts: readonly TraceFact[], place: number | undefined, filter?: (about: string) => void): void {
  const target = document.getElementById(id);
  if (target === null) return;
  const told = place === undefined ? undefined : tell(facts, place);
  if (told === undefined) return target.replaceChildren();
  const parts: Node[] = [element('h3', told.title), list(told.fields)];
  if (told.event !== undefined) {
    const { label, pdu, seen } = told.event;
    parts.push(element('h4', `The event ${label}`), list(pdu), element('h4', 'Who has seen it'));
    const items = document.createElement('ul');
    items.append(...seen.map((line) => element('li', line)));
    parts.push(items);
    if (filter !== undefined) {
      const only = element('button', 'Show only this event');
      only.setAttribute('type', 'button');
      only.addEventListener('click', () => filter(label));
      parts.push(only);
    }
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
