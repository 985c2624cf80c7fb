/**
 * OpenMLS as a judge of our engine: it joins our groups, follows our commits, reads our messages, and derives the secrets that we
 * do, epoch by epoch. It does not know the extension of these rooms, so the groups are without; and these bindings forget the
 * proposals that they are shown, so only OpenMLS's own are committed by reference.
 */
import fc from 'fast-check';
import type { ClientConfig } from 'ts-mls/clientConfig.js';
import { mlsExporter } from 'ts-mls/keySchedule.js';
import { decodeMlsMessage, encodeMlsMessage } from 'ts-mls/message.js';
import { protectApplicationData } from 'ts-mls/messageProtection.js';
import type { Proposal } from 'ts-mls/proposal.js';
import { rootFromNodeWidth } from 'ts-mls/treemath.js';
import { describe, expect, it } from 'vitest';
import { bytesEqual, toHex } from '../../src/mls/real/bytes.js';
import { cipherSuites } from '../../src/mls/real/cipher-suite.js';
import { createCommit, type MadeCommit } from '../../src/mls/real/create-commit.js';
import { createGroup } from '../../src/mls/real/create-group.js';
import { clientConfig } from '../../src/mls/real/group-parameters.js';
import { joinGroup } from '../../src/mls/real/join.js';
import { type HeldKeyPackage, makeKeyPackage } from '../../src/mls/real/key-package.js';
import type { MemberState } from '../../src/mls/real/member-state.js';
import { openMessage } from '../../src/mls/real/open-message.js';
import { processCommit } from '../../src/mls/real/process-commit.js';
import { processProposal } from '../../src/mls/real/proposals.js';
import { unshared } from '../../src/mls/real/sharing.js';
import { device, entropyFor, header, room, utf8 } from './devices.js';
import { OpenMlsMember, openMlsSuite } from './openmls.js';

const suites = cipherSuites(openMlsSuite);
const reading = suites.drawingNothing;
const drawing = suites.drawingFrom(entropyFor('judged'));

/** Takes OpenMLS's credentials too, which name no key. */
const config: ClientConfig = { ...clientConfig, authService: { validateCredential: async () => true } };

const remove = (removed: number): Proposal => ({ proposalType: 'remove', remove: { removed } });
const noExtensions: Proposal = { proposalType: 'group_context_extensions', groupContextExtensions: { extensions: [] } };

/** Members of ours by leaf, and OpenMLS's, which are in as long as the test lasts. */
class JudgedGroup {
  readonly ours = new Map<number, MemberState>();
  readonly judges: OpenMlsMember[] = [];
  #made = 0;

  /** Ours at leaf 0; OpenMLS at leaf `place`, after others of ours. */
  static async create(place: number): Promise<JudgedGroup> {
    const group = new JudgedGroup();
    group.ours.set(0, await createGroup(room, [], await group.newcomer(), drawing, config));
    if (place > 1) await group.commit(0, [], place - 1);
    const judge = new OpenMlsMember('judge number 1');
    const { welcome, added } = await group.make(0, [{ proposalType: 'add', add: { keyPackage: await judge.keyPackage() } }]);
    expect(added).toEqual([]);
    judge.join(welcome ?? expect.fail('no Welcome'));
    group.judges.push(judge);
    await group.agree();
    return group;
  }

  leaves(): readonly number[] {
    return [...this.ours.keys()];
  }

  state(leaf: number): MemberState {
    return this.ours.get(leaf) ?? expect.fail(`none of ours at leaf ${leaf}`);
  }

  /** A commit of ours that everybody applies, adding so many of ours. */
  async commit(author: number, proposals: readonly Proposal[], adding = 0): Promise<void> {
    const { bytes, welcome, added } = await this.make(author, proposals, adding);
    for (const judge of this.judges) judge.process(bytes);
    for (const newcomer of added) {
      const message = decodeMlsMessage(welcome ?? new Uint8Array(), 0)?.[0];
      if (message?.wireformat !== 'mls_welcome') expect.fail('no Welcome');
      const state = await joinGroup(message.welcome, newcomer, reading, unshared, config);
      this.ours.set(state.privatePath.leafIndex, state);
    }
    await this.agree();
  }

  /** As above, applied by ours alone. */
  async make(author: number, proposals: readonly Proposal[], adding = 0): Promise<MadeCommit & { added: readonly HeldKeyPackage[] }> {
    const added = await Promise.all(Array.from({ length: adding }, () => this.newcomer()));
    const adds = added.map(({ publicPackage }): Proposal => ({ proposalType: 'add', add: { keyPackage: publicPackage } }));
    const made = await createCommit(this.state(author), [...proposals, ...adds], header, drawing);
    for (const [leaf, state] of [...this.ours]) {
      const next = leaf === author ? made.next : (await processCommit(state, made.bytes, reading)).next;
      if (next === undefined) this.ours.delete(leaf);
      else this.ours.set(leaf, next);
    }
    return { ...made, added };
  }

  /** Everybody reads a message of ours, and exports the same secret. */
  async agree(): Promise<void> {
    const secrets = new Set<string>();
    const context = utf8('some context');
    for (const { keySchedule } of this.ours.values())
      secrets.add(toHex(await mlsExporter(keySchedule.exporterSecret, 'a label', context, 48, reading)));
    for (const judge of this.judges) secrets.add(toHex(judge.exported('a label', context, 48)));
    expect(secrets.size).toBe(1);
    const [leaf = 0] = this.leaves();
    const state = this.state(leaf);
    const { privateMessage, newSecretTree } = await protectApplicationData(
      state.signaturePrivateKey,
      state.keySchedule.senderDataSecret,
      utf8('Guten Appetit'),
      header,
      state.groupContext,
      state.secretTree,
      leaf,
      state.clientConfig.paddingConfig,
      drawing,
    );
    this.ours.set(leaf, { ...state, secretTree: newSecretTree });
    const bytes = encodeMlsMessage({ version: 'mls10', wireformat: 'mls_private_message', privateMessage });
    for (const judge of this.judges) expect(bytesEqual(judge.process(bytes), utf8('Guten Appetit'))).toBe(true);
  }

  private async newcomer(): Promise<HeldKeyPackage> {
    return makeKeyPackage(device(this.#made++), await drawing.signature.keygen(), false, drawing);
  }
}

describe('OpenMLS', () => {
  it('should follow any sequence of our commits and agree on every epoch', async () => {
    const step = fc.record({
      kind: fc.constantFrom('update', 'add', 'remove', 'replace', 'extensions'),
      author: fc.nat(),
      subject: fc.nat(),
    });
    const start = { place: fc.integer({ min: 1, max: 4 }), steps: fc.array(step, { minLength: 12, maxLength: 20 }) };
    await fc.assert(
      fc.asyncProperty(fc.record(start), async ({ place, steps }) => {
        const group = await JudgedGroup.create(place);
        for (const { kind, author, subject } of steps) {
          const pick = (at: number, from = group.leaves()): number => from[at % from.length] ?? 0;
          const by = pick(author);
          const others = group.leaves().filter((leaf) => leaf !== by);
          const removal = others.length === 0 ? [] : [remove(pick(subject, others))];
          if (kind === 'update') await group.commit(by, []);
          if (kind === 'add') await group.commit(by, [], 1 + (subject % 2));
          if (kind === 'remove') await group.commit(by, removal);
          if (kind === 'replace') await group.commit(by, removal, 2);
          if (kind === 'extensions') await group.commit(by, [noExtensions, ...removal]);
        }
      }),
      { seed: 9420, numRuns: 6 },
    );
  });

  it('should agree where the left half of the tree is blank, which ts-mls does not (B5)', async () => {
    const group = await JudgedGroup.create(5);
    await group.commit(0, [], 2);
    await group.commit(6, [0, 1, 2, 3].map(remove));
    const { ratchetTree } = group.state(6);
    expect(ratchetTree[rootFromNodeWidth(ratchetTree.length)]).toBeUndefined();
    await group.commit(4, []);
    await group.commit(6, [], 3);
  });

  it('should be followed by us: its message, its proposal and its commit, which refers to that and has no path', async () => {
    const group = await JudgedGroup.create(2);
    const [judge] = group.judges;
    if (judge === undefined) expect.fail('no judge');
    const message = judge.send(utf8('Mahlzeit'));
    const { sender, content } = await openMessage(group.state(0), message, 'application', reading);
    expect(sender).toBe(2);
    expect(content).toMatchObject({ applicationData: utf8('Mahlzeit') });

    const second = new OpenMlsMember('judge number 2');
    const { proposal, commit, welcome } = judge.add(second);
    for (const [leaf, state] of [...group.ours]) {
      const informed = (await processProposal(state, proposal, reading)).next;
      await expect(processCommit(state, commit, reading)).rejects.toMatchObject({ failure: 'unknown_proposal' });
      group.ours.set(leaf, (await processCommit(informed, commit, reading)).next ?? expect.fail('removed'));
    }
    second.join(welcome, judge);
    group.judges.push(second);
    await group.agree();
    await group.commit(1, []);
  });
});
