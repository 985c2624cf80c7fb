/** schema/holes.md says of every hole which position is taken and where: as the code does. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { READING_VALUES } from '../../src/room/msc4256/reading.js';

const root = new URL('../../', import.meta.url);
const textOf = (path: string): string => readFileSync(new URL(path, root), 'utf8');
const namesHole = (text: string, hole: string): boolean =>
  new RegExp(`\\b${hole}\\b`).test(text) || withinRange(text, Number(hole.slice(1)));
/** `H12-H14` names H13. */
const withinRange = (text: string, number: number): boolean =>
  [...text.matchAll(/\bH(\d+)-H(\d+)\b/g)].some(([, from, to]) => to !== '49' && Number(from) <= number && number <= Number(to));

const rows = textOf('schema/holes.md')
  .split('\n')
  .filter((line) => line.startsWith('| H'))
  .map((line) => line.split('|').map((cell) => cell.trim()))
  .map(([, hole = '', , position = '', where = '', see = '']) => ({ hole, position, where: quoted(where), see: quoted(see) }));
function quoted(cell: string): readonly string[] {
  return [...cell.matchAll(/`([^`]+)`/g)].map(([, path = '']) => path);
}

describe('schema/holes.md', () => {
  it('should have a row for each of the 49 holes, with a position', () => {
    expect(rows.map(({ hole }) => hole)).toEqual(Array.from({ length: 49 }, (_, at) => `H${at + 1}`));
    for (const { position } of rows) expect(position).toMatch(/^(fixed|knobs? `|consequence|not simulated)/);
  });

  it.each(rows)('should name files that speak of $hole, and examples that there are', ({ hole, position, where, see }) => {
    if (/^(fixed|knob)/.test(position)) expect(where).not.toEqual([]);
    for (const path of where) expect(namesHole(textOf(`src/${path}`), hole), `src/${path} names ${hole}`).toBe(true);
    for (const path of see) expect(existsSync(new URL(`scenarios/${path}`, root)), path).toBe(true);
  });

  it('should name every knob', () => {
    const named = new Set(rows.flatMap(({ position }) => (position.startsWith('knob') ? quoted(position) : [])));
    expect(Object.keys(READING_VALUES).filter((knob) => !named.has(knob))).toEqual(['state_resolution']);
  });

  it('should know every hole that the code names', () => {
    const files = readdirSync(new URL('src/', root), { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.ts'));
    const named = new Set(files.flatMap((file) => textOf(`src/${file}`).match(/\bH\d+\b/g) ?? []));
    expect([...named].filter((hole) => !rows.some((row) => row.hole === hole))).toEqual([]);
  });
});
