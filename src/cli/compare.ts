/** `schism compare FILE…`: variants of a scenario on the same luck, and by how much every metric differs. */
import { availableParallelism } from 'node:os';
import type { CommandModule } from 'yargs';
import type { CompareArguments } from './compare-files.js';

const list = { type: 'string', array: true, nargs: 1, default: [] as readonly string[] } as const;

export const compareCommand: CommandModule<object, CompareArguments> = {
  command: 'compare <files..>',
  describe: 'Run scenarios, or readings of one, on the same luck, and say by how much every metric differs',
  builder: (yargs) =>
    yargs
      .positional('files', {
        type: 'string',
        array: true,
        demandOption: true,
        describe: 'Scenario files; the others are compared with the first',
      })
      .option('with', {
        ...list,
        describe:
          'path=value: a variant of the first file to compare with, such as rules.commit_parent=content; several changes with " and " between',
      })
      .option('replications', { type: 'number', default: 20, describe: 'Pairs of runs' })
      .option('seed', { type: 'string', describe: 'Beats the seed of all files; by default the first file’s goes for all' })
      .option('set', { ...list, describe: 'path=value, as for run: in all variants' })
      .option('mls', { choices: ['real', 'symbolic'] as const, default: 'symbolic' as const, describe: 'The MLS engine' })
      .option('workers', {
        type: 'number',
        default: availableParallelism(),
        defaultDescription: 'one for each core',
        describe: 'Runs at a time; it changes nothing of what comes of them',
      })
      .option('out', { type: 'string', describe: 'DIR: write comparison.json, report.html and the charts there' })
      .option('all', { type: 'boolean', nargs: 0, default: false, describe: 'Also show metrics of which no difference is shown' })
      .option('json', { type: 'boolean', nargs: 0, default: false, describe: 'Print the result as one JSON document' })
      .example('$0 compare scenarios/two-powers-partition.yaml --with rules.commit_parent=content', 'What does another reading change?')
      .example(
        '$0 compare scenarios/two-powers-partition.yaml --with "room.security.window=15m and network.loss=0.1"',
        'Or two values at once?',
      ),
  handler: async (args) => {
    const { compareFiles } = await import('./compare-files.js');
    process.exitCode = await compareFiles(args);
  },
};
