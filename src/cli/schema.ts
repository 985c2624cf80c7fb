/** `schism schema`: the scenario format as a JSON Schema, for editors. */
import type { CommandModule } from 'yargs';

export const schemaCommand: CommandModule = {
  command: 'schema',
  describe: 'Print the JSON Schema of scenario files',
  builder: (yargs) =>
    yargs.example(
      '$0 schema > scenario.schema.json',
      'Then, at the top of a scenario:\n# yaml-language-server: $schema=scenario.schema.json',
    ),
  handler: async () => {
    const { scenarioJsonSchema } = await import('../scenario/json-schema.js');
    process.stdout.write(`${JSON.stringify(scenarioJsonSchema(), null, 2)}\n`);
  },
};
