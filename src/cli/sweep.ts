/** `schism sweep FILE`: many runs of a scenario, with some of its values varied. */
import { availableParallelism } from 'node:os';
import type { CommandModule } from 'yargs';
import type { SweepArguments } from './sweep-arguments.js';

const list = { type: 'string', array: true, nargs: 1, default: [] as readonly string[] } as const;

/** yargs also gives it under its name in camel case, which its types do not know. */
type Typed = Omit<SweepArguments, 'dryRun'> & { readonly 'dry-run': boolean };

export const sweepCommand: CommandModule<object, Typed> = {
  command: 'sweep <file>',
  describe: 'Run a scenario many times, with values varied, and compare what comes of it',
  builder: (yargs) =>
    yargs
      .positional('file', { type: 'string', demandOption: true, describe: 'A scenario file' })
      .option('vary', { ...list, describe: 'path=values: a,b,c, or from..to:step, or from..to:log5 (five values by factors)' })
      .option('where', {
        ...list,
        describe: 'Leaves out points of which this does not hold, such as network.latency.constant<room.security.window',
      })
      .option('replications', { type: 'number', describe: 'Runs of each point, each with its own luck; default: the file’s, or 1' })
      .option('measure', {
        ...list,
        describe: 'A metric, median(METRIC) or p95(METRIC) over the runs, or one by another: messages.undecryptable.total/messages.pairs',
      })
      .option('against', {
        type: 'string',
        describe: 'One of the measures: the charts also show every other one against it, point by point',
      })
      .option('until', {
        type: 'string',
        describe: '5%: further replications of a point until half of each interval is at most that part of its value',
      })
      .option('limit', { type: 'number', default: 200, describe: 'With --until: replications of a point, at most' })
      .option('seed', { type: 'string', describe: 'Beats the file’s seed; replication 3 of seed S is "run --seed S-3"' })
      .option('set', { ...list, describe: 'path=value, as for run' })
      .option('mls', {
        choices: ['real', 'symbolic'] as const,
        default: 'symbolic' as const,
        describe: 'The MLS engine; symbolic is much faster and tells the same story',
      })
      .option('workers', {
        type: 'number',
        default: availableParallelism(),
        defaultDescription: 'one for each core',
        describe: 'Runs at a time; it changes nothing of what comes of them',
      })
      .option('out', {
        type: 'string',
        describe:
          'DIR: keep each run in DIR/runs.ndjson, so that the same command goes on where it was stopped; then sweep.json, report.html and the charts',
      })
      .option('shard', {
        type: 'string',
        describe: '2/8: only the second of eight parts, for as many machines; "schism merge" puts them together',
      })
      .option('dry-run', {
        type: 'boolean',
        nargs: 0,
        default: false,
        describe: 'Say how many runs there are and about how long they take',
      })
      .option('json', { type: 'boolean', nargs: 0, default: false, describe: 'Print the result as one JSON document' })
      .example(
        '$0 sweep scenarios/window-sweep-by-hand.yaml --vary room.security.window=0s..30m:5m --replications 20',
        'What does the window buy?',
      )
      .example('$0 sweep scenarios/clock-skew.yaml --vary network.latency.constant=10ms..10s:log4 --dry-run', 'How long would that take?'),
  handler: async (args) => {
    const { sweepFile } = await import('./sweep-file.js');
    process.exitCode = await sweepFile({ ...args, dryRun: args['dry-run'] });
  },
};
