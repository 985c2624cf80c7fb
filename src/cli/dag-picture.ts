/** A DAG as a person would draw it: the graph of `prev_events` in the margin, and each event in words beside it. */
import type { Decision } from '../resolve/decide.js';
import type { Dag, DagEvent, Label } from '../scenario/dag/dag.js';
import { drawGraph, type GraphNode } from './dag-graph.js';

const GLYPHS = { create: '●', commit: '●', pending: '◌', message: '·' } as const;

/** Each event beside its place in the graph of `prev_events`, with what came of it where it was resolved. */
export function dagPicture(dag: Dag, result: Decision): readonly string[] {
  const nodes: GraphNode[] = [
    ...dag.creates.map(({ label, prev }) => ({ name: label, parents: prev, glyph: GLYPHS.create })),
    ...dag.events.map(({ label, prev, kind }) => ({ name: label, parents: prev, glyph: GLYPHS[kind] })),
  ];
  const described = new Map<Label, string>([
    ...dag.creates.map(({ label, origin, federate }) => [label, `create by ${origin}${federate ? '' : ', m.federate false'}`] as const),
    ...dag.events.map((event) => [event.label, describe(dag, event)] as const),
  ]);
  const outcomes = new Map(result.steps.map(({ event, rule }) => [event, rule === undefined ? 'accepted' : `refused by ${rule}`]));
  const longest = Math.max(...nodes.map(({ name }) => name.length));
  const widest = Math.max(...[...described.values()].map((text) => text.length));
  return drawGraph(nodes).map(({ drawing: margin, node }) => {
    if (node === undefined) return `  ${margin}`.trimEnd();
    const outcome = node === result.tip ? 'the current commit' : outcomes.get(node);
    const text = described.get(node) ?? '';
    return `  ${margin}  ${node.padEnd(longest)}  ${outcome === undefined ? text : `${text.padEnd(widest)}  ${outcome}`}`.trimEnd();
  });
}

const KINDS = { commit: 'commit', pending: 'pending commit', message: 'message' } as const;

function describe(dag: Dag, event: DagEvent): string {
  const creates = dag.creates.map(({ label }) => label);
  const cited = event.auth.filter((label) => !creates.includes(label));
  const parent = dag.events.find(({ label, kind }) => kind === 'commit' && cited.includes(label));
  const lists = event.mls.data?.federation;
  const before = parent?.mls.data?.federation;
  const differs = (list: 'powers' | 'servers' | 'canPropose', name: string): readonly string[] => {
    const own = lists?.[list];
    const isDefault =
      before === undefined ? list === 'canPropose' && String(own) === String(lists?.servers) : String(own) === String(before[list]);
    return own === undefined || isDefault ? [] : [`${name} ${own.join(' ')}`];
  };
  return [
    `${KINDS[event.kind]} ${event.mls.epoch} by ${event.origin} at ${event.timestampMs / 1_000} s`,
    ...(String(cited) === String(event.prev) || cited.length === 0 ? [] : [`cites ${cited.join(', ')}`]),
    ...(event.mls.content === event.label ? [] : [`bytes ${event.mls.content}`]),
    ...differs('powers', 'powers'),
    ...differs('servers', 'servers'),
    ...differs('canPropose', 'can_propose'),
  ].join('; ');
}
