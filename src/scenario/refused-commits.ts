/**
 * Commits of the timeline that are sure to be refused, by the lists that the room begins with, because nothing before could have changed
 * those (MSC4256, auth rules 9.8-9.10 and 10.4-10.7, and who may propose at all). A scenario may want to show just that, so it is
 * no problem.
 */
import { type ServerName, serverOfDevice } from '../names.js';
import { type Finding, finding } from './problem.js';
import type { ChangeSpec, Scenario } from './scenario.js';

type Commit = Extract<Scenario['timeline'][number], { kind: 'commit' }>;
/** Which key of the entry it is about. */
type Refusal = { readonly key: string; readonly why: string } | undefined;

const LISTS: readonly ChangeSpec['kind'][] = ['powers', 'servers', 'can_propose'];
/** What no MLS proposal asks for: who cannot commit proposes the rest (H39). */
const COMMITTED_ONLY: readonly ChangeSpec['kind'][] = [...LISTS, 'security', 'readd', 'garbage'];

export const refusedCommits = (scenario: Scenario): readonly Finding[] =>
  scenario.timeline.flatMap((entry, position) => {
    const refused = entry.kind === 'commit' && !mayHaveChanged(scenario, entry, LISTS) ? refusal(scenario, entry) : undefined;
    return refused === undefined ? [] : [finding(['timeline', position, 'commit', refused.key], `this will be refused: ${refused.why}`)];
  });

/** Whether a commit of these kinds may come before. */
const mayHaveChanged = ({ timeline, workload }: Scenario, entry: Commit, kinds: readonly ChangeSpec['kind'][]): boolean =>
  timeline.some((other) => other.kind === 'commit' && other !== entry && other.at <= entry.at && kinds.includes(other.change.kind)) ||
  workload.commits.some(({ kind }) => kinds.includes(kind));

const refusal = (scenario: Scenario, entry: Commit): Refusal => {
  const { room, rules } = scenario;
  const { change } = entry;
  const author = serverOfDevice(entry.by);
  const index = room.powers.indexOf(author);
  const isDirect = index === 0 || (index > 0 && rules.slots === 'direct');
  if (!isDirect && !room.canPropose.includes(author))
    return COMMITTED_ONLY.includes(change.kind) ? { key: 'by', why: `${author} is not in can_propose` } : undefined;
  // Adding somebody lists their server.
  const isListed = (server: ServerName): boolean => room.servers.includes(server) || mayHaveChanged(scenario, entry, ['add']);
  const by = (key: string, rule: string, why: string): Refusal => ({ key, why: `${why} (auth rule ${rule})` });
  switch (change.kind) {
    case 'powers': {
      if (!isDirect && change.servers.join() !== room.powers.join())
        return by('powers', '10.4', 'a pending commit cannot change the powers');
      const unlisted = change.servers.find((server) => !isListed(server));
      if (unlisted !== undefined) return by('powers', isDirect ? '9.8' : '10.6', `${unlisted} is not in servers`);
      const higher = room.powers.slice(0, index).find((server, at) => change.servers[at] !== server);
      return isDirect && higher !== undefined
        ? by('powers', '9.9', `${author} cannot change the place of ${higher}, a higher power`)
        : undefined;
    }
    case 'servers': {
      const left = room.powers.find((power) => !change.servers.includes(power));
      return left === undefined ? undefined : by('servers', isDirect ? '9.8' : '10.6', `${left} is a power`);
    }
    case 'can_propose': {
      const unlisted = change.servers.find((server) => !isListed(server));
      return unlisted === undefined ? undefined : by('can_propose', isDirect ? '9.10' : '10.7', `${unlisted} is not in servers`);
    }
    default:
      return undefined;
  }
};
