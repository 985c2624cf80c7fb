/** Where a report's files are in a run's folder. */
import type { ReportFiles } from '../report/report-files.js';
import type { FolderWriter } from './folder-writer.js';

const PAGE = 'report.html';
const CHARTS = 'charts';

export function writeReport(writer: FolderWriter, { page, charts }: ReportFiles): void {
  writer.writeFolder(CHARTS, charts);
  writer.write(PAGE, page);
}
