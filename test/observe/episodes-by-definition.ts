/** Episodes counted by the words of their definition: slowly, from lists of ancestors, with nothing of the folds. */
import type { StampedFact } from '../../src/facts/index.js';

interface Device {
  shown?: string;
  stands?: string;
  /** A commit has removed it. */
  outside: boolean;
  off: boolean;
  /** A Welcome took it ahead of its server. */
  ahead: boolean;
  readonly received: Set<string>;
  /** What it could not process or would not follow, and has not followed since. */
  refused: readonly string[];
}

export function countEpisodes(facts: readonly StampedFact[]): number {
  const made = new Map<string, { readonly parent: string | undefined; readonly roster: readonly string[] }>();
  const path = (commit: string | undefined): string[] => (commit === undefined ? [] : [commit, ...path(made.get(commit)?.parent)]);
  const wasRemoved = (device: string, shown: string, stands: string) => {
    const common = path(shown).findIndex((commit) => path(stands).includes(commit));
    const [now, ...before] = path(shown).slice(0, common < 0 ? undefined : common + 1);
    const isMember = (commit = '') => made.get(commit)?.roster.includes(device) ?? false;
    return !isMember(now) && before.some(isMember);
  };
  const devices = new Map<string, Device>();
  let episodes = 0;
  for (const { at, node = '', fact } of facts) {
    if (fact.kind === 'commit_created') made.set(fact.commit, fact.change === 'garbage' ? { ...fact, parent: undefined } : fact);
    if (fact.kind === 'state_entered' && fact.via === 'creation') made.set(fact.state, { parent: undefined, roster: [node] });
    const device = devices.get(node) ?? { outside: false, off: false, ahead: false, received: new Set(), refused: [] };
    devices.set(node, device);
    if (fact.kind === 'commit_received') device.received.add(fact.commit);
    const isShown = fact.kind === 'current_commit_shown';
    const isRefused = fact.kind === 'commit_unprocessable' || fact.kind === 'commit_declined';
    const isWelcome = fact.kind === 'state_entered' && fact.via === 'welcome';
    if (isShown) device.shown = fact.commit;
    else if (isRefused) device.refused = [...device.refused, fact.commit];
    else if (fact.kind === 'state_entered') device.stands = fact.state;
    else if (fact.kind === 'group_left') device.stands = fact.by;
    else if (fact.kind === 'group_abandoned') delete device.stands;
    else continue;
    const { shown, stands } = device;
    if (fact.kind === 'state_entered' || fact.kind === 'group_left') {
      device.outside = fact.kind === 'group_left';
      device.refused = isWelcome ? [] : device.refused.filter((commit) => commit !== stands);
    }
    const isOnBranch = shown !== undefined && stands !== undefined && path(shown).includes(stands);
    if (isWelcome && !isOnBranch) device.ahead = true;
    if (isShown && isOnBranch) device.ahead = false;
    if (shown === undefined || stands === undefined) continue;
    const toProcess = path(shown).filter((commit) => !path(stands).includes(commit));
    const canFollow = device.outside || toProcess.every((commit) => device.received.has(commit) && !device.refused.includes(commit));
    const isBehind = path(stands).includes(shown);
    if (device.off) {
      if (shown === stands || (isOnBranch && device.outside) || (isWelcome && isBehind)) device.off = false;
    } else if (
      (isShown || isWelcome || isRefused) &&
      at >= 0 &&
      !(isOnBranch && canFollow) &&
      !(device.ahead && isBehind) &&
      !wasRemoved(node, shown, stands)
    ) {
      episodes++;
      device.off = true;
    }
  }
  return episodes;
}
