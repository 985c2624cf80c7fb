/** The text of a scenario file as data (YAML 1.2), and where in the text each part of the data is written. */
import { type Document, isAlias, isMap, isScalar, isSeq, LineCounter, type Node, type Pair, parseDocument, visit } from 'yaml';
import type { FileProblem, Finding, Path } from './problem.js';

export interface Place {
  readonly line: number;
  readonly column: number;
}

export interface YamlSource {
  readonly data: unknown;
  /** Where a finding is written: the key or value at its path, or what is nearest to it on the way there. */
  readonly placeOf: (finding: Pick<Finding, 'path' | 'on'>) => Place;
  readonly has: (path: Path) => boolean;
}

export type YamlResult =
  | { readonly ok: true; readonly source: YamlSource }
  | { readonly ok: false; readonly problems: readonly FileProblem[] };

export function readYaml(file: string, text: string): YamlResult {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, logLevel: 'error' });
  const placeAt = (offset: number): Place => {
    const { line, col } = lines.linePos(offset);
    // An empty file has no line.
    return { line: Math.max(1, line), column: Math.max(1, col) };
  };
  const faults = [...document.errors, ...document.warnings];
  if (faults.length > 0) {
    return { ok: false, problems: faults.map((fault) => ({ file, ...placeAt(fault.pos[0]), message: yamlMessage(fault) })) };
  }

  let data: unknown;
  try {
    data = document.toJS();
  } catch (error) {
    // An alias (`*name`) of nothing, of itself, or of far too much.
    if (!(error instanceof ReferenceError)) throw error;
    return {
      ok: false,
      problems: [{ file, ...placeAt(firstAlias(document) ?? 0), message: yamlMessage({ code: '', message: error.message }) }],
    };
  }

  const resolved = (node: unknown): unknown => (isAlias(node) ? node.resolve(document) : node);
  const pairOf = (node: unknown, key: string | number): Pair | undefined =>
    isMap(node) ? node.items.find((pair) => String(isScalar(pair.key) ? pair.key.value : pair.key) === String(key)) : undefined;
  const childOf = (node: unknown, key: string | number): unknown => {
    const container = resolved(node);
    return isSeq(container) ? container.items[Number(key)] : pairOf(container, key)?.value;
  };
  const offsetOf = (node: unknown): number | undefined => (node as Node | null | undefined)?.range?.[0]; // what the parser made has ranges

  return {
    ok: true,
    source: {
      data,
      has: (path) => path.reduce<unknown>(childOf, document.contents) !== undefined,
      placeOf: ({ path, on }) => {
        let node: unknown = document.contents;
        let offset = offsetOf(node) ?? 0;
        for (const [depth, key] of path.entries()) {
          const pair = pairOf(resolved(node), key);
          node = childOf(node, key);
          if (node === undefined && pair === undefined) break;
          const keyIsMeant = on === 'key' && depth === path.length - 1;
          offset = (keyIsMeant ? offsetOf(pair?.key) : undefined) ?? offsetOf(node) ?? offsetOf(pair?.key) ?? offset;
        }
        return placeAt(offset);
      },
    },
  };
}

const firstAlias = (document: Document): number | undefined => {
  let offset: number | undefined;
  visit(document, {
    Alias: (_, alias) => {
      offset = alias.range?.[0];
      return visit.BREAK;
    },
  });
  return offset;
};

/** One line of plain English where the parser's own is terse. */
const yamlMessage = (fault: { readonly code: string; readonly message: string }): string => {
  const message = fault.message.split('\n')[0] ?? '';
  if (fault.code === 'DUPLICATE_KEY') return 'the same key is there twice in one map';
  if (fault.code === 'MULTIPLE_DOCS') return 'a second YAML document begins here: a file holds one';
  return `not valid YAML: ${message}`;
};
