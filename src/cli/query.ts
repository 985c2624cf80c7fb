/** `schism query DIR SQL`: asks the runs of a sweep in SQL. */
import type { CommandModule } from 'yargs';
import type { QueryArguments } from './query-folder.js';

export const queryCommand: CommandModule<object, QueryArguments> = {
  command: 'query <folder> [sql]',
  describe: 'Ask the runs of a sweep in SQL, or export them as Parquet or CSV; needs DuckDB, @duckdb/node-api',
  builder: (yargs) =>
    yargs
      .positional('folder', { type: 'string', demandOption: true, describe: 'What "sweep --out" wrote' })
      .positional('sql', { type: 'string', default: 'select * from runs', describe: 'A query; the table is called runs' })
      .option('to', { type: 'string', describe: 'FILE.parquet or FILE.csv: gets the rows instead' })
      .option('json', { type: 'boolean', nargs: 0, default: false, describe: 'Print the rows as one JSON document, not as CSV' })
      .example(
        `$0 query whole 'select parameters."room.security.window" as "window", avg(metrics.messages.withheld) from runs group by 1'`,
        'How many messages are withheld, by the window?',
      )
      .example('$0 query whole --to runs.parquet', 'All runs, for another tool'),
  handler: async (args) => {
    const { queryFolder } = await import('./query-folder.js');
    await queryFolder(args);
  },
};
