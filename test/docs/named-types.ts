/** What the named types in facts are: their doc comments and, as JSON has it, their values. */
import { readFileSync } from 'node:fs';
import { commentText, type FactFile, failed } from './fact-types.js';

export interface NamedType {
  readonly name: string;
  /** Empty where the source says nothing. */
  readonly about: string;
  /** "a string", "a number", or the values or names that it may be. */
  readonly value: string;
}

/** Written as a number of milliseconds, in a field whose name says so. */
const TIME = 'Instant';

/** The names that types of these fields use, but for those of times, each read where it is declared. */
export function namedTypes(folder: URL, files: readonly (FactFile & { readonly path: string })[]): readonly NamedType[] {
  const found = new Map<string, NamedType>();
  const add = (name: string, source: URL, imports: ReadonlyMap<string, string>): void => {
    if (name === TIME || found.has(name)) return;
    const from = imports.get(name);
    const module = from === undefined ? source : new URL(from.replace(/\.js$/, '.ts'), source);
    const named = declared(name, readFileSync(module, 'utf8'));
    found.set(name, named);
    for (const inner of namesIn(named.value)) add(inner, module, new Map());
  };
  for (const { path, imports, groups } of files) {
    const types = groups.flatMap(({ kinds }) => kinds).flatMap(({ fields }) => fields.map(({ type }) => type));
    for (const name of types.flatMap(namesIn)) add(name, new URL(path, folder), imports);
  }
  return [...found.values()].sort((one, other) => (one.name < other.name ? -1 : 1));
}

const namesIn = (type: string): readonly string[] => type.replaceAll(/'[^']*'/g, '').match(/\b[A-Z]\w*/g) ?? [];

function declared(name: string, source: string): NamedType {
  const pattern = new RegExp(`(?:(/\\*\\*(?:(?!\\*/)[\\s\\S])*\\*/)\\n)?export type ${name} =([^;]*);`);
  const [, comment, written = ''] = pattern.exec(source) ?? failed(`a type ${name}`, source);
  const body = written
    .replaceAll(/\/\*\*[\s\S]*?\*\//g, '')
    .replaceAll(/\s+/g, ' ')
    .replace(/^ ?\|? ?/, '')
    .trim();
  return { name, about: comment === undefined ? '' : commentText(comment), value: valuesOf(body) };
}

function valuesOf(body: string): string {
  const brand = /^Brand<(string|number), '\w+'>$/.exec(body)?.[1] ?? body;
  if (brand === 'string' || brand === 'number') return `a ${brand}`;
  const alternatives = body.split(' | ');
  if (!alternatives.every((each) => /^(?:'\w+'|[A-Z]\w*)$/.test(each))) failed('a union of texts or names', body);
  return alternatives.map((each) => each.replaceAll("'", '`')).join(' or ');
}
