#!/usr/bin/env -S node --max-semi-space-size=32
/**
 * The command `schism`. Each command is a file of its own, and loads what it needs only when it is called. A run makes very many
 * objects that live for an instant: with twice the usual room for young ones (in MiB) they are cleared away half as often.
 */
import yargs from 'yargs';
import { hideBin } from 'yargs/helpers';
import { compareCommand } from './compare.js';
import { BadInput, EXIT } from './exit-code.js';
import { explainCommand } from './explain.js';
import { exportCommand } from './export.js';
import { mergeCommand } from './merge.js';
import { version } from './package-info.js';
import { queryCommand } from './query.js';
import { reportCommand } from './report.js';
import { resolveCommand } from './resolve.js';
import { runCommand } from './run.js';
import { schemaCommand } from './schema.js';
import { sweepCommand } from './sweep.js';
import { validateCommand } from './validate.js';

const cli = yargs(hideBin(process.argv))
  .scriptName('schism')
  .usage('A deterministic simulator of MSC4256 rooms: Matrix with MLS, many servers, skewed clocks, partitions.\n\nUsage: $0 COMMAND')
  .command(runCommand)
  .command(sweepCommand)
  .command(mergeCommand)
  .command(queryCommand)
  .command(compareCommand)
  .command(reportCommand)
  .command(explainCommand)
  .command(exportCommand)
  .command(resolveCommand)
  .command(validateCommand)
  .command(schemaCommand)
  .example('$0 run scenarios/first-run.yaml', 'Run a scenario and say what came of it')
  .epilogue(
    'COMMAND --help explains a command. Exit codes: 0 done, 1 an expectation or invariant failed, 2 bad usage or file, 3 internal error.',
  )
  .version(version())
  .strict()
  .recommendCommands()
  .locale('en')
  .parserConfiguration({ 'dot-notation': false, 'parse-numbers': false, 'parse-positional-numbers': false })
  .exitProcess(false)
  .fail((message: string | null, error: Error | undefined) => {
    // What yargs cannot parse it says by an error of its own; any other one is ours.
    if (error !== undefined && error.name !== 'YError') throw error;
    throw new BadInput(`${message ?? error?.message}\nschism --help explains.`);
  });

/** A reader that has seen enough (`schism schema | head`) is no error. */
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
});

try {
  const { _: words, help, version: asked } = await cli.parseAsync();
  if (words.length === 0 && help !== true && asked !== true) cli.showHelp('log');
} catch (error) {
  if (error instanceof BadInput) {
    process.stderr.write(`${error.message}\n`);
    process.exitCode = EXIT.badInput;
  } else {
    process.stderr.write(`internal error: ${error instanceof Error ? error.stack : String(error)}\n`);
    process.exitCode = EXIT.internal;
  }
}
