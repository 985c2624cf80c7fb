/**
 * The DAG files that show what does not hold. Searches found them and wrote everything in them but what is told to a person:
 *
 *     SCHISM_WRITE_DAGS=1 npx vitest run test/room/counterexamples.test.ts
 *
 * searches anew and keeps the comment, the name and `about` of each.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { deliverAll, LAST_MESSAGE, sendOneEach } from './causal-delivery.js';
import { findGraft, findSplit, isSplit, SPLITS } from './counterexamples.js';
import { delivered, describedRoom, play } from './dag-file.js';
import { readDagFile, writeDagFile } from './dag-file-text.js';
import { growRoom } from './grown-room.js';
import { roomPlan, THREE_POWERS } from './random-rooms.js';

const FOUND = [...SPLITS.map((search) => ({ file: search.file, find: () => findSplit(search) })), { file: 'graft', find: findGraft }];
const pathOf = (file: string): URL => new URL(`../../scenarios/dags/${file}.yaml`, import.meta.url);
const read = (file: string) => readDagFile(readFileSync(pathOf(file), 'utf8'));

if (process.env.SCHISM_WRITE_DAGS !== undefined) {
  it.each(FOUND)('should find and write $file', { timeout: 600_000 }, ({ file, find }) => {
    const { comment, name, about } = existsSync(pathOf(file)) ? read(file).file : { comment: [], name: file, about: '' };
    writeFileSync(pathOf(file), writeDagFile({ comment, name, about, ...find() }));
  });
}

describe.each(FOUND)('$file', ({ file }) => {
  it('should end as the file expects, under its own reading and the others that it names', () => {
    const { file: dag, expected } = read(file);
    expect([dag.rules, ...dag.readings].map((rules) => play(dag, rules))).toStrictEqual(expected);
  });
});

describe.each(SPLITS)('$file', ({ file }) => {
  it('should divide servers that received the same events and have sent a message each with what they held', () => {
    const { rows, rules, deliver } = read(file).file;
    for (const labels of Object.values(deliver)) expect([...labels].sort()).toStrictEqual(rows.map(({ id }) => id).sort());
    const isLast = (id: string): boolean => id.startsWith(LAST_MESSAGE);
    const room = describedRoom(
      rows.filter(({ id }) => !isLast(id)),
      rules,
    );
    const before = Object.fromEntries(Object.entries(deliver).map(([server, labels]) => [server, labels.filter((id) => !isLast(id))]));
    const servers = delivered({ deliver: before }, room);
    const senders = sendOneEach(room, servers);
    expect(senders).toStrictEqual(servers);
    expect(room.rows()).toStrictEqual(rows);
    expect(Object.fromEntries(servers.map(({ name, received }) => [name, received]))).toStrictEqual(deliver);
    expect(isSplit({ rows, deliver }, rules)).toBe(true);
  });
});

describe('a DAG file', () => {
  it('should say all there is of a room, and what came of it', () => {
    const plan = roomPlan({ powers: THREE_POWERS, edits: ['powers', 'servers', 'powers of first commits'] });
    fc.assert(
      fc.property(plan, (made) => {
        const room = growRoom(made, {});
        const servers = deliverAll(room, made);
        const file = {
          comment: ['A comment.', 'Of two lines.'],
          name: 'A room',
          about: Array.from({ length: 40 }, () => 'words').join(' '),
          rules: { commit_parent: 'number' } as const,
          rows: room.rows(),
          resolve: room.rows().flatMap(({ id, kind }) => (kind === 'commit' ? [id] : [])),
          deliver: Object.fromEntries(servers.map(({ name, received }) => [name, received])),
          readings: [{ commit_parent: 'event' } as const],
        };
        const read = readDagFile(writeDagFile(file));
        expect(read).toStrictEqual({ file, expected: [play(file, file.rules), play(file, { commit_parent: 'event' })] });
      }),
      { numRuns: 50 },
    );
  });
});
