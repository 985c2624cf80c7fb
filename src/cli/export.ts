/** `schism export DIR FORMAT`: a traced run for another tool. */
import type { CommandModule } from 'yargs';
import { type ExportArguments, FORMATS } from './export-formats.js';

export const exportCommand: CommandModule<object, ExportArguments> = {
  command: 'export <folder> <format>',
  describe: 'Print a run in the format of another tool',
  builder: (yargs) =>
    yargs
      .positional('folder', { type: 'string', demandOption: true, describe: 'What "run --out --trace" wrote: needs its trace.ndjson' })
      .positional('format', {
        choices: FORMATS,
        demandOption: true,
        describe: 'tardis: the room’s DAG; shiviz: what happened before what; perfetto: a timeline, also for chrome://tracing',
      })
      .example('$0 export runs/first tardis > first.json5', 'Step through the DAG in TARDIS')
      .example('$0 export runs/first shiviz > first.log', 'See what happened before what in ShiViz')
      .example('$0 export runs/first perfetto > first.json', 'Scroll through the run in ui.perfetto.dev'),
  handler: async (args) => {
    const { exportFolder } = await import('./export-folder.js');
    await exportFolder(args);
  },
};
