/**
 * What events carry. Events with the same `content` have the same bytes, and so the same header and the same lists; and a commit
 * needs lists of its own where it cites no commit to take them from.
 */
import type { Draft } from '../draft.js';
import { type Finding, finding, quoted } from '../problem.js';
import type { Label } from './dag.js';
import type { Labelled, LabelTable } from './labels.js';

/** What the bytes of one event say; a part that is malformed is told elsewhere, and compared with nothing. */
interface Bytes {
  readonly event: Labelled;
  readonly says: ReadonlyMap<string, unknown>;
}

export const checkContents = (draft: Draft, { events }: LabelTable): readonly Finding[] => {
  const lists = new Lists(draft, events);
  const first = new Map<Label, Bytes>();
  return [...events.values()].flatMap((event) => {
    if (event.kind === 'create') return [];
    const [content] = draft.labels([...event.path, 'content']);
    const name = content?.value ?? event.label;
    const bytes = { event, says: lists.saysOf(event) };
    const other = first.get(name);
    first.set(name, other ?? bytes);
    return [
      ...missingLists(draft, lists, event),
      ...(other === undefined ? [] : differences(name, content?.path ?? [...event.path, 'id'], other, bytes)),
    ];
  });
};

const missingLists = (draft: Draft, lists: Lists, event: Labelled): readonly Finding[] =>
  event.kind === 'message' || event.auth.some(({ value }) => isOrMayBeCommit(lists.events.get(value)))
    ? []
    : (['powers', 'servers'] as const)
        .filter((list) => draft.paths([...event.path, list]).length === 0)
        .map((list) =>
          finding([...event.path, 'id'], `"${event.label}" needs "${list}": no commit is among its auth events to take them from`),
        );

/** What is nobody's label, or comes too late, is told elsewhere. */
const isOrMayBeCommit = (cited: Labelled | undefined): boolean => cited === undefined || cited.kind === 'commit';

const differences = (name: Label, path: Labelled['path'], other: Bytes, bytes: Bytes): readonly Finding[] =>
  [...bytes.says].flatMap(([what, value]) => {
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

/** The lists that commits have, their own or those of the commit that they cite. */
class Lists {
  constructor(
    private readonly draft: Draft,
    readonly events: LabelTable['events'],
  ) {}

  citedCommit(event: Labelled): Labelled | undefined {
    return event.auth.map(({ value }) => this.events.get(value)).find((cited) => cited?.kind === 'commit' && cited.place < event.place);
  }

  saysOf(event: Labelled): ReadonlyMap<string, unknown> {
    const says = new Map<string, unknown>([['kind of MLS message', this.contentType(event)]]);
    const [epoch] = this.draft.labels([...event.path, event.kind]);
    if (epoch !== undefined) says.set('epoch', epoch.value);
    const [groupId] = this.draft.labels([...event.path, 'group_id']);
    says.set('group_id', groupId?.value ?? null);
    if (event.kind === 'message') return says;
    says.set('auth commit', this.contentOf(this.citedCommit(event)));
    for (const list of ['powers', 'servers', 'can_propose'] as const) says.set(list, this.listOf(event, list));
    return says;
  }

  private contentType(event: Labelled): string {
    const [given] = this.draft.texts([...event.path, 'content_type']);
    return given?.value ?? (event.kind === 'message' ? 'application' : 'commit');
  }

  /** By its bytes: two events may carry the one parent. */
  private contentOf(event: Labelled | undefined): Label | null {
    if (event === undefined) return null;
    const [content] = this.draft.labels([...event.path, 'content']);
    return content?.value ?? event.label;
  }

  private listOf(event: Labelled, list: 'powers' | 'servers' | 'can_propose'): readonly string[] | null {
    const has = (name: string): boolean => this.draft.paths([...event.path, name]).length > 0;
    const own = (name: string): readonly string[] => this.draft.texts([...event.path, name]).map(({ value }) => value);
    if (has(list)) return own(list);
    if (list === 'can_propose' && has('servers')) return own('servers');
    const cited = this.citedCommit(event);
    return cited === undefined ? null : this.listOf(cited, list);
  }
}
