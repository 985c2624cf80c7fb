/** `schism schema`: the scenario format as a JSON Schema, for editors, or that of DAG files. */
import type { CommandModule } from 'yargs';

const FORMATS = ['scenario', 'dag'] as const;

interface SchemaArguments {
  readonly format: (typeof FORMATS)[number];
}

export const schemaCommand: CommandModule<object, SchemaArguments> = {
  command: 'schema [format]',
  describe: 'Print the JSON Schema of scenario files, or of DAG files',
  builder: (yargs) =>
    yargs
      .positional('format', { choices: FORMATS, default: FORMATS[0], describe: 'Which files' })
      .example('$0 schema > scenario.schema.json', 'Then, at the top of a scenario:\n# yaml-language-server: $schema=scenario.schema.json')
      .example('$0 schema dag > dag.schema.json', 'The same for DAG files'),
  handler: async ({ format }) => {
    const { dagJsonSchema, scenarioJsonSchema } = await import('../scenario/json-schema.js');
    const schema = format === 'dag' ? dagJsonSchema() : scenarioJsonSchema();
    process.stdout.write(`${JSON.stringify(schema, null, 2)}\n`);
  },
};
