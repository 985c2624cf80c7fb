/**
 * The text of the review, with every number and picture of it taken from the results beside it. A place in the text is
 * `{{what result; …}}`; a result is a folder here, by its name:
 *
 * - `{{command RESULT}}`: what gives it again
 * - `{{value RESULT; PATH=VALUE; …; MEASURE}}`: a point's number, with its interval and what it is counted from
 * - `{{share RESULT; PATH=VALUE; …; MEASURE}}`: the number alone
 * - `{{table RESULT; MEASURE; …}}`: all points, with these measures (none: with all)
 * - `{{differences RESULT; METRIC; …}}`: what each variant has of these metrics more than the first
 * - `{{chart RESULT; NAME}}`: a picture of it
 */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Comparison } from '../../src/experiment/comparison.js';
import type { Measured } from '../../src/experiment/measures.js';
import type { SweepResult } from '../../src/experiment/sweep-result.js';
import { comparisonCharts } from '../../src/report/many-runs/comparison-charts.js';
import { estimateParts, estimateWords, isShare } from '../../src/report/many-runs/estimate-words.js';
import { valueAt } from '../../src/report/many-runs/lines.js';
import { readComparison, readSweep } from '../../src/report/many-runs/read-result.js';
import { sweepCharts } from '../../src/report/many-runs/sweep-charts.js';
import type { Parsed } from '../../src/report/parsed.js';

export interface ReviewText {
  readonly text: string;
  /** The pictures that it shows, by their paths in the folder. */
  readonly charts: readonly string[];
}

/** Throws where a place names what is not there. @param folder with the results */
export function reviewText(template: string, folder: string): ReviewText {
  const charts: string[] = [];
  const results = new Results(folder);
  const text = template.replaceAll(/\{\{(\w+) ([^}]+)\}\}/g, (place, what: string, words: string) => {
    const [name = '', ...rest] = words.split(';').map((word) => word.trim());
    switch (what) {
      case 'command':
        return results.commandOf(name);
      case 'value':
        return inText(measuredAt(results.sweep(name), rest, place));
      case 'share':
        return estimateParts(measuredAt(results.sweep(name), rest, place)).value;
      case 'table':
        return table(results.sweep(name), rest);
      case 'differences':
        return differences(results.comparison(name), rest);
      case 'chart': {
        const title = results.titleOf(name, rest[0] ?? '');
        const path = `${name}/charts/${rest[0]}.svg`;
        charts.push(path);
        return `![${title}](${path})`;
      }
      default:
        throw new Error(`${place}: nobody knows what that is`);
    }
  });
  return { text, charts };
}

class Results {
  readonly #folder: string;

  constructor(folder: string) {
    this.#folder = folder;
  }

  commandOf(name: string): string {
    return (this.#isSweep(name) ? this.sweep(name) : this.comparison(name)).command;
  }

  titleOf(name: string, chart: string): string {
    const charts = this.#isSweep(name) ? sweepCharts(this.sweep(name)) : comparisonCharts(this.comparison(name));
    const found = charts.find((each) => each.name === chart);
    if (found === undefined) throw new Error(`${name} has no chart ${chart}, but ${charts.map((each) => each.name).join(', ')}`);
    return found.title;
  }

  sweep(name: string): SweepResult {
    return read(join(this.#folder, name, 'sweep.json'), readSweep);
  }

  comparison(name: string): Comparison {
    return read(join(this.#folder, name, 'comparison.json'), readComparison);
  }

  #isSweep(name: string): boolean {
    return existsSync(join(this.#folder, name, 'sweep.json'));
  }
}

function read<T>(path: string, parse: (text: string) => Parsed<T>): T {
  const parsed = parse(readFileSync(path, 'utf8'));
  if (!parsed.ok) throw new Error(`${path}: ${parsed.message}`);
  return parsed.data;
}

function measuredAt(sweep: SweepResult, words: readonly string[], place: string): Measured {
  const [values, measure] = [words.slice(0, -1), words.at(-1)];
  const points = sweep.points.filter((point) =>
    values.every((each) => {
      const [path = '', value] = each.split(/=(.*)/s);
      return valueAt(point, path) === value;
    }),
  );
  const found = points[0]?.measures.find((each) => each.measure === measure);
  if (points.length !== 1 || found === undefined) throw new Error(`${place}: ${points.length} points, and of them no such measure`);
  return found;
}

function table({ varied, points }: SweepResult, measures: readonly string[]): string {
  const paths = varied.filter(({ values }) => values.length > 1).map(({ path }) => path);
  const names = measures.length > 0 ? measures : (points[0]?.measures ?? []).map(({ measure }) => measure);
  const rows = points.map((point) => [
    ...paths.map((path) => valueAt(point, path)),
    ...names.map((name) => {
      const found = point.measures.find(({ measure }) => measure === name);
      if (found === undefined) throw new Error(`nobody measured ${name}`);
      return inTable(found);
    }),
  ]);
  return folded('Every point', markdownTable([...paths, ...names].map(code), rows));
}

function differences({ variants, differences: all }: Comparison, metrics: readonly string[]): string {
  const [first, ...others] = variants;
  const rows = metrics.flatMap((metric) =>
    others.map(({ name }, at) => {
      const found = all[at]?.find((each) => each.metric === metric);
      if (found === undefined) throw new Error(`nobody compared ${metric}`);
      const { first: a, other: b, difference, higher, lower, same, differs } = found;
      const range = difference.interval === null ? '' : ` [${short(difference.interval.low)} to ${short(difference.interval.high)}]`;
      return [
        code(metric),
        code(name),
        short(a),
        short(b),
        differs ? `${short(difference.value ?? 0)}${range}` : `no difference shown${range}`,
        `${higher} / ${lower} / ${same}`,
      ];
    }),
  );
  return markdownTable(['metric', 'variant', `A: ${first?.name}`, 'variant', 'difference', 'pairs higher / lower / same'], rows);
}

/** Within a sentence. */
function inText(measured: Measured): string {
  const { value, range, from } = estimateParts(measured);
  return isNoneOrAll(measured) ? `${value} (in ${sameIn(measured)}; ${from})` : `${value} (${range}; ${from})`;
}

/** In a table: Wilson's interval over so few runs would say more of them than of what is counted. */
const inTable = (measured: Measured): string =>
  isNoneOrAll(measured)
    ? `${estimateParts(measured).value} in ${sameIn(measured)}, ${estimateParts(measured).from}`
    : estimateWords(measured);

const isNoneOrAll = (measured: Measured): boolean =>
  measured.measure.includes('/') && isShare(measured) && (measured.value === 0 || measured.value === 1);
const sameIn = ({ by_run }: Measured): string => `all of ${by_run.length} runs`;

const short = (value: number): string => String(Number(value.toPrecision(3)));
const code = (text: string): string => `\`${text}\``;

/** A reader opens it. */
const folded = (summary: string, text: string): string => `<details><summary>${summary}</summary>\n\n${text}\n\n</details>`;

const markdownTable = (head: readonly string[], rows: readonly (readonly string[])[]): string =>
  [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`).join('\n');
