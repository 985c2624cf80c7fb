/**
 * What auth rules 9 and 10 ask of the lists of a commit, as sentences that say what is wrong. A list that names a server
 * twice is refused where its entries are looked at: "the index" in it would not be one (H10).
 */
import { quoteServers } from './auth-rule.js';
import { isServerName } from './server-name.js';

/** Rules 9.5, 9.6 and 10.3: empty, or an entry that is no server name or comes twice. */
export function listFault(name: string, list: readonly string[]): string | undefined {
  if (list.length === 0) return `${name} is empty`;
  const invalid = list.find((entry) => !isServerName(entry));
  if (invalid !== undefined) return `${name} has "${invalid}", which is no server name`;
  return duplicateFault(name, list);
}

/** Rules 9.8, 9.10, 10.6 and 10.7: an entry that is not in `servers`, or comes twice. */
export function outsideFault(name: string, list: readonly string[], servers: readonly string[]): string | undefined {
  const outside = list.find((entry) => !servers.includes(entry));
  if (outside !== undefined) return `${name} has ${outside}, which is not among the servers ${quoteServers(servers)}`;
  return duplicateFault(name, list);
}

function duplicateFault(name: string, list: readonly string[]): string | undefined {
  const repeated = new Set(list).size < list.length ? list.find((entry, at) => list.indexOf(entry) !== at) : undefined;
  return repeated === undefined ? undefined : `${name} has ${repeated} twice`;
}

export const equalLists = (a: readonly string[], b: readonly string[]): boolean =>
  a.length === b.length && a.every((entry, at) => entry === b[at]);
