/**
 * A source file as the structure checks see it: its code without comments and text, and what it imports. The compiler in use has no
 * programming interface yet, so a small scanner tells code from text; it is exact for code that Biome has formatted.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join, posix } from 'node:path';

export interface Import {
  /** As written: `../names.js`, `node:fs`, `zod`. */
  readonly specifier: string;
  readonly typeOnly: boolean;
  /** For a relative import the file meant, from the project's root: `src/names.ts`. */
  readonly target?: string;
}

export interface SourceFile {
  /** From the project's root, with `/`. */
  readonly path: string;
  readonly text: string;
  /** The text with every comment and the inside of every string, template and regular expression blanked; offsets are kept. */
  readonly code: string;
  readonly imports: readonly Import[];
}

/** Every TypeScript file under a folder of the project, in the order of their paths. */
export function sourceFiles(root: string, folder: string): SourceFile[] {
  const paths = readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' });
  return paths
    .filter((path) => path.endsWith('.ts'))
    .map((path) => posix.join(folder, path.replaceAll('\\', '/')))
    .sort()
    .map((path) => sourceFile(path, readFileSync(join(root, path), 'utf8')));
}

export function sourceFile(path: string, text: string): SourceFile {
  const code = codeOf(text);
  return { path, text, code, imports: importsOf(path, text, code) };
}

const COMMENT = /\/\/[^\n]*|\/\*[\s\S]*?\*\//y;
const STRING = /'(?:\\.|[^'\\\n])*'|"(?:\\.|[^"\\\n])*"/y;
const REGEX = /\/(?:\\.|\[(?:\\.|[^\]\\\n])*\]|[^/\\\n[])+\//y;
const TEMPLATE_TEXT = /(?:\\[\s\S]|\$(?!\{)|[^`\\$])*/y;
/** What code ends with where a slash opens a regular expression and does not divide. */
const BEFORE_REGEX = /(?:^|[=(,:?[!&|{};>]|\breturn)\s*$/;

function codeOf(text: string): string {
  let code = '';
  /** For each template expression that we are in: how many braces are open inside it. */
  const expressions: number[] = [];
  const matchAt = (pattern: RegExp): string => {
    pattern.lastIndex = code.length;
    return pattern.exec(text)?.[0] ?? '';
  };
  const templateText = (): void => {
    code += blank(matchAt(TEMPLATE_TEXT));
    const expression = text.startsWith('${', code.length);
    if (expression) expressions.push(0);
    code += text.slice(code.length, code.length + (expression ? 2 : 1));
  };
  while (code.length < text.length) {
    const comment = matchAt(COMMENT);
    const quoted = matchAt(STRING) || (BEFORE_REGEX.test(code.slice(-40)) ? matchAt(REGEX) : '');
    const next = text.charAt(code.length);
    const depth = expressions.at(-1);
    if (comment !== '') code += blank(comment);
    else if (quoted !== '') code += quoted.charAt(0) + blank(quoted.slice(1, -1)) + quoted.charAt(0);
    else {
      code += next;
      if (next === '{' && depth !== undefined) expressions[expressions.length - 1] = depth + 1;
      else if (next === '}' && depth !== undefined && depth > 0) expressions[expressions.length - 1] = depth - 1;
      else if (next === '`' || (next === '}' && expressions.pop() !== undefined)) templateText();
    }
  }
  return code;
}

const blank = (text: string): string => text.replaceAll(/[^\n]/g, ' ');

/** `import … from '…'`, `export … from '…'`, `import '…'` and `import('…')`. Group 1 says "type"; the last is the blanked specifier. */
const IMPORT = /^\s*(?:import|export)\s+(type\s)?[\w$*{},\s]*?\bfrom\s*['"]( *)['"]|\bimport\s*\(?\s*['"]( *)['"]/dgm;

function importsOf(path: string, text: string, code: string): Import[] {
  return [...code.matchAll(IMPORT)].map((match) => {
    const [from, to] = match.indices?.[2] ?? match.indices?.[3] ?? [0, 0];
    const specifier = text.slice(from, to);
    const target = specifier.startsWith('.') ? posix.join(posix.dirname(path), specifier).replace(/\.js$/, '.ts') : undefined;
    return { specifier, typeOnly: match[1] !== undefined, ...(target === undefined ? {} : { target }) };
  });
}
