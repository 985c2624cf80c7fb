/** The report of a run. */
import type { ChartSpec } from '../charts/chart-spec.js';
import type { ReportedRun } from '../run-files.js';
import type { Series } from '../series/series.js';
import type { PackedFacts } from '../space-time/packed-facts.js';
import { CHARTS_ID, chartsSection } from './charts-section.js';
import { htmlDocument } from './document.js';
import { html, inner } from './html.js';
import { roomDagSection } from './room-dag-section.js';
import { spaceTimeSection } from './space-time-section.js';
import { faultList, keyNumbers, verdict, whatRan } from './summary.js';

/**
 * @param script the page's own, bundled
 * @param facts those of the run, if it was traced
 */
export const reportPage = (run: ReportedRun, series: Series, charts: readonly ChartSpec[], script: string, facts?: PackedFacts): string =>
  htmlDocument({
    title: `${run.scenario.name}: Schism report`,
    skips: [
      { to: CHARTS_ID, text: 'To the charts' },
      { to: 'space-time-title', text: 'To the space-time diagram' },
    ],
    header: whatRan(run, series),
    main: html`
${inner(verdict(run))}
${inner(keyNumbers(run))}
${inner(faultList(series))}
${inner(chartsSection(charts))}
${inner(spaceTimeSection(facts, series.faults))}
${facts === undefined ? '' : inner(roomDagSection())}`,
    charts,
    script,
  });
