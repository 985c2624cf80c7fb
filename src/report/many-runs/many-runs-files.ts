/** The files of a report of many runs. */
import type { Comparison } from '../../experiment/comparison.js';
import type { SweepResult } from '../../experiment/sweep-result.js';
import { chartFiles } from '../chart-files.js';
import { pageScript } from '../page-script.js';
import type { ReportFiles } from '../report-files.js';
import { comparisonCharts } from './comparison-charts.js';
import { comparisonPage } from './comparison-page.js';
import { sweepCharts } from './sweep-charts.js';
import { sweepPage } from './sweep-page.js';

/** Below, too: the same bytes for the same result, on any machine with the same version of Schism. */
export async function sweepReport(sweep: SweepResult): Promise<ReportFiles> {
  const charts = sweepCharts(sweep);
  return { page: sweepPage(sweep, charts, await pageScript('many-runs-page')), charts: chartFiles(charts) };
}

export async function comparisonReport(comparison: Comparison): Promise<ReportFiles> {
  const charts = comparisonCharts(comparison);
  return { page: comparisonPage(comparison, charts, await pageScript('many-runs-page')), charts: chartFiles(charts) };
}
