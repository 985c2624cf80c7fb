/**
 * `--set path=value`: changes a scenario's data before it is checked. A path counts lists from 0, `servers.0.clock.offset`;
 * a value is YAML.
 */
import { type OptionProblem, type Path, quoted } from './problem.js';
import { readYaml } from './yaml-source.js';

/** One value set from outside the file. `option`: how problems with it name it. */
export interface Setting {
  readonly option: string;
  readonly path: Path;
  readonly value: unknown;
}

/** The settings that `path=value` arguments stand for. */
export const readSettings = (args: readonly string[]) => {
  const settings: Setting[] = [];
  const problems: OptionProblem[] = [];
  for (const argument of args) {
    const option = `--set ${argument}`;
    const equals = argument.indexOf('=');
    const path = argument.slice(0, equals).split('.');
    const value = readYaml(option, argument.slice(equals + 1));
    if (equals < 1 || path.includes('')) problems.push({ option, message: 'expected path=value, such as servers.0.clock.offset=2s' });
    else if (!value.ok) problems.push(...value.problems.map(({ message }) => ({ option, message })));
    else settings.push({ option, path: path.map(step), value: value.source.data });
  }
  return { settings, problems };
};

const step = (text: string): string | number => (/^(0|[1-9]\d*)$/.test(text) ? Number(text) : text);

/** `data` with every setting that can be made, in order, and why the others cannot. */
export const withSettings = (data: unknown, settings: readonly Setting[]) => {
  let changed = data;
  const applied: Setting[] = [];
  const problems: OptionProblem[] = [];
  for (const setting of settings) {
    const result = withValue(changed, setting.path, setting.value);
    if ('message' in result) problems.push({ option: setting.option, message: result.message });
    else {
      changed = result.data;
      applied.push(setting);
    }
  }
  return { data: changed, applied, problems };
};

/** A copy of `data` with the value at the path; a map or list that is missing on the way comes into being. */
const withValue = (data: unknown, path: Path, value: unknown): { readonly data: unknown } | { readonly message: string } => {
  const [key, ...rest] = path;
  if (key === undefined) return { data: value };
  if (Array.isArray(data) || (data === undefined && typeof key === 'number')) {
    const list: readonly unknown[] = data ?? [];
    if (typeof key !== 'number') return { message: `"${key}" is in a list: lists are counted from 0` };
    if (key > list.length) return { message: `there is no place ${key}, counted from 0: the list has ${list.length}` };
    const inner = withValue(list[key], rest, value);
    return 'message' in inner ? inner : { data: list.toSpliced(key, 1, inner.data) };
  }
  if (data !== undefined && data !== null && typeof data !== 'object') {
    return { message: `"${key}" lies below ${quoted(data)}, which is no map or list` };
  }
  const entries = new Map<string, unknown>(Object.entries(data ?? {}));
  const inner = withValue(entries.get(String(key)), rest, value);
  return 'message' in inner ? inner : { data: Object.fromEntries(entries.set(String(key), inner.data)) };
};
