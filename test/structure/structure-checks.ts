/**
 * What the linter cannot see or could be talked out of, as functions from source files to complaints: one line each, the file first.
 * The law that they hold is "Determinism" and the import table; `planted-violations.test.ts` shows that each of them can fail.
 */
import { isBuiltin } from 'node:module';
import { isPortable, mayImport, mayImportNode, roomOf } from './import-table.js';
import type { SourceFile } from './source-file.js';

/** Imports that the table does not name, and files that no row of it has. */
export function againstTable(files: readonly SourceFile[]): string[] {
  return files.flatMap((file) => {
    const from = roomOf(file.path);
    if (from === undefined) return [`${file.path}: no row of the import table has this file`];
    return file.imports.flatMap(({ specifier, target, typeOnly }) => {
      if (target === undefined) return [];
      const to = target.startsWith('src/') ? roomOf(target) : undefined;
      if (to !== undefined && mayImport(from, to, typeOnly)) return [];
      return [`${file.path}: ${from} may not import ${typeOnly ? 'types of ' : ''}${to ?? 'what is outside src'} (${specifier})`];
    });
  });
}

/** `facts/` is a vocabulary: types only, so that who reads facts carries none of their makers' code. */
export function valuesInFacts(files: readonly SourceFile[]): string[] {
  return files
    .filter((file) => roomOf(file.path) === 'facts')
    .flatMap((file) => {
      const statements = file.code.match(/^(?:import|export)(?! type\b| interface\b).*|^(?:const|let|function|class|enum)\b.*/gm) ?? [];
      return statements.map((statement) => `${file.path}: facts hold types only (${statement.trim()})`);
    });
}

/** Circles of imports, types counted. Each is named once, from its first file in the order of paths. */
export function importCycles(files: readonly SourceFile[]): string[] {
  const byPath = new Map(files.map((file) => [file.path, file]));
  const done = new Set<string>();
  const cycles: string[] = [];
  const visit = (path: string, trail: readonly string[]): void => {
    const start = trail.indexOf(path);
    if (start >= 0) cycles.push([...trail.slice(start), path].join(' -> '));
    if (start >= 0 || done.has(path)) return;
    for (const { target } of byPath.get(path)?.imports ?? []) if (target !== undefined) visit(target, [...trail, path]);
    done.add(path);
  };
  for (const file of files) visit(file.path, []);
  return cycles;
}

/** Node's modules in the portable core, and imports whose target only the run decides. */
export function nodeInCore(files: readonly SourceFile[]): string[] {
  return files.flatMap((file) => {
    const node = mayImportNode(file.path) ? [] : file.imports.filter(({ specifier }) => isBuiltin(specifier));
    const computed = isPortable(file.path) && /\bimport\s*\(\s*[^\s'"]/.test(file.code) ? ['import(…) of a computed path'] : [];
    return [...node.map(({ specifier }) => specifier), ...computed].map((what) => `${file.path}: ${what} in the portable core`);
  });
}

/** What makes a run depend on the machine or the moment, or lets one run leave something behind for the next. */
const FORBIDDEN_IN_CORE: readonly RegExp[] = [
  /\bDate\s*[.(]|\bnew Date\b/,
  /\bperformance\s*\./,
  /\bMath\s*\.\s*random\b|\bMath\s*\[|=\s*Math\s*[;,)]/,
  /\bgetRandomValues\b|\bcrypto\s*\.\s*random\w+|^import\b[^;]*\brandom(?:Bytes|Fill|FillSync|Int|UUID)\b[^;]*\bfrom\b/m,
  /\b(?:set|clear)(?:Timeout|Interval|Immediate)\b|\bqueueMicrotask\b/,
  /\bprocess\s*\.\s*\w|\bglobalThis\b/,
  /\bIntl\s*\./,
  /\.\s*localeCompare\b|\.\s*toLocale[A-Z]\w*/,
  /\bseedrandom\s*\(\s*\)|\bglobal\s*:\s*true\b/,
  /^(?:export )?(?:let|var)\b.*/m,
  /^(?:export )?const \w+(?:: (?!readonly |Readonly)[^=]+)? = (?:new (?:Map|Set|WeakMap|WeakSet)\b.*\(\)|\[\]|\{\});/m,
];

export function machineWords(files: readonly SourceFile[]): string[] {
  return files
    .filter((file) => isPortable(file.path))
    .flatMap((file) =>
      FORBIDDEN_IN_CORE.flatMap((word) => word.exec(file.code)?.[0] ?? []).map((found) => `${file.path}: ${found.trim()}`),
    );
}

/** Comments that switch a structure rule or the compiler off. Other lint rules may be suppressed where a reason stands beside. */
const SILENCED =
  /biome-ignore(?:-all|-start)? (?:lint\/plugin|lint\s*:|format-all|lint\/\w+\/(?:noRestricted\w+|noNodejsModules|noImportCycles|noFloatingPromises|noExplicitAny))[^\n]*|@ts-(?:ignore|nocheck|expect-error)\b/g;

export function silencedRules(files: readonly SourceFile[]): string[] {
  return files.flatMap((file) => (file.text.match(SILENCED) ?? []).map((found) => `${file.path}: ${found}`));
}
