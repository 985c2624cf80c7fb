/**
 * The YAML of DAG files. Written mechanically, so that a counterexample that a search found becomes a file. Read without any of
 * the care that a file by somebody else needs.
 */
import { parse } from 'yaml';
import type { Reading } from '../../src/room/msc4256/reading.js';
import { type DagFile, type DagOutcome, play } from './dag-file.js';
import { CREATE, type Row } from './described-room.js';

type Written = Readonly<Record<string, unknown>>;

/** The file, and what it expects: under its own rules first, then under each of the other readings. */
export function readDagFile(text: string): { readonly file: DagFile; readonly expected: readonly DagOutcome[] } {
  // Files of ours: what is in them has the shapes that formats.md names.
  const written = parse(text) as {
    name: string;
    about: string;
    rules?: Partial<Reading>;
    events: Written[];
    resolve?: string[];
    deliver?: Record<string, string[]>;
    expect: DagOutcome;
    readings?: { rules: Partial<Reading>; expect: DagOutcome }[];
  };
  const rows: Row[] = [];
  for (const event of written.events) rows.push(readRow(event, rows));
  const { name, about, rules = {}, resolve = [], deliver = {}, readings = [] } = written;
  const comment = text
    .split('\n')
    .flatMap((line, at, lines) => (lines.slice(0, at + 1).every((one) => one.startsWith('#')) ? [line.slice(2)] : []));
  return {
    file: { comment, name, about: about.trim(), rules, rows, resolve, deliver, readings: readings.map((reading) => reading.rules) },
    expected: [written.expect, ...readings.map(({ expect }) => expect)].map(completed),
  };
}

function readRow(written: Written, before: readonly Row[]): Row {
  const kind = (['commit', 'pending', 'message'] as const).find((one) => one in written) ?? 'message';
  const { [kind]: epoch, commit: _commit, pending: _pending, message: _message, can_propose: _canPropose, ...fields } = written;
  const cited = before.find((row) => row.kind === 'commit' && (fields.auth as readonly string[]).includes(row.id));
  const inherited = cited && { powers: cited.powers, servers: cited.servers };
  return { content: fields.id, ...inherited, ...fields, kind, epoch } as Row;
}

/** With what the file leaves out where nothing failed. */
const completed = ({ servers, ...rest }: DagOutcome): DagOutcome => ({
  ...rest,
  ...(servers && {
    servers: Object.fromEntries(Object.entries(servers).map(([name, one]) => [name, { ...{ rejected: {}, soft_failed: {} }, ...one }])),
  }),
});

/** The text of the file, with what comes of playing it as what it expects. */
export function writeDagFile(file: DagFile): string {
  const { comment, name, about, rules, rows, resolve, deliver, readings } = file;
  const lines = [
    ...comment.map((line) => `# ${line}`),
    'schism_dag: 1',
    `name: ${name}`,
    'about: >-',
    ...wrapped(about, 118).map((line) => `  ${line}`),
    ...(Object.keys(rules).length > 0 ? [`rules: ${flow(rules)}`] : []),
    `create: { id: ${CREATE}, origin: a }`,
    'events:',
    ...rows.map((row) => `  - ${flow(rowFields(row, rows))}`),
    ...(resolve.length > 0 ? [`resolve: ${flow(resolve)}`] : []),
    ...(Object.keys(deliver).length > 0
      ? ['deliver:', ...Object.entries(deliver).map(([server, labels]) => `  ${server}: ${flow(labels)}`)]
      : []),
    'expect:',
    ...outcomeLines(play(file, rules)).map((line) => `  ${line}`),
    ...(readings.length > 0 ? ['readings:'] : []),
    ...readings.flatMap((other) => [
      `  - rules: ${flow(other)}`,
      '    expect:',
      ...outcomeLines(play(file, other)).map((line) => `      ${line}`),
    ]),
  ];
  return `${lines.join('\n')}\n`;
}

/** What a file says of an event: lists only where they are not those of the commit that it cites. */
function rowFields({ id, kind, epoch, origin, prev, auth, ts, powers, servers, content }: Row, rows: readonly Row[]): Written {
  const cited = rows.find((row) => row.kind === 'commit' && auth.includes(row.id));
  const differs = (one: readonly string[], other: readonly string[] | undefined): boolean => one.join() !== other?.join();
  return {
    ...{ id, [kind]: epoch, origin, prev, auth, ts },
    ...(differs(powers, cited?.powers) && { powers }),
    // Left out, `can_propose` would be that of the cited commit, which may name a server that is gone.
    ...(differs(servers, cited?.servers) && { servers, ...(cited !== undefined && { can_propose: servers }) }),
    ...(content !== id && kind !== 'message' && { content }),
  };
}

function outcomeLines({ servers, ...rest }: DagOutcome): string[] {
  const perServer = Object.entries(servers ?? {}).map(([name, { tip, rejected, soft_failed }]) => {
    const failures = { ...(some(rejected) && { rejected }), ...(some(soft_failed) && { soft_failed }) };
    return `  ${name}: ${flow({ tip, ...failures })}`;
  });
  return [
    ...Object.entries(rest).map(([key, value]) => `${key}: ${flow(value)}`),
    ...(perServer.length > 0 ? ['servers:', ...perServer] : []),
  ];
}

const some = (record: object): boolean => Object.keys(record).length > 0;

/** YAML in one line. Texts are labels, names of servers and values of readings; a rule's number is quoted, or it would be one. */
function flow(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(flow).join(', ')}]`;
  if (typeof value === 'object' && value !== null) {
    const entries = Object.entries(value).map(([key, inner]) => `${key}: ${flow(inner)}`);
    return entries.length === 0 ? '{}' : `{ ${entries.join(', ')} }`;
  }
  return typeof value === 'string' && /^[\d.]+$/.test(value) ? `"${value}"` : `${value}`;
}

function wrapped(text: string, width: number): string[] {
  const lines = [''];
  for (const word of text.split(/\s+/)) {
    const last = lines.at(-1) ?? '';
    if (last.length + word.length >= width) lines.push(word);
    else lines[lines.length - 1] = last === '' ? word : `${last} ${word}`;
  }
  return lines;
}
