/** Where the author wrote what a finding is about: in the file, or in an option that set it. */
import type { FileProblem, Finding, Path, Problem } from './problem.js';
import type { Setting } from './set-paths.js';
import type { YamlSource } from './yaml-source.js';

/** Findings as problems: those of the file by line and column, then those of options. */
export const locate = (
  findings: readonly Finding[],
  file: string,
  source: YamlSource,
  settings: readonly Setting[],
): readonly Problem[] => {
  const inFile: FileProblem[] = [];
  const inOptions: Problem[] = [];
  for (const finding of findings) {
    const { message } = finding;
    const setting = settings.findLast(
      (one) => isBelow(finding.path, one.path) || (isBelow(one.path, finding.path) && !source.has(finding.path)),
    );
    if (setting === undefined) inFile.push({ file, ...source.placeOf(finding), message });
    else inOptions.push({ option: setting.option, message });
  }
  return [...inFile.sort((a, b) => a.line - b.line || a.column - b.column), ...inOptions];
};

const isBelow = (path: Path, above: Path): boolean => above.every((key, depth) => String(path[depth]) === String(key));
