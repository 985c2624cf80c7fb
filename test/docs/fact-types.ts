/**
 * Reads the types of `src/facts/` as data. The files are regular: one union of object types a file, each member after a doc
 * comment of its own, or after that of the member before it, which then speaks of both. Whatever is not so is an error here,
 * so that nothing is left out of the documentation in silence.
 */

export interface Field {
  readonly name: string;
  /** The TypeScript type, without `readonly` and `undefined`. */
  readonly type: string;
  readonly optional: boolean;
}

export interface Kind {
  readonly name: string;
  readonly fields: readonly Field[];
}

/** Kinds of fact that one comment speaks of. */
export interface KindGroup {
  readonly about: string;
  readonly kinds: readonly Kind[];
}

export interface FactFile {
  /** The comment at the top of the file. */
  readonly about: string;
  readonly groups: readonly KindGroup[];
  /** Where the names come from that its types use: the module, as it is imported, by name. */
  readonly imports: ReadonlyMap<string, string>;
}

export function readFactFile(text: string): FactFile {
  const [, about] = /^(\/\*\*[\s\S]*?\*\/)/.exec(text) ?? failed('a comment at the top', text);
  const [start] = /^export type \w+Fact =$/m.exec(text) ?? failed('one union of facts', text);
  const cursor = new Cursor(text, text.indexOf(start) + start.length);
  const groups: { about: string; kinds: Kind[] }[] = [];
  while (!cursor.takes(/;/y)) {
    const comment = cursor.take(/\/\*\*[\s\S]*?\*\//y);
    if (comment !== undefined) groups.push({ about: commentText(comment[0]), kinds: [] });
    const group = groups.at(-1) ?? failed('a comment before the first kind', cursor.rest());
    group.kinds.push(readKind(cursor));
  }
  return { about: commentText(about ?? ''), groups, imports: importsOf(text) };
}

function readKind(cursor: Cursor): Kind {
  const [, name = ''] = cursor.needs(/\|\s*\{\s*readonly kind: '(\w+)'/y);
  const fields: Field[] = [];
  while (!cursor.takes(/;?\s*\}/y)) {
    const [, field = ''] = cursor.needs(/;\s*readonly (\w+):\s/y);
    const type = onOneLine(cursor.type()).replaceAll('readonly ', '');
    const present = type.replace(/ \| undefined$/, '');
    fields.push({ name: field, type: present, optional: present !== type });
  }
  return { name, fields };
}

/** A type that is too long for a line stands on several, each alternative after a bar. */
const onOneLine = (type: string): string => type.replaceAll(/\s+/g, ' ').replace(/^\| /, '').replaceAll(/; \}/g, ' }');

class Cursor {
  readonly #text: string;
  #at: number;

  constructor(text: string, at: number) {
    this.#text = text;
    this.#at = at;
  }

  /** What the sticky pattern finds here, after blanks; the cursor moves behind it. */
  take(pattern: RegExp): RegExpExecArray | undefined {
    const blanks = /\s*/y;
    blanks.lastIndex = this.#at;
    blanks.exec(this.#text);
    pattern.lastIndex = blanks.lastIndex;
    const found = pattern.exec(this.#text);
    if (found !== null) this.#at = pattern.lastIndex;
    return found ?? undefined;
  }

  takes(pattern: RegExp): boolean {
    return this.take(pattern) !== undefined;
  }

  needs(pattern: RegExp): RegExpExecArray {
    return this.take(pattern) ?? failed(pattern.source, this.rest());
  }

  /** A type, up to the end of its field or of the object that it is in. */
  type(): string {
    const start = this.#at;
    for (let depth = 0; ; this.#at++) {
      const character = this.#text[this.#at] ?? failed('the end of a type', this.#text.slice(start));
      if (depth === 0 && (character === ';' || character === '}')) return this.#text.slice(start, this.#at).trim();
      if ('{(['.includes(character)) depth++;
      if ('})]'.includes(character)) depth--;
    }
  }

  rest(): string {
    return this.#text.slice(this.#at);
  }
}

function importsOf(text: string): ReadonlyMap<string, string> {
  const imports = text.matchAll(/^import type \{ ([^}]*) \} from '([^']*)';$/gm);
  return new Map([...imports].flatMap(([, names = '', from = '']) => names.split(', ').map((name) => [name, from] as const)));
}

/** A doc comment as one paragraph. */
export const commentText = (comment: string): string =>
  comment
    .replace(/^\s*\/\*\*/, '')
    .replace(/\*\/\s*$/, '')
    .split('\n')
    .map((line) => line.replace(/^\s*\*(?: |$)/, '').trim())
    .join(' ')
    .trim();

export function failed(wanted: string, text: string): never {
  throw new Error(`expected ${wanted} at: ${text.trimStart().slice(0, 120)}`);
}
