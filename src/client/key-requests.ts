/**
 * What a client asks for before it adds devices (MSC4256, figure "Invite flow"): first the device keys of their users, then a key
 * package of each. Nobody tells a client when the devices of a user outside its rooms change, so it asks before every claim.
 */
import type { ClaimedKeyPackage } from '../api/client-server.js';
import type { DeviceList } from '../api/device-keys.js';
import { type DeviceId, userOfDevice } from '../names.js';
import type { VouchedKeyPackage } from './claimed-keys.js';
import type { Server } from './server.js';
import type { Turn } from './turn.js';

export class KeyRequests {
  constructor(private readonly server: Pick<Server, 'ask'>) {}

  /**
   * Queries and claims. Devices without a key package are left out of what `then` is given.
   * @param name of this try, for the network's draws
   */
  ask(
    turn: Turn,
    name: string,
    devices: readonly DeviceId[],
    then: (keyPackages: readonly VouchedKeyPackage[], turn: Turn) => void | Promise<void>,
  ): void {
    const users = [...new Set(devices.map(userOfDevice))];
    this.server.ask(turn, `query ${name}`, { kind: 'query_keys', users }, (queried, next) => {
      const lists = queried.kind === 'queried_keys' ? queried.lists : [];
      this.server.ask(next, `claim ${name}`, { kind: 'claim_keys', devices }, (claimed, last) =>
        then(claimed.kind === 'claimed_keys' ? claimed.keyPackages.map((each) => vouched(each, lists)) : [], last),
      );
    });
  }
}

function vouched(claimed: ClaimedKeyPackage, lists: readonly DeviceList[]): VouchedKeyPackage {
  const list = lists.find(({ user }) => user === userOfDevice(claimed.device));
  const deviceKeys = list?.devices.find(({ device }) => device === claimed.device)?.deviceKeys;
  return { ...claimed, ...(deviceKeys && { deviceKeys }), ...(list?.userKeys && { userKeys: list.userKeys }) };
}
