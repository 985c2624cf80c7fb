/** What there is to say of one fact, and of the event that it is about, in lines of text. */
import type { TraceFact } from './packed-facts.js';

export interface Told {
  readonly title: string;
  /** The fact's own fields. */
  readonly fields: readonly (readonly [name: string, value: string])[];
  /** Of the event that it is about, if any: the PDU as its maker made it, and who has seen it, with the checks. */
  readonly event:
    | { readonly label: string; readonly pdu: readonly (readonly [string, string])[]; readonly seen: readonly string[] }
    | undefined;
}

const written = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value));
const seconds = (ms: number): string => `${(ms / 1_000).toFixed(3)} s`;

export function tell(facts: readonly TraceFact[], place: number): Told | undefined {
  const fact = facts[place];
  if (fact === undefined) return undefined;
  const { kind, at_ms, node, ...fields } = fact;
  const label = eventOf(facts, fact);
  return {
    title: `${kind.replaceAll('_', ' ')}${typeof node === 'string' ? ` at ${node}` : ''}, ${seconds(at_ms)}`,
    fields: Object.entries(fields).map(([name, value]) => [name, written(value)] as const),
    event: label === undefined ? undefined : { label, ...eventStory(facts, label) },
  };
}

/** The event that a fact names, or that carries what it names. */
function eventOf(facts: readonly TraceFact[], fact: TraceFact): string | undefined {
  if (typeof fact.event === 'string') return fact.event;
  const thing = typeof fact.thing === 'string' ? fact.thing.slice(fact.thing.lastIndexOf(' ') + 1) : undefined;
  const named = [fact.to, fact.pending, fact.message, fact.commit, fact.state, fact.proposal, thing];
  const created = facts.find(
    ({ kind, event, carries }) => kind === 'event_created' && (named.includes(event) || (carries !== undefined && named.includes(carries))),
  );
  return typeof created?.event === 'string' ? created.event : undefined;
}

function eventStory(facts: readonly TraceFact[], label: string) {
  const about = facts.filter(({ event }) => event === label);
  const created = about.find(({ kind }) => kind === 'event_created');
  const pdu = Object.entries(created ?? {}).flatMap(([name, value]) =>
    ['at_ms', 'kind', 'event'].includes(name) ? [] : [[name === 'node' ? 'origin' : name, written(value)] as const],
  );
  const seen = about.flatMap(({ kind, node, at_ms, outcome, check, rule, why }) => {
    const where = `${String(node)}, ${seconds(at_ms)}`;
    if (kind === 'event_received') {
      if (outcome === 'accepted') return `${where}: passed checks 4 to 6, accepted`;
      return `${where}: failed check ${String(check)}, ${String(outcome).replace('_', '-')} by rule ${String(rule)}: ${String(why)}`;
    }
    if (kind === 'event_dropped') return `${where}: failed check ${String(check)}, dropped: ${String(why)}`;
    if (kind === 'event_redacted') return `${where}: failed check 3, its content hash, and goes on redacted`;
    if (kind === 'message_decrypted') return `${where}: read`;
    if (kind === 'message_unreadable') return `${where}: shown, and not read`;
    return kind === 'current_commit_shown' ? `${where}: shown as the current commit` : [];
  });
  return { pdu, seen };
}
