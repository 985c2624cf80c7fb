/** `schism merge DIR…`: puts the runs of several folders together, as of the parts of a sweep. */
import type { CommandModule } from 'yargs';
import type { MergeArguments } from './merge-folders.js';

export const mergeCommand: CommandModule<object, MergeArguments> = {
  command: 'merge <folders..>',
  describe: 'Put the runs of several sweeps, or parts of one, into one folder',
  builder: (yargs) =>
    yargs
      .positional('folders', { type: 'string', array: true, demandOption: true, describe: 'What "sweep --out" wrote' })
      .option('out', {
        type: 'string',
        demandOption: true,
        describe: 'DIR: gets every run once; "schism sweep … --out DIR" then has nothing left to run',
      })
      .example('$0 merge part-1 part-2 --out whole', 'Two parts of a sweep, run on two machines'),
  handler: async (args) => {
    const { mergeFolders } = await import('./merge-folders.js');
    mergeFolders(args);
  },
};
