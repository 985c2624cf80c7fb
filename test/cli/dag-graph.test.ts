import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { drawGraph } from '../../src/cli/dag-graph.js';

/** `b<a` is a node b with the parent a. */
const drawn = (...nodes: readonly string[]): string =>
  drawGraph(
    nodes.map((text) => {
      const [name = '', parents = ''] = text.split('<');
      return { name, parents: [...parents], glyph: name };
    }),
  )
    .map(({ drawing }) => drawing.trimEnd())
    .join('\n');

describe('drawGraph', () => {
  it.each([
    [['a', 'b<a', 'c<b'], 'a\nb\nc'],
    [['a', 'b<a', 'c<a'], 'a\n├─┐\nb │\n  c'],
    [['a', 'b<a', 'c<a', 'd<bc'], 'a\n├─┐\nb │\n│ c\n├─┘\nd'],
    [['a', 'b<a', 'c<a', 'd<a', 'e<bcd'], 'a\n├─┬─┐\nb │ │\n│ c │\n│ │ d\n├─┴─┘\ne'],
    [['a', 'b<a', 'c<a', 'd<a', 'e<bd', 'f<c'], 'a\n├─┬─┐\nb │ │\n│ c │\n│ │ d\n├─┼─┘\ne │\n  f'],
  ])('should draw %j', (nodes, picture) => {
    expect(drawn(...nodes)).toBe(picture);
  });

  it('should draw every node once, in its order, each in a lane of its own', () => {
    const graph = fc.array(fc.uniqueArray(fc.nat(7), { maxLength: 3 }), { minLength: 1, maxLength: 20 });
    fc.assert(
      fc.property(graph, (parentsOf) => {
        const nodes = parentsOf.map((parents, at) => ({
          name: `${at}`,
          parents: parents.filter((back) => back < at).map((back) => `${at - 1 - back}`),
          glyph: '●',
        }));
        const rows = drawGraph(nodes);
        expect(rows.flatMap(({ node }) => node ?? [])).toEqual(nodes.map(({ name }) => name));
        for (const { drawing, node } of rows) {
          expect(drawing.split('●').length - 1).toBe(node === undefined ? 0 : 1);
          expect(drawing).toHaveLength(rows[0]?.drawing.length ?? 0);
        }
        // As many lanes are open after a row as edges are.
        let open = 0;
        for (const [at, { drawing, node }] of rows.entries()) {
          if (node === undefined) continue;
          const arriving = nodes.find(({ name }) => name === node)?.parents.length ?? 0;
          open -= arriving;
          expect([...drawing].filter((cell) => cell === '│').length, `row ${at}`).toBe(open);
          open += nodes.filter(({ parents }) => parents.includes(node)).length;
        }
      }),
    );
  });
});
