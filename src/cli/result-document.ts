/** A run's result as a file: it can be told from a scenario file, and its scenario can be run again. */
import { isMap, isNode, parseDocument } from 'yaml';

/** Whether the text is what `--json` prints. No scenario file has these keys, and a result is JSON. */
export function isResult(text: string): boolean {
  try {
    const data: unknown = JSON.parse(text);
    return typeof data === 'object' && data !== null && 'scenario' in data && 'fingerprint' in data;
  } catch {
    return false;
  }
}

/**
 * The text of a scenario file: the text itself or, of a result, its scenario in its place, with nothing but blanks before and
 * after. So a problem's line and column are those of the file that was read.
 */
export function scenarioText(text: string): string {
  if (!isResult(text)) return text;
  const { contents } = parseDocument(text);
  const scenario = isMap(contents) ? contents.get('scenario', true) : undefined;
  const [start, end] = (isNode(scenario) ? scenario.range : undefined) ?? [0, text.length];
  return blank(text.slice(0, start)) + text.slice(start, end) + blank(text.slice(end));
}

const blank = (text: string): string => text.replaceAll(/[^\r\n]/g, ' ');
