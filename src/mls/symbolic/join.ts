/**
 * Joining from a Welcome (RFC 9420 §12.4.3.1). As elsewhere, the group may be one that the device knows: who lost a fork is sent
 * another Welcome (MSC4256, "Commit Conflict Handling").
 */
import type { DeviceId } from '../../names.js';
import type { CipherSuiteLengths } from './cipher-suites.js';
import type { ReceivedWelcome } from './contents.js';
import type { Epochs } from './epochs.js';
import { keysIn, memberState, type SymbolicGroupState } from './group-state.js';
import type { HeldKeyPackage } from './key-package.js';
import { type Refusal, refused } from './refusal.js';
import type { MessageSizes } from './sizes.js';
import { nodeOfLeaf } from './tree-math.js';
import { pathOfNewcomer } from './update-path.js';

export function joinGroup(
  device: DeviceId,
  received: ReceivedWelcome,
  own: HeldKeyPackage,
  { suite, sizes, epochs }: { readonly suite: CipherSuiteLengths; readonly sizes: MessageSizes; readonly epochs: Epochs },
): { readonly ok: true; readonly state: SymbolicGroupState } | Refusal {
  if (received.cipherSuite !== suite.code) return refused('cannot_open', 'the Welcome is for another cipher suite');
  const { reference } = own.publicPackage;
  const entry = received.secrets.find(({ newMember }) => newMember === reference);
  // Each newcomer's secrets are sealed together with the group info, and not with those of others.
  const isUntouched =
    received.found?.groupInfoLength === received.groupInfoLength &&
    entry?.id === received.id &&
    entry?.ciphertextLength === sizes.encryptedGroupSecrets;
  const secrets = isUntouched ? received.found?.secrets.get(reference)?.open(own.initKey) : undefined;
  if (secrets === undefined) return refused('cannot_open', 'the group secrets do not decrypt');
  const { group, joiner, signer, pathSecret } = secrets;
  const leaf = group.leafOf(device);
  if (leaf === undefined) return refused('cannot_open', 'our leaf is not in the tree');
  const path = pathOfNewcomer(group, signer, leaf, pathSecret);
  const privateKeys = keysIn(group, [[nodeOfLeaf(leaf), own.leafKey]], path);
  return { ok: true, state: memberState({ self: device, leaf, group, privateKeys }, joiner.epoch(group.name), epochs) };
}
