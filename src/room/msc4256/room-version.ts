/**
 * MSC4256's room version under one reading: the rules of this folder put together, with the memo tables of one run. Every
 * answer depends on nothing but its arguments, so that servers can share what any of them has asked.
 */

import type { RoomId, ServerName } from '../../names.js';
import { AuthGraph } from '../auth-graph.js';
import type { EventNames, PduDraft, RoomEvent } from '../event.js';
import { buildEvent, inspectBuilt, inspectEvent } from '../inspection.js';
import type { RedactionRules } from '../redaction.js';
import type {
  Check,
  Check6,
  Inspection,
  Outcome,
  Resolution,
  RoomState,
  RoomVersion,
  SigningKey,
  Verdict,
  VerifyKey,
} from '../room-version.js';
import { resolveStates } from '../state-resolution.js';
import { StateTable } from '../state-table.js';
import { VerdictTable } from '../verdict-table.js';
import { ALLOWED, type AuthRule, applyRules, isCommit, isCreate, type RuleContext } from './auth-rule.js';
import { AUTH_RULES } from './auth-rules.js';
import { MlsContents } from './mls-contents.js';
import { CREATE_TYPE, type RoomNames, STABLE_NAMES } from './names.js';
import type { Reading } from './reading.js';
import { redactionRules } from './redaction-rules.js';
import { keyOf, type ResolutionTables, resolutionRules } from './resolution-rules.js';
import { routeTo } from './routing.js';

export interface RoomVersionOptions {
  /** Instead of `AUTH_RULES`: the same rules wrapped, to count them, or changed, to see who notices. */
  readonly rules?: readonly AuthRule[];
  /** The names of the rooms; by default the stable ones. */
  readonly names?: RoomNames;
}

export const roomVersion = (reading: Reading, options: RoomVersionOptions = {}): Msc4256RoomVersion =>
  new Msc4256RoomVersion(reading, options.names ?? STABLE_NAMES, options.rules ?? AUTH_RULES);

export class Msc4256RoomVersion implements RoomVersion {
  readonly identifier: string;
  readonly check6: Check6;
  readonly contents = new MlsContents();

  private readonly authEventRule: readonly AuthRule[];
  private readonly redactionRules: RedactionRules;
  private readonly authGraph = new AuthGraph();
  private readonly states = new StateTable();
  private readonly inspections = new WeakMap<RoomEvent, { readonly key: VerifyKey | undefined; readonly inspection: Inspection }>();
  /** By event and state. */
  private readonly verdicts = new VerdictTable();
  /** Those of check 6, which are the same but under one reading: there, a rule is not applied (H20). */
  private readonly check6Verdicts: VerdictTable;
  private readonly authEventVerdicts = new Map<Outcome, WeakMap<RoomEvent, Verdict>>();
  private readonly routes = new WeakMap<RoomState, readonly ServerName[]>();
  private readonly resolutions = new Map<string, Resolution>();
  private readonly empty = this.states.intern(undefined, undefined);

  constructor(
    readonly reading: Reading,
    readonly names: RoomNames,
    private readonly rules: readonly AuthRule[],
  ) {
    this.identifier = names.roomVersion;
    this.check6 = reading.current_state;
    this.redactionRules = redactionRules(names);
    this.check6Verdicts = reading.message_epoch === 'not_at_check_6' ? new VerdictTable() : this.verdicts;
    this.authEventRule = rules.filter(({ rule }) => rule === '4.4');
  }

  readonly roomId = (event: RoomEvent): RoomId => event.pdu.room_id;

  build(draft: PduDraft, key: SigningKey, names: EventNames): RoomEvent {
    const event = this.adopt(buildEvent(draft, this.redactionRules, key, names));
    // What was hashed and signed just now need not be hashed and verified again by whoever has the same key for its origin.
    if (key.server === draft.origin) this.inspections.set(event, { key: key.verifyKey, inspection: inspectBuilt(event) });
    return event;
  }

  adopt(event: RoomEvent): RoomEvent {
    this.authGraph.add(event);
    return event;
  }

  inspect(event: RoomEvent, verifyKeyOf: (server: ServerName) => VerifyKey | undefined): Inspection {
    const key = verifyKeyOf(event.pdu.origin);
    const known = this.inspections.get(event);
    if (known !== undefined && known.key === key) return known.inspection;
    const inspection = inspectEvent(event, this.redactionRules, key);
    if (inspection.kind !== 'dropped') this.adopt(inspection.event);
    this.inspections.set(event, { key, inspection });
    return inspection;
  }

  state(create: RoomEvent | undefined, commit: RoomEvent | undefined): RoomState {
    return this.states.intern(create, commit);
  }

  apply(event: RoomEvent, before: RoomState): RoomState {
    const key = keyOf(event, this.names);
    if (key === undefined) return before;
    return key === 'create' ? this.state(event, before.commit) : this.state(before.create, event);
  }

  authorise(event: RoomEvent, state: RoomState, authEvents: readonly RoomEvent[], check: Check): Verdict {
    const table = check === 6 ? this.check6Verdicts : this.verdicts;
    return table.verdict(event, state, () => applyRules(this.rules, this.context(event, state, authEvents, check)));
  }

  judgeAuthEvent(authEvent: RoomEvent, outcome: Outcome): Verdict {
    let verdicts = this.authEventVerdicts.get(outcome);
    if (verdicts === undefined) {
      verdicts = new WeakMap();
      this.authEventVerdicts.set(outcome, verdicts);
    }
    let verdict = verdicts.get(authEvent);
    if (verdict === undefined) {
      // The rule reads nothing but the auth event and what became of it.
      const context = this.context(authEvent, this.empty, [authEvent], 4);
      verdict = applyRules(this.authEventRule, { ...context, receivedAuthEvent: { event: authEvent, outcome } });
      verdicts.set(authEvent, verdict);
    }
    return verdict;
  }

  judgeCreate(event: RoomEvent, pinned: RoomEvent | undefined): Verdict {
    if (pinned === undefined || !isCreate(event)) return ALLOWED;
    // Rules 1 to 3, which read nothing but the event, in their order; 3.6 decides at last, so no other rule is asked.
    return applyRules(this.rules, { ...this.context(event, this.empty, [], 4), pinnedCreate: pinned });
  }

  resolve(states: readonly RoomState[], rejected: (event: RoomEvent) => boolean): Resolution {
    const distinct = states.length === 1 ? states : this.states.distinct(states);
    if (distinct.length <= 1) return { state: distinct[0] ?? this.empty, steps: [], grafts: [], decidedByEventId: false };
    const key = this.states.keyOf(distinct);
    let resolution = this.resolutions.get(key);
    if (resolution === undefined) {
      resolution = this.resolveWithout(distinct, () => false);
      this.resolutions.set(key, resolution);
    }
    // Servers that rejected none of the events involved share one answer.
    const isInvolved = ({ event }: { readonly event: RoomEvent }): boolean =>
      rejected(event) || this.authGraph.node(event).authEvents.some((cited) => rejected(cited.event));
    return resolution.steps.some(isInvolved) ? this.resolveWithout(distinct, rejected) : resolution;
  }

  authEventsFor(type: string, { create, commit }: RoomState): readonly RoomEvent[] {
    if (type === CREATE_TYPE) return [];
    return [create, commit].filter((event) => event !== undefined);
  }

  route(event: RoomEvent, before: RoomState): readonly ServerName[] {
    // All but commits go where the state before them says.
    if (isCommit(event, this.names)) return routeTo(event, before, this.names, this.contents.commitContent);
    let servers = this.routes.get(before);
    if (servers === undefined) {
      servers = routeTo(event, before, this.names, this.contents.commitContent);
      this.routes.set(before, servers);
    }
    return servers;
  }

  private context(event: RoomEvent, state: RoomState, authEvents: readonly RoomEvent[], check: Check): RuleContext {
    const { mlsHeader, commitContent } = this.contents;
    return { event, state, authEvents, check, reading: this.reading, names: this.names, mlsHeader, commitContent };
  }

  private resolveWithout(states: readonly RoomState[], rejected: (event: RoomEvent) => boolean): Resolution {
    const tables: ResolutionTables = {
      authGraph: this.authGraph,
      contents: this.contents,
      names: this.names,
      state: (create, commit) => this.state(create, commit),
      authorise: (event, state, authEvents) => this.authorise(event, state, authEvents, 'resolution'),
    };
    const resolution = resolveStates(states, resolutionRules(this.reading, tables, rejected));
    return { ...resolution, steps: resolution.steps.filter(({ event }) => !isCreate(event)) };
  }
}
