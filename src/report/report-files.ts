/** The files of a report, by their names in a run's folder: the page, and each chart as picture and as numbers. */

import { chartFiles } from './chart-files.js';
import { allCharts } from './charts/all-charts.js';
import { reportPage } from './html/page.js';
import { pageScript } from './page-script.js';
import type { ReportedRun } from './run-files.js';
import type { Series } from './series/series.js';
import type { PackedFacts } from './space-time/packed-facts.js';

export interface ReportFiles {
  readonly page: string;
  /** What lies in `charts/`, by name. */
  readonly charts: ReadonlyMap<string, string | Buffer>;
}

/**
 * The same bytes for the same run, on any machine with the same version of Schism.
 * @param facts those of the run, if it was traced
 */
export async function reportFiles(run: ReportedRun, series: Series, facts?: PackedFacts): Promise<ReportFiles> {
  const charts = allCharts(series, run.metrics);
  return { page: reportPage(run, series, charts, await pageScript('run-page'), facts), charts: chartFiles(charts) };
}
