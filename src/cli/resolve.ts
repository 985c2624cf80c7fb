/** `schism resolve DAGFILE…`: who wins in a hand-written DAG, and why. */
import type { CommandModule } from 'yargs';
import type { ResolveArguments } from './resolve-files.js';

export const resolveCommand: CommandModule<object, ResolveArguments> = {
  command: 'resolve <files..>',
  describe: 'Decide hand-written room DAGs: who wins, and why',
  builder: (yargs) =>
    yargs
      .positional('files', { type: 'string', array: true, demandOption: true, describe: 'DAG files' })
      .option('set', {
        type: 'string',
        array: true,
        nargs: 1,
        default: [],
        describe: 'path=value: changes one place of each file, such as rules.commit_parent=content; may be given again and again',
      })
      .option('json', {
        type: 'boolean',
        nargs: 0,
        default: false,
        describe: 'Print the result as one JSON document; of several files, a list',
      })
      .example('$0 resolve scenarios/dags/equal-forks.yaml', 'Who wins, and which rule decided?')
      .example('$0 resolve scenarios/dags/*.yaml --set rules.commit_parent=content', 'And under another reading?'),
  handler: async (args) => {
    const { resolveFiles } = await import('./resolve-files.js');
    process.exitCode = await resolveFiles(args);
  },
};
