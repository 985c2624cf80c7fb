/** `schism explain DIR`: why something happened in a run, in plain sentences with the facts behind each. */
import type { CommandModule } from 'yargs';
import type { ExplainArguments } from './explain-folder.js';

export const explainCommand: CommandModule<object, ExplainArguments> = {
  command: 'explain <folder> [question..]',
  describe: 'Say why something happened in a run, with the facts behind each sentence',
  builder: (yargs) =>
    yargs
      .positional('folder', {
        type: 'string',
        demandOption: true,
        describe: 'What "run --out --trace" wrote: needs its result.json and trace.ndjson',
      })
      .positional('question', {
        type: 'string',
        array: true,
        default: [],
        describe: 'message M [on DEVICE], commit C, or server S at TIME; without one, what there is to ask about',
      })
      .option('json', { type: 'boolean', nargs: 0, default: false, describe: 'Print the answer as one JSON document' })
      .example('$0 explain runs/first', 'What went wrong, and what to ask about it')
      .example('$0 explain runs/first message 12 on @bob:b.example/1', 'Why did Bob lose the twelfth message?')
      .example('$0 explain runs/first commit @alice:a.example/1#2', 'What became of that commit, and what decided it?')
      .example('$0 explain runs/first server b at 12:31', 'Where did that server stand at 12 minutes 31 seconds?'),
  handler: async (args) => {
    const { explainFolder } = await import('./explain-folder.js');
    await explainFolder(args);
  },
};
