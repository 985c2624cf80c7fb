/** `schism validate FILE…`: says what is wrong with scenario and DAG files, without running them. */
import type { CommandModule } from 'yargs';
import { BadInput } from './exit-code.js';

interface ValidateArguments {
  readonly files: readonly string[];
}

export const validateCommand: CommandModule<object, ValidateArguments> = {
  command: 'validate <files..>',
  describe: 'Check scenario and DAG files without running them',
  builder: (yargs) =>
    yargs
      .positional('files', { type: 'string', array: true, demandOption: true, describe: 'Scenario and DAG files' })
      .example('$0 validate scenarios/*.yaml', 'Every problem, one a line, with file, line and column'),
  handler: async ({ files }) => {
    const { loadScenario } = await import('../scenario/load.js');
    const { formatProblem, formatRemark } = await import('../scenario/problem.js');
    const { loadDag } = await import('../scenario/dag/load.js');
    const { kindOf, readText } = await import('./read-input.js');
    const { scenarioText } = await import('./result-document.js');
    const problems: string[] = [];
    for (const file of files) {
      try {
        const text = await readText(file);
        const loaded = kindOf(text) === 'dag' ? loadDag({ file, text }) : loadScenario({ file, text: scenarioText(text) });
        if (!loaded.ok) problems.push(...loaded.problems.map(formatProblem));
        else if ('remarks' in loaded) for (const remark of loaded.remarks) process.stderr.write(`${formatRemark(remark)}\n`);
      } catch (error) {
        // A file that cannot be read keeps nobody from hearing about the others.
        if (!(error instanceof BadInput)) throw error;
        problems.push(error.message);
      }
    }
    if (problems.length > 0) throw new BadInput(problems.join('\n'));
    process.stdout.write(files.map((file) => `${file}: ok\n`).join(''));
  },
};
