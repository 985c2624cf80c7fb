/**
 * The links of the network, one for each direction: between every two servers, and between a device and its own server.
 * Nothing else can talk.
 */
import { InvariantError } from '../kernel/invariant-error.js';
import { isDevice, type NodeName, type ServerName, serverOfDevice } from '../names.js';
import type { LatencyLaw } from './latency.js';

export interface LinkQuality {
  readonly latency: LatencyLaw;
  /** The probability, 0 to 1, that a transmission is lost on the way. */
  readonly loss: number;
}

/** What one link, in one direction, has otherwise than its kind. */
export interface LinkOverride extends Partial<LinkQuality> {
  readonly from: NodeName;
  readonly to: NodeName;
}

export interface LinkPlan {
  /** Between servers. */
  readonly servers: LinkQuality;
  /** Between a device and its server. */
  readonly devices: LinkQuality;
  /** Of several for one link, a later one adds to the earlier and beats it. */
  readonly overrides?: readonly LinkOverride[];
}

/** The server that a node is, or belongs to. */
export const homeOf = (node: NodeName): ServerName => (isDevice(node) ? serverOfDevice(node) : node);

/** @throws InvariantError if the two have no link. */
export function linkQuality({ servers, devices, overrides = [] }: LinkPlan, from: NodeName, to: NodeName): LinkQuality {
  return overrides
    .filter((override) => override.from === from && override.to === to)
    .reduce<LinkQuality>(
      (quality, { latency = quality.latency, loss = quality.loss }) => ({ latency, loss }),
      isBetweenServers(from, to) ? servers : devices,
    );
}

function isBetweenServers(from: NodeName, to: NodeName): boolean {
  const servers = Number(!isDevice(from)) + Number(!isDevice(to));
  const sameHome = homeOf(from) === homeOf(to);
  if (servers === 2 && !sameHome) return true;
  if (servers === 1 && sameHome) return false;
  throw new InvariantError(`there is no link from ${from} to ${to}`);
}
