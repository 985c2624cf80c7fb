/** A member has all the group's keys: what it can forge with them, the others and a newcomer still refuse. */
import type { ClientState } from 'ts-mls/clientState.js';
import { createContentCommitSignature, type FramedContent, signFramedContentApplicationOrProposal } from 'ts-mls/framedContent.js';
import { extractWelcomeSecret, type GroupInfo, signGroupInfo } from 'ts-mls/groupInfo.js';
import { encodeKeyPackage } from 'ts-mls/keyPackage.js';
import { decodeMlsMessage, encodeMlsMessage } from 'ts-mls/message.js';
import { protect } from 'ts-mls/messageProtection.js';
import { encodePrivateContentAAD, encryptSenderData, type PrivateMessageContent } from 'ts-mls/privateMessage.js';
import { consumeRatchet } from 'ts-mls/secretTree.js';
import { toNodeIndex } from 'ts-mls/treemath.js';
import type { UpdatePathNode } from 'ts-mls/updatePath.js';
import { decryptGroupInfo, decryptGroupSecrets, encryptGroupInfo, encryptGroupSecrets, type Welcome } from 'ts-mls/welcome.js';
import { beforeAll, describe, expect, it } from 'vitest';
import { encodeIdentity } from '../../src/mls/credential.js';
import { cipherSuites } from '../../src/mls/real/cipher-suite.js';
import { createCommit } from '../../src/mls/real/create-commit.js';
import { joinGroup } from '../../src/mls/real/join.js';
import { type HeldKeyPackage, makeKeyPackage } from '../../src/mls/real/key-package.js';
import { openMessage } from '../../src/mls/real/open-message.js';
import { processCommit } from '../../src/mls/real/process-commit.js';
import type { DeviceId } from '../../src/names.js';
import { encodeOpaque } from '../../src/room/tls.js';
import { Devices, device, entropyFor, header, mlsOf, suiteName, utf8 } from './devices.js';

const suites = cipherSuites(suiteName);
const suite = suites.drawingFrom(entropyFor('insider'));
/** Device 1 is the insider at leaf 1, device 0 and 2 the others. */
let insider: ClientState;
let other: ClientState;

let founder: ClientState;

beforeAll(async () => {
  const devices = await Devices.create(3, 3);
  [founder, insider, other] = [mlsOf(devices.member(0).state), mlsOf(devices.member(1).state), mlsOf(devices.member(2).state)];
});

/** A message of the insider's, whatever it says. */
async function sealedByInsider(content: PrivateMessageContent & FramedContent): Promise<Uint8Array> {
  const { groupContext, secretTree, keySchedule, clientConfig } = insider;
  const { paddingConfig } = clientConfig;
  const { privateMessage } = await protect(
    keySchedule.senderDataSecret,
    header,
    groupContext,
    secretTree,
    content,
    1,
    paddingConfig,
    suite,
  );
  return encodeMlsMessage({ version: 'mls10', wireformat: 'mls_private_message', privateMessage });
}

const unreadable = { kemOutput: new Uint8Array(32), ciphertext: new Uint8Array(48) };
const sealing = (node: UpdatePathNode, encryptedPathSecret: UpdatePathNode['encryptedPathSecret']) => ({ ...node, encryptedPathSecret });

describe('a commit of an insider', () => {
  /** The insider commits with this identity in its leaf. */
  const committingAs = async (identity: Uint8Array): Promise<Uint8Array> => {
    const own = insider.ratchetTree[2];
    if (own?.nodeType !== 'leaf') expect.fail('no leaf');
    const leaf = { ...own.leaf, credential: { credentialType: 'basic' as const, identity } };
    return (await createCommit({ ...insider, ratchetTree: insider.ratchetTree.with(2, { nodeType: 'leaf', leaf }) }, [], header, suite))
      .bytes;
  };
  const ownKey = (): Uint8Array => {
    const own = insider.ratchetTree[2];
    return own?.nodeType === 'leaf' ? own.leaf.signaturePublicKey : expect.fail('no leaf');
  };
  const identityOf = (name: DeviceId, signatureKey: Uint8Array) => encodeIdentity({ device: name, signatureKey });

  it('should be processed if it is as it should be', async () => {
    const bytes = await committingAs(identityOf(device(1), ownKey()));
    expect(await processCommit(other, bytes, suites.drawingNothing)).toMatchObject({ sender: 1 });
  });

  it('should be refused if it makes its author another device, or names another key', async () => {
    const impostor = await committingAs(identityOf(device(0), ownKey()));
    const wrongKey = await committingAs(identityOf(device(1), new Uint8Array(32)));
    await expect(processCommit(other, impostor, suites.drawingNothing)).rejects.toThrow('another device');
    await expect(processCommit(other, wrongKey, suites.drawingNothing)).rejects.toThrow('credential');
  });

  it('should be refused if its confirmation tag is wrong', async () => {
    const { bytes } = await createCommit(insider, [], header, suite);
    const { content, auth } = await openMessage(other, bytes, 'commit', suites.drawingNothing);
    if (content.contentType !== 'commit' || auth.contentType !== 'commit') expect.fail('no commit');
    const sealed = await sealedByInsider({ ...content, auth: { ...auth, confirmationTag: new Uint8Array(32) } });
    await expect(processCommit(other, sealed, suites.drawingNothing)).rejects.toThrow('confirmation tag');
  });

  /** The insider's commit with its path's nodes changed, and signed and confirmed by the insider as any commit is. */
  const withNodes = async (author: ClientState, change: (nodes: readonly UpdatePathNode[]) => readonly UpdatePathNode[]) => {
    const { bytes } = await createCommit(author, [], header, suite);
    const { content } = await openMessage(other, bytes, 'commit', suites.drawingNothing);
    const path = content.contentType === 'commit' ? content.commit.path : undefined;
    if (content.contentType !== 'commit' || path === undefined) expect.fail('no commit');
    const commit = { ...content.commit, path: { ...path, nodes: [...change(path.nodes)] } };
    const { signature } = await createContentCommitSignature(
      author.groupContext,
      'mls_private_message',
      commit,
      content.sender,
      header,
      author.signaturePrivateKey,
      suite.signature,
    );
    // No check comes as far as the confirmation tag.
    const auth = { contentType: 'commit' as const, signature, confirmationTag: new Uint8Array(32) };
    return sealedByInsider({ ...content, commit, auth });
  };

  it.each<[string, (nodes: readonly UpdatePathNode[]) => readonly UpdatePathNode[]]>([
    ['one secret too many at each node', (nodes) => nodes.map((node) => sealing(node, [...node.encryptedPathSecret, unreadable]))],
    ['one too few at the top', (nodes) => nodes.map((node, at) => (at < nodes.length - 1 ? node : sealing(node, [])))],
    ['one too few at the bottom', (nodes) => nodes.map((node, at) => (at > 0 ? node : sealing(node, [])))],
    ['a node too few', (nodes) => nodes.slice(1)],
  ])('should be refused by every member if its path has %s', async (_, change) => {
    const sealed = await withNodes(insider, change);
    for (const member of [founder, other])
      await expect(processCommit(member, sealed, suites.drawingNothing)).rejects.toThrow('the path is sealed to');
    // The same without a change comes as far as its tag.
    await expect(processCommit(other, await withNodes(insider, (nodes) => nodes), suites.drawingNothing)).rejects.toThrow('tag');
  });
});

describe('a message of an insider', () => {
  /** The insider's message with these bytes behind the AEAD: a length and a text, and what follows. */
  const sealing = async (start: Uint8Array, padding = new Uint8Array(9)): Promise<Uint8Array> => {
    const { groupContext, secretTree, keySchedule } = insider;
    const authenticatedData = new Uint8Array();
    const content = { contentType: 'application', applicationData: utf8('hi'), authenticatedData } as const;
    const { groupId, epoch } = groupContext;
    const sender = { senderType: 'member', leafIndex: 1 } as const;
    const tbs = { protocolVersion: 'mls10', wireformat: 'mls_private_message', content: { ...content, groupId, epoch, sender } } as const;
    const signed = { ...tbs, senderType: 'member', context: groupContext } as const;
    const { signature } = await signFramedContentApplicationOrProposal(insider.signaturePrivateKey, signed, suite);
    const { key, nonce, generation, reuseGuard } = await consumeRatchet(secretTree, toNodeIndex(2), 'application', suite);
    const header = { groupId, epoch, contentType: 'application', authenticatedData } as const;
    const plaintext = Uint8Array.of(...start, ...encodeOpaque(signature), ...padding);
    const ciphertext = await suite.hpke.encryptAead(key, nonce, encodePrivateContentAAD(header), plaintext);
    const place = { leafIndex: 1, generation, reuseGuard };
    const encryptedSenderData = await encryptSenderData(keySchedule.senderDataSecret, place, header, ciphertext, suite);
    const privateMessage = { ...header, encryptedSenderData, ciphertext };
    return encodeMlsMessage({ version: 'mls10', wireformat: 'mls_private_message', privateMessage });
  };
  const opened = (bytes: Uint8Array) => openMessage(other, bytes, 'application', suites.drawingNothing);

  it('should be opened however it is padded, but only with zeros', async () => {
    const text = Uint8Array.of(2, ...utf8('hi'));
    for (const padding of [0, 9, 300]) {
      const { content } = await opened(await sealing(text, new Uint8Array(padding)));
      expect(content).toMatchObject({ applicationData: utf8('hi') });
    }
    await expect(opened(await sealing(text, Uint8Array.of(0, 1)))).rejects.toThrow();
  });

  it('should be refused if its content is not in its one encoding', async () => {
    await expect(opened(await sealing(Uint8Array.of(0x40, 2, ...utf8('hi'))))).rejects.toThrow('one encoding');
  });
});

describe('a Welcome of an insider', () => {
  let joiner: HeldKeyPackage;
  let genuine: Welcome;

  beforeAll(async () => {
    joiner = await makeKeyPackage(device(9), await suite.signature.keygen(), false, suite);
    const add = { proposalType: 'add' as const, add: { keyPackage: joiner.publicPackage } };
    const { welcome } = await createCommit(insider, [add], header, suite);
    const message = decodeMlsMessage(welcome ?? new Uint8Array(), 0)?.[0];
    genuine = message?.wireformat === 'mls_welcome' ? message.welcome : expect.fail('no Welcome');
  });

  /** The genuine one with another group info, signed anew unless told otherwise, and sealed as the insider can. */
  const forged = async (change: Partial<GroupInfo>, signed: 'again' | 'before' = 'again'): Promise<Welcome> => {
    const initKey = await suite.hpke.importPrivateKey(joiner.privatePackage.initPrivateKey);
    const secrets = await decryptGroupSecrets(initKey, joiner.referenceBytes, genuine, suite.hpke);
    const noPsk = new Uint8Array(32);
    const info = secrets && (await decryptGroupInfo(genuine, secrets.joinerSecret, noPsk, suite));
    if (secrets === undefined || info === undefined) expect.fail('the Welcome does not open');
    const changed = { ...info, ...change };
    const groupInfo = signed === 'again' ? await signGroupInfo(changed, insider.signaturePrivateKey, suite.signature) : changed;
    const encryptedGroupInfo = await encryptGroupInfo(groupInfo, await extractWelcomeSecret(secrets.joinerSecret, noPsk, suite.kdf), suite);
    const recipient = await suite.hpke.importPublicKey(joiner.publicPackage.initKey);
    const { enc, ct } = await encryptGroupSecrets(recipient, encryptedGroupInfo, secrets, suite.hpke);
    const encryptedGroupSecrets = { kemOutput: enc, ciphertext: ct };
    return { ...genuine, secrets: [{ newMember: joiner.referenceBytes, encryptedGroupSecrets }], encryptedGroupInfo };
  };
  const join = (welcome: Welcome, as = joiner) => joinGroup(welcome, as, suites.drawingNothing);

  it('should be taken if it is as it should be', async () => {
    expect((await join(await forged({}))).groupContext.epoch).toBe(2n);
  });

  it('should be refused if the confirmation tag, the signature, its signer or the tree is wrong', async () => {
    await expect(join(await forged({ confirmationTag: new Uint8Array(32) }))).rejects.toThrow('confirmation tag');
    await expect(join(await forged({ confirmationTag: new Uint8Array(32) }, 'before'))).rejects.toThrow('signature of the group info');
    await expect(join(await forged({ signer: 0 }))).rejects.toThrow('signature of the group info');
    await expect(join(await forged({ signer: 17 }))).rejects.toThrow('signature of the group info');
    await expect(join(await forged({ extensions: [] }))).rejects.toThrow('no ratchet tree');
  });

  it('should be refused if it is for another suite, or the tree lacks the leaf of our key package', async () => {
    const twin = {
      ...joiner,
      publicPackage: {
        ...joiner.publicPackage,
        leafNode: { ...joiner.publicPackage.leafNode, extensions: [{ extensionType: 1, extensionData: header }] },
      },
    };
    expect(encodeKeyPackage(twin.publicPackage)).not.toEqual(encodeKeyPackage(joiner.publicPackage));
    await expect(join({ ...genuine, cipherSuite: 'MLS_128_DHKEMX25519_CHACHA20POLY1305_SHA256_Ed25519' })).rejects.toThrow(
      'another cipher suite',
    );
    await expect(join(await forged({}), twin)).rejects.toThrow('our leaf');
  });
});
