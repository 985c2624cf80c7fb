/** The part of the README that lists every metric, from the catalogue: a table a family. */
import { CATALOGUE, type MetricDescription } from '../../src/observe/catalogue.js';

const BEGIN = '<!-- metrics: begin (npm run docs) -->';
const END = '<!-- metrics: end -->';
const PERCENTILES = ['count', 'p50', 'p95', 'p99', 'max'];

/** The document with this section in place of the one between its marks. Throws where there is none. */
export function withMetricsSection(document: string): string {
  const [before, rest, ...more] = document.split(BEGIN);
  const after = rest?.split(END);
  if (before === undefined || after?.length !== 2 || more.length > 0)
    throw new Error(`expected one "${BEGIN}" and, after it, one "${END}"`);
  return `${before}${BEGIN}\n\n${metricsSection()}\n${END}${after[1]}`;
}

function metricsSection(): string {
  const families = [...new Set(CATALOGUE.map(familyOf))];
  const tables = families.map((family) => {
    const rows = rowsOf(CATALOGUE.filter((metric) => familyOf(metric) === family));
    return `**${family}**\n\n| metric | unit | meaning |\n| --- | --- | --- |\n${rows.map(rowText).join('')}`;
  });
  return `<details>\n<summary>Every metric, with its unit</summary>\n\n${tables.join('\n')}\n</details>\n`;
}

const familyOf = ({ path }: MetricDescription): string => path.slice(0, path.indexOf('.'));

interface Row {
  readonly path: string;
  readonly unit: string;
  readonly text: string;
}

/** A distribution's five metrics make one row. */
function rowsOf(metrics: readonly MetricDescription[]): readonly Row[] {
  return metrics.flatMap((metric): readonly Row[] => {
    const [, base, last = ''] = /^(.*)\.(\w+)$/.exec(metric.path) ?? [];
    const five = PERCENTILES.map((each) => metrics.find(({ path }) => path === `${base}.${each}`));
    if (!PERCENTILES.includes(last) || five.includes(undefined))
      return [{ path: metric.path, unit: metric.unit || metric.kind, text: metric.text }];
    const [count, median] = five;
    if (metric !== count || median === undefined) return [];
    const texts = new Set([count, median].map(({ text }) => text.replace(/^(?:Samples|Median) of: /, '')));
    return [{ path: `${base}.{${PERCENTILES}}`, unit: median.unit, text: [...texts].map(capitalised).join(' ') }];
  });
}

const capitalised = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

const rowText = ({ path, unit, text }: Row): string => `| \`${path}\` | ${unit} | ${text.replaceAll('|', '\\|')} |\n`;
