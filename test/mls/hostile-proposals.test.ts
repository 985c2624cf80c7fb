/**
 * A member can propose whatever it likes. What no member could commit is not taken in, and what goes with nothing else is left out
 * (RFC 9420 §12.2): no proposal keeps the others of its epoch from being committed.
 */
import type { Extension } from 'ts-mls/extension.js';
import { encodeKeyPackage, type KeyPackage, signKeyPackage } from 'ts-mls/keyPackage.js';
import { type LeafNodeKeyPackage, signLeafNodeKeyPackage } from 'ts-mls/leafNode.js';
import { encodeMlsMessage } from 'ts-mls/message.js';
import { protectProposal } from 'ts-mls/messageProtection.js';
import type { Proposal } from 'ts-mls/proposal.js';
import { encodeRequiredCapabilities } from 'ts-mls/requiredCapabilities.js';
import { beforeEach, describe, expect, it } from 'vitest';
import { encryptedStateExtension } from '../../src/mls/encrypted-state.js';
import type { GroupState, Outcome, ProcessedProposal } from '../../src/mls/engine.js';
import { cipherSuites } from '../../src/mls/real/cipher-suite.js';
import { createCommit } from '../../src/mls/real/create-commit.js';
import { groupExtensions } from '../../src/mls/real/group-parameters.js';
import { makeKeyPackage } from '../../src/mls/real/key-package.js';
import { Devices, device, entropyFor, failureOf, header, mlsOf, succeeded, suiteName, utf8 } from './devices.js';

const suite = cipherSuites(suiteName).drawingFrom(entropyFor('hostile proposals'));
let devices: Devices;
/** The insider is device 1; devices 0 and 2 are honest. */
let insider: GroupState;

beforeEach(async () => {
  devices = await Devices.create(5, 3);
  insider = devices.member(1).state;
});

/** The insider's next proposal, whatever it is, as it goes out. */
async function sealed(proposal: Proposal): Promise<Uint8Array> {
  const { signaturePrivateKey, keySchedule, groupContext, secretTree, clientConfig, ...mls } = mlsOf(insider);
  const { privateMessage, newSecretTree } = await protectProposal(
    signaturePrivateKey,
    keySchedule.senderDataSecret,
    proposal,
    header,
    groupContext,
    secretTree,
    1,
    clientConfig.paddingConfig,
    suite,
  );
  const next = { ...mls, signaturePrivateKey, keySchedule, groupContext, clientConfig, secretTree: newSecretTree };
  insider = { ...insider, mls: next } as GroupState;
  return encodeMlsMessage({ version: 'mls10', wireformat: 'mls_private_message', privateMessage });
}

async function takenIn(proposal: Proposal): Promise<Outcome<ProcessedProposal>> {
  const { client, state } = devices.member(0);
  return client.processProposal(state, await sealed(proposal));
}

const setting = (extensions: Extension[]): Proposal => ({
  proposalType: 'group_context_extensions',
  groupContextExtensions: { extensions },
});
const adding = (keyPackage: KeyPackage): Proposal => ({ proposalType: 'add', add: { keyPackage } });
const [required, encrypted] = groupExtensions({}) as [Extension, Extension];
const unknown: Extension = { extensionType: 0xf001, extensionData: new Uint8Array() };
const requiring = (extensionTypes: number[]): Extension => ({
  extensionType: 'required_capabilities',
  extensionData: encodeRequiredCapabilities({ extensionTypes, proposalTypes: [], credentialTypes: ['basic'] }),
});

/** A key package of a device, with its leaf changed, or its own extensions, and signed as it should be. */
async function keyPackageOf(index: number, change: Partial<LeafNodeKeyPackage> = {}, extensions: Extension[] = []): Promise<KeyPackage> {
  const key = await suite.signature.keygen();
  const { publicPackage } = await makeKeyPackage(device(index), key, false, suite);
  const { leafNode } = publicPackage;
  if (leafNode.leafNodeSource !== 'key_package') expect.fail('not from a key package');
  const changed = await signLeafNodeKeyPackage({ ...leafNode, ...change, leafNodeSource: 'key_package' }, key.signKey, suite.signature);
  return signKeyPackage({ ...publicPackage, leafNode: changed, extensions }, key.signKey, suite.signature);
}

const hpkeKeyOf = (leaf: number): Uint8Array => {
  const node = mlsOf(insider).ratchetTree[2 * leaf];
  return node?.nodeType === 'leaf' ? node.leaf.hpkePublicKey : expect.fail('no leaf');
};
const capabilities = async () => (await keyPackageOf(3)).leafNode.capabilities;

describe('a proposal', () => {
  it('should be taken in if somebody could commit it', async () => {
    expect(failureOf(await takenIn(setting([required, encrypted])))).toBe('none');
    expect(failureOf(await takenIn(adding(await keyPackageOf(3))))).toBe('none');
  });

  it.each<[string, Extension[]]>([
    ['encrypted state that is not in its one form', [required, { ...encrypted, extensionData: utf8('{ }') }]],
    ['no encrypted state', [required]],
    ['encrypted state twice', [required, encrypted, encrypted]],
    ['encrypted state that nobody is required to support', [encrypted]],
    ['required capabilities without it', [requiring([]), encrypted]],
    ['an extension that nobody supports', [required, encrypted, unknown]],
    ['a requirement that nobody meets', [requiring([encryptedStateExtension, 0xf001]), encrypted]],
  ])('should be refused if it gives the group %s', async (_, extensions) => {
    expect(failureOf(await takenIn(setting(extensions)))).toBe('cannot_open');
  });

  it('should be refused if it adds a device with the key of another, or one that is a member', async () => {
    const stolen = await keyPackageOf(3, { hpkePublicKey: hpkeKeyOf(2) });
    expect(failureOf(await takenIn(adding(stolen)))).toBe('cannot_open');
    expect(failureOf(await takenIn(adding(await keyPackageOf(2))))).toBe('cannot_open');
  });

  it('should be left out of a commit if it has a key in common with one that came before', async () => {
    const { hpkePublicKey } = (await keyPackageOf(4)).leafNode;
    const twins = [await keyPackageOf(3, { hpkePublicKey }), await keyPackageOf(4, { hpkePublicKey })];
    const proposals = [...twins.map(adding), setting(groupExtensions({ 'm.room.name': { '': { name: 'Lunch' } } }))];
    for (const proposal of proposals) {
      const bytes = await sealed(proposal);
      for (const index of [0, 2]) {
        const member = devices.member(index);
        member.state = succeeded(await member.client.processProposal(member.state, bytes)).next;
      }
    }
    const { bytes, takenUp, next } = await devices.make(0);
    expect(takenUp.map(({ change }) => change)).toMatchObject([{ kind: 'add', device: device(3) }, { kind: 'encrypted_state' }]);
    const other = devices.member(2);
    expect(succeeded(await other.client.processCommit(other.state, bytes)).next?.epochAuthenticator).toBe(next.epochAuthenticator);
    // So too beside a change of the committer's own.
    const own = await devices.make(2, { remove: [1] });
    expect(own.takenUp.map(({ change }) => change.kind)).toEqual(['add', 'encrypted_state']);
  });
});

describe('a commit', () => {
  it('should be refused if it sets what the room does not allow', async () => {
    const { client, state } = devices.member(0);
    const committed = async (extensions: Extension[]) =>
      client.processCommit(state, (await createCommit(mlsOf(insider), [setting(extensions)], header, suite)).bytes);
    expect(failureOf(await committed([required, encrypted]))).toBe('none');
    expect(await committed([encrypted])).toMatchObject({ failure: 'cannot_open', detail: /encrypted state/ });
    // The engine itself makes none in which an extension is not supported, or stands twice.
    await expect(createCommit(mlsOf(insider), [setting([required, encrypted, unknown])], header, suite)).rejects.toThrow(
      'does not support',
    );
    await expect(createCommit(mlsOf(insider), [setting([required, encrypted, encrypted])], header, suite)).rejects.toThrow('twice');
  });

  it('should add no device with the key of another', async () => {
    const { client, state } = devices.member(0);
    const stolen = encodeKeyPackage(await keyPackageOf(3, { hpkePublicKey: hpkeKeyOf(2) }));
    await expect(client.createCommit(state, { add: [stolen] }, header, 40)).rejects.toThrow('is in the tree already');
  });

  it('should add no second leaf of a device (unless it removes the first)', async () => {
    const { client, state } = devices.member(0);
    const second = encodeKeyPackage(await keyPackageOf(2));
    await expect(client.createCommit(state, { add: [second] }, header, 50)).rejects.toThrow('already in the group');
    const twice = [encodeKeyPackage(await keyPackageOf(3)), encodeKeyPackage(await keyPackageOf(3))];
    await expect(client.createCommit(state, { add: twice }, header, 51)).rejects.toThrow('same client');
    const replaced = await client.createCommit(state, { add: [second], remove: [device(2)] }, header, 52);
    expect(replaced.next.roster).toEqual([0, 1, 2].map(device));
  });
});

describe('a key package', () => {
  const readable = async (keyPackage: KeyPackage): Promise<boolean> =>
    (await devices.client(0).readKeyPackage(encodeKeyPackage(keyPackage))) !== undefined;
  const lastResort: Extension = { extensionType: 0x000a, extensionData: new Uint8Array() };

  it('should be read if it could be added', async () => {
    expect(await readable(await keyPackageOf(3))).toBe(true);
    expect(await readable(await keyPackageOf(3, { extensions: [lastResort] }, [lastResort]))).toBe(true);
  });

  it('should not be read if its leaf could not stand in a group, or a list has an extension twice', async () => {
    const withoutBasic = { ...(await capabilities()), credentials: [] };
    expect(await readable(await keyPackageOf(3, { capabilities: withoutBasic }))).toBe(false);
    expect(await readable(await keyPackageOf(3, { extensions: [unknown] }))).toBe(false);
    expect(await readable(await keyPackageOf(3, { extensions: [lastResort, lastResort] }))).toBe(false);
    expect(await readable(await keyPackageOf(3, {}, [lastResort, lastResort]))).toBe(false);
  });
});
