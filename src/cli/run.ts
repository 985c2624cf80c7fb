/** `schism run FILE`: runs one scenario and says what came of it. */
import type { CommandModule } from 'yargs';
import type { RunArguments } from './run-file.js';

const ENGINES = ['real', 'symbolic', 'both'] as const;

/** An option that is given twice counts as it was given last. */
const last = <T>(given: T | readonly T[]): T | undefined => (isList(given) ? given.at(-1) : given);
const isList = <T>(given: T | readonly T[]): given is readonly T[] => Array.isArray(given);

/** As they are typed; yargs adds the names in camel case. */
type Typed = Omit<RunArguments, 'checkDeterminism'> & { readonly 'check-determinism': boolean };

export const runCommand: CommandModule<object, Typed> = {
  command: 'run <file>',
  describe: 'Run a scenario and say what came of it',
  builder: (yargs) =>
    yargs
      .positional('file', { type: 'string', demandOption: true, describe: 'A scenario file, or the result.json of a run' })
      .option('seed', { type: 'string', requiresArg: true, coerce: last<string>, describe: "The seed, instead of the file's" })
      .option('set', {
        type: 'string',
        array: true,
        nargs: 1,
        default: [],
        describe: 'path=value: changes one place of the file; lists count from 0; may be given again and again',
      })
      .option('mls', {
        choices: ENGINES,
        requiresArg: true,
        coerce: last<(typeof ENGINES)[number]>,
        describe: "The MLS engine, instead of the file's: real cryptography, its symbols, or both, to say where they part",
      })
      .option('json', { type: 'boolean', nargs: 0, default: false, describe: 'Print the result as one JSON document, and nothing else' })
      .option('blame', {
        type: 'boolean',
        nargs: 0,
        default: false,
        describe: 'Say of each message that a device did not read what decided that, and when; with --json: the list "blame"',
      })
      .option('out', {
        type: 'string',
        requiresArg: true,
        coerce: last<string>,
        describe: 'DIR: write the result, a report and its charts into DIR, which is made, or holds an earlier run, which is replaced',
      })
      .option('trace', {
        type: 'boolean',
        nargs: 0,
        default: false,
        describe:
          'With --out: write every fact to DIR/trace.ndjson, one a line, and draw the space-time diagram and the room’s DAG in the report',
      })
      .option('check-determinism', {
        type: 'boolean',
        nargs: 0,
        default: false,
        describe: 'Run it twice, and say where the runs part if they are not the same to the last bit',
      })
      .example('$0 run scenarios/first-run.yaml', 'What happens?')
      .example('$0 run scenarios/first-run.yaml --seed 2', 'And with other luck?')
      .example('$0 run scenarios/two-powers-partition.yaml --set room.security.window=10m', 'And if old keys are kept?')
      .example('$0 run scenarios/two-powers-partition.yaml --blame', 'Who lost which messages, and by which commit?')
      .example('$0 run scenarios/first-run.yaml --out runs/first --trace', 'Keep the result, and all that happened')
      .example('$0 run runs/first/result.json', 'The same run again'),
  handler: async (args) => {
    const { runFile } = await import('./run-file.js');
    process.exitCode = await runFile(args);
  },
};
