/** `schism report DIR`: makes the report of a run again, from the files that the run left. */
import type { CommandModule } from 'yargs';

interface ReportArguments {
  readonly folder: string;
}

export const reportCommand: CommandModule<object, ReportArguments> = {
  command: 'report <folder>',
  describe: 'Make the report of a run, a sweep or a comparison again, from the files that it left',
  builder: (yargs) =>
    yargs
      .positional('folder', {
        type: 'string',
        demandOption: true,
        describe:
          'What --out wrote. Of a run: needs its result.json and series.json; with its trace.ndjson the report has the space-time diagram and the room’s DAG. Of a sweep: sweep.json; of a comparison: comparison.json',
      })
      .example('$0 report runs/first', 'Writes runs/first/report.html and runs/first/charts/'),
  handler: async ({ folder }) => {
    const { reportFolder } = await import('./report-folder.js');
    await reportFolder(folder);
  },
};
