/**
 * What events carry. Events with the same `content` have the same bytes, and so the same header and the same lists; and a commit
 * needs lists of its own where it cites no commit to take them from.
 */
import type { FederationData } from '../../room/msc4256/authenticated-data.js';
import type { Draft } from '../draft.js';
import { type Finding, finding, type Path, quoted } from '../problem.js';
import type { Label } from './dag.js';
import { contentTypeOf, inheritedLists, roomOn, type WrittenLists } from './defaults.js';
import type { Labelled, LabelTable } from './labels.js';

/** What the bytes of an event say, by name. What is malformed is told elsewhere, and not here. */
type Says = ReadonlyMap<string, unknown>;

interface Carried {
  readonly event: Labelled;
  readonly says: Says;
}

export const checkContents = (draft: Draft, { all, events }: LabelTable): readonly Finding[] => {
  const room = roomOn(draft.texts(['create', 'origin'])[0]?.value ?? draft.texts(['create', 0, 'origin'])[0]?.value ?? '');
  /** The lists of the commits so far. Each is worked out once, in the order of the file. */
  const lists = new Map<Label, FederationData>();
  const first = new Map<Label, Carried>();
  return all.flatMap((event) => {
    if (event.kind === 'create') return [];
    const cited = event.auth.map(({ value }) => events.get(value));
    const citedCommit = cited.find((one) => one?.kind === 'commit' && one.place < event.place);
    const own = inheritedLists(written(draft, event), citedCommit && lists.get(citedCommit.label));
    if (event.kind === 'commit') lists.set(event.label, own);
    const [content] = draft.labels([...event.path, 'content']);
    const name = content?.value ?? event.label;
    const carried = { event, says: saysOf(draft, event, room, own, citedCommit) };
    const other = first.get(name);
    first.set(name, other ?? carried);
    // What is nobody's label, or comes too late, is told elsewhere.
    const needsOwn = event.kind !== 'message' && cited.every((one) => one !== undefined && one.kind !== 'commit');
    return [
      ...(needsOwn ? missingLists(draft, event) : []),
      ...(other === undefined ? [] : differences(name, content?.path ?? [...event.path, 'id'], other, carried)),
    ];
  });
};

const written = (draft: Draft, { path }: Labelled): WrittenLists => {
  const list = (name: string): readonly string[] | undefined =>
    draft.paths([...path, name]).length === 0 ? undefined : draft.texts([...path, name]).map(({ value }) => value);
  return { powers: list('powers'), servers: list('servers'), can_propose: list('can_propose') };
};

function saysOf(draft: Draft, { kind, path }: Labelled, room: string, lists: FederationData, citedCommit: Labelled | undefined): Says {
  const given = (name: string): string | undefined => draft.labels([...path, name])[0]?.value;
  const contentType = given('content_type') ?? (kind === 'create' ? undefined : contentTypeOf(kind));
  const says = new Map<string, unknown>([
    ['kind of MLS message', contentType],
    ['group_id', given('group_id') ?? room],
  ]);
  const epoch = given(kind);
  if (epoch !== undefined) says.set('epoch', Number(epoch));
  if (kind === 'message') return says;
  // By its bytes: two events may carry the one parent.
  says.set(
    'auth commit',
    citedCommit === undefined ? null : (draft.labels([...citedCommit.path, 'content'])[0]?.value ?? citedCommit.label),
  );
  for (const [name, list] of Object.entries({ powers: lists.powers, servers: lists.servers, can_propose: lists.canPropose }))
    says.set(name, list);
  return says;
}

const missingLists = (draft: Draft, event: Labelled): readonly Finding[] =>
  (['powers', 'servers'] as const)
    .filter((list) => draft.paths([...event.path, list]).length === 0)
    .map((list) =>
      finding([...event.path, 'id'], `"${event.label}" needs "${list}": no commit is among its auth events to take them from`),
    );

const differences = (name: Label, path: Path, other: Carried, carried: Carried): readonly Finding[] =>
  [...carried.says].flatMap(([what, value]) => {
    if (!other.says.has(what)) return [];
    const before = other.says.get(what);
    return JSON.stringify(before) === JSON.stringify(value)
      ? []
      : [
          finding(
            path,
            `"${other.event.label}" has the same content, "${name}", with another ${what}: ${quoted(before)}, not ${quoted(value)}`,
          ),
        ];
  });
