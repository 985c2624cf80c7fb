/** HTML put together from templates in which every text is escaped, whoever wrote it. */

declare const brand: unique symbol;
/** Markup of ours, with what it holds escaped. */
export type Html = string & { readonly [brand]: 'Html' };

type Part = { readonly html: Html } | string | number | readonly Part[];

/** For a template within a template. */
export const inner = (html: Html): { readonly html: Html } => ({ html });

/** A template: what stands in its places is text, unless it is `inner`. Attributes need double quotes. */
export const html = (markup: TemplateStringsArray, ...parts: readonly Part[]): Html =>
  markup.reduce((whole, piece, place) => `${whole}${written(parts[place - 1] ?? '')}${piece}`) as Html; // all of it is ours or escaped

/** Text that is safe between tags and in an attribute with quotes. */
export const escaped = (text: string): string => text.replaceAll(/[&<>"']/g, (character) => ENTITIES[character] ?? '');

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

/** As the text of a `<script type="application/json">`: nothing in it can end the element or begin a comment. */
export const scriptJson = (data: unknown): Html => JSON.stringify(data).replaceAll('<', '\\u003c') as Html; // JSON has "<" in strings only

function written(part: Part): string {
  if (typeof part === 'string') return escaped(part);
  if (typeof part === 'number') return String(part);
  return 'html' in part ? part.html : part.map(written).join('');
}
