/** Adding many devices to a group, in changes that each are one commit. */
import { type DeviceId, type ServerName, serverOfDevice } from '../names.js';
import type { Change } from './intents.js';

/**
 * A commit with all its key packages has to fit a PDU of 65,536 bytes, and a Welcome's recipients each add to it, so larger
 * groups are added in several commits.
 */
export const DEVICES_A_COMMIT = 64;

/** At least one change a server, so that one which is down keeps nobody else waiting. */
export function additions(devices: readonly DeviceId[]): readonly Change[] {
  const byServer = new Map<ServerName, DeviceId[]>();
  for (const device of devices) {
    const server = serverOfDevice(device);
    byServer.set(server, [...(byServer.get(server) ?? []), device]);
  }
  return [...byServer.values()].flatMap(inCommits);
}

const inCommits = (devices: readonly DeviceId[]): readonly Change[] =>
  Array.from({ length: Math.ceil(devices.length / DEVICES_A_COMMIT) }, (_, at) => ({
    kind: 'add',
    devices: devices.slice(at * DEVICES_A_COMMIT, (at + 1) * DEVICES_A_COMMIT),
  }));
