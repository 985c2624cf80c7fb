/** Links that lead nowhere, or that are described twice. */
import { link } from './document/network.js';
import { type Draft, EACH } from './draft.js';
import { type Finding, finding } from './problem.js';

export const checkNetwork = (draft: Draft): readonly Finding[] => {
  const taken = new Set<string>();
  return draft.paths(['network', 'links', EACH]).flatMap((path) => {
    const { from, to, both } = link.shape;
    const start = draft.part(from, [...path, 'from'])?.value;
    const end = draft.part(to, [...path, 'to'])?.value;
    if (start === undefined || end === undefined) return [];
    if (start === end) return [finding([...path, 'to'], 'a link leads from one server to another')];
    const ways = [`${start} to ${end}`, ...(draft.part(both, [...path, 'both'])?.value ? [`${end} to ${start}`] : [])];
    const again = ways.filter((way) => taken.has(way));
    for (const way of ways) taken.add(way);
    return again.map((way) => finding(path, `a second link from ${way}`));
  });
};
