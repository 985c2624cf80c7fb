/** `schema/facts.md`: every kind of fact that a trace may hold, from the types and their comments. */
import { readFileSync } from 'node:fs';
import { type Field, failed, type Kind, type KindGroup, readFactFile } from './fact-types.js';
import { type NamedType, namedTypes } from './named-types.js';

const FOLDER = new URL('../../src/facts/', import.meta.url);
const FAMILIES = [
  ['Messages', 'message-facts.ts'],
  ['The MLS group', 'group-facts.ts'],
  ['Homeservers', 'server-facts.ts'],
  ['Keys', 'key-facts.ts'],
  ['Coming and going', 'membership-facts.ts'],
  ['Network, faults and the run', 'world-facts.ts'],
] as const;

export const factFiles = FAMILIES.map(([heading, path]) => ({
  heading,
  path,
  ...readFactFile(readFileSync(new URL(path, FOLDER), 'utf8')),
}));

const INTRODUCTION = `# Facts: what a trace holds

<!-- Written by \`npm run docs\` from src/facts/. -->

\`schism run FILE --out DIR --trace\` writes everything that happened to \`DIR/trace.ndjson\`: one fact a line, each a JSON object, in
the order of the run. Every line has

- \`at_ms\`: number, when, in milliseconds of virtual time. Time zero is when the workload starts; setting up comes before it, at
  negative times, and counts in no metric;
- \`node\`: NodeName, the server or device that states it, and \`local_ms\`: number, what its clock showed then, in milliseconds since
  time zero as that clock tells it. Both are absent from facts about what happens around the actors, of which some have a \`node\`
  of their own, whom it happens to;
- \`room\`: RoomId, the room that it happened in, if an upgrade made that; absent of the scenario's own room, and of what is of no room or
  of several, such as a transaction;
- \`kind\`: text, one of those below; with it come its fields. A field marked *may be absent* is left out where there is nothing to say.

\`\`\`json
{"at_ms":60000,"kind":"crashed","node":"b.example"}
\`\`\`
`;

export const factsDocument = (): string =>
  [
    INTRODUCTION,
    ...factFiles.map(({ heading, about, groups }) => [`## ${heading}\n`, `${about}\n`, ...groups.map(groupText)].join('\n')),
    `## Types\n\n${namedTypes(FOLDER, factFiles).map(typeText).join('\n')}\n`,
  ].join('\n');

const groupText = ({ about, kinds }: KindGroup): string => {
  const [first] = kinds;
  const several = kinds.length > 1;
  const heading = `### ${kinds.map(({ name }) => `\`${name}\``).join(', ')}`;
  // Kinds that share a comment mostly share their fields too.
  const alike = several && kinds.every(({ fields }) => fieldsText(fields) === fieldsText(first?.fields ?? []));
  const fields = several && !alike ? kinds.map(kindText).join('') : fieldsText(first?.fields ?? []);
  const times = kinds.flatMap((kind) => kind.fields).filter(isTime);
  const told = times.reduce((text, time) => text.replaceAll(`\`${time.name}\``, `\`${written(time)}\``), about);
  return `${heading}\n\n${told}\n${fields === '' ? '' : `\n${fields}`}`;
};

const kindText = ({ name, fields }: Kind): string =>
  `- \`${name}\`${fields.length === 0 ? '\n' : `:\n${fieldsText(fields).replaceAll(/^/gm, '  ').trimEnd()}\n`}`;

const fieldsText = (fields: readonly Field[]): string => fields.map(fieldText).join('');

const fieldText = (field: Field): string => {
  const said = isTime(field) ? 'number, milliseconds as `at_ms`' : readable(field.type);
  return `- \`${written(field)}\`: ${said}${field.optional ? ', *may be absent*' : ''}\n`;
};

const isTime = ({ type }: Field): boolean => type === 'Instant';
/** Its name in a trace. */
const written = (field: Field): string => (isTime(field) ? `${field.name}_ms` : field.name);

/** The type in words: `list of DeviceId`, `arrives or lost or cut`. */
function readable(type: string): string {
  const list = /^(\{.*\}|\(.*\)|[^|]*)\[\]$/.exec(type)?.[1];
  if (list !== undefined) return `list of ${readable(list)}`;
  const [, inside] = /^\((.*)\)$/.exec(type) ?? [];
  if (inside !== undefined) return `(${readable(inside)})`;
  const [, members] = /^\{ (.*) \}$/.exec(type) ?? [];
  if (members !== undefined) return `objects with ${members.split('; ').map(memberText).join(' and ')}`;
  if (!/^(?:[\w.']+(?: \| )?)+$/.test(type)) failed('a type that can be put in words', type);
  return type.replaceAll(' | ', ' or ').replaceAll("'", '`');
}

const memberText = (member: string): string => {
  const [, name = '', type = ''] = /^(\w+): (.*?)(?: \| undefined)?$/.exec(member) ?? failed('a member', member);
  return `\`${name}\` (${readable(type)}${member.endsWith('| undefined') ? ', *may be absent*' : ''})`;
};

const typeText = ({ name, about, value }: NamedType): string => `- **${name}**: ${value}.${about === '' ? '' : ` ${about}`}`;
