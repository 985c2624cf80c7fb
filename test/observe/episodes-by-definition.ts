/** Episodes counted by the words of their definition: slowly, from lists of ancestors, with nothing of the folds. */
import type { StampedFact } from '../../src/facts/index.js';

interface Device {
  shown?: string;
  stands?: string;
  off: boolean;
  rolledBack: boolean;
  /** A Welcome took it ahead of its server. */
  ahead: boolean;
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
    const device = devices.get(node) ?? { off: false, rolledBack: false, ahead: false };
    devices.set(node, device);
    if (fact.kind === 'current_commit_shown') device.shown = fact.commit;
    else if (fact.kind === 'state_entered') device.stands = fact.state;
    else if (fact.kind === 'group_left') device.stands = fact.by;
    else if (fact.kind === 'group_abandoned') delete device.stands;
    else continue;
    const { shown, stands } = device;
    const follows = shown !== undefined && stands !== undefined && path(shown).includes(stands);
    const isShown = fact.kind === 'current_commit_shown';
    const isWelcome = fact.kind === 'state_entered' && fact.via === 'welcome';
    if (isWelcome && !follows) device.ahead = true;
    if (isShown && follows) device.ahead = false;
    if (shown === undefined || stands === undefined) continue;
    const isBehind = path(stands).includes(shown);
    if (device.off) {
      if (fact.kind === 'state_entered' && fact.via === 'rollback') device.rolledBack = true;
      const returned = isShown && follows && !device.rolledBack;
      const welcomed = isWelcome && (follows || isBehind);
      const left = fact.kind === 'group_left' && follows;
      if (shown === stands || returned || welcomed || left) device.off = false;
    } else if ((isShown || isWelcome) && at >= 0 && !follows && !(device.ahead && isBehind) && !wasRemoved(node, shown, stands)) {
      episodes++;
      device.off = true;
      device.rolledBack = false;
    }
  }
  return episodes;
}
