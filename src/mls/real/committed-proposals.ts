/** The proposals that a commit covers: which go together, and what they lead to (RFC 9420 §12.2, §12.3, §12.4). */
import { type ApplyProposalsData, applyProposals, type ClientState } from 'ts-mls/clientState.js';
import type { GroupContext } from 'ts-mls/groupContext.js';
import type { Proposal } from 'ts-mls/proposal.js';
import type { ProposalOrRef } from 'ts-mls/proposalOrRefType.js';
import { emptyPskIndex } from 'ts-mls/pskIndex.js';
import type { RatchetTree } from 'ts-mls/ratchetTree.js';
import { type LeafIndex, toLeafIndex } from 'ts-mls/treemath.js';
import type { ProposalWithSender } from 'ts-mls/unappliedProposals.js';
import { base64ToBytes, bytesToBase64 } from 'ts-mls/util/byteArray.js';
import { checkMembers, demandsOf } from './capabilities.js';
import type { CipherSuite } from './cipher-suite.js';
import { deviceOf } from './credentials.js';
import { check } from './failure.js';
import { treeKeysAreUnique } from './tree-validity.js';

export interface AppliedProposals {
  /** Before the commit's own path. */
  readonly tree: RatchetTree;
  /** The old one, but for the extensions. */
  readonly context: GroupContext;
  readonly added: (ApplyProposalsData & { readonly kind: 'memberCommit' })['addedLeafNodes'];
  readonly proposals: readonly ProposalWithSender[];
  readonly pskSecret: Uint8Array;
}

/** Throws if the proposals are not valid, alone or together, or refer to one that the state does not hold. */
export async function applied(
  old: ClientState,
  covered: readonly ProposalOrRef[],
  committer: LeafIndex,
  suite: CipherSuite,
): Promise<AppliedProposals> {
  // ts-mls checks lifetimes by the wall clock for whoever "sends"; here they are the client's to check, by its own clock.
  const sentByClient = false;
  const result = await applyProposals(old, [...covered], committer, emptyPskIndex, sentByClient, suite);
  const { tree, additionalResult, allProposals: proposals, pskSecret } = result;
  check(additionalResult.kind === 'memberCommit', `a commit of the kind "${additionalResult.kind}"`);
  // Every member would have to support it (RFC 9420 §12.2). ts-mls passes over what it does not know.
  const allKnown = proposals.every(({ proposal }) => typeof proposal.proposalType === 'string');
  check(allKnown, 'a proposal of a type that no member supports');
  const context = withExtensions(old.groupContext, proposals);
  checkMembers(tree, demandsOf(context.extensions));
  return { tree, context, added: additionalResult.addedLeafNodes, proposals, pskSecret };
}

/** With the extensions that the proposals set, even if those are none, where ts-mls would keep the old ones (RFC 9420 §12.1.7). */
function withExtensions(context: GroupContext, proposals: readonly ProposalWithSender[]): GroupContext {
  for (const { proposal } of proposals)
    if ('groupContextExtensions' in proposal) return { ...context, extensions: proposal.groupContextExtensions.extensions };
  return context;
}

/**
 * What a commit with these proposals of its author's covers: they, and by reference all that the state holds, except for what
 * does not go together with them or with one another (RFC 9420 §12.2). A removal goes before an update of the same leaf, a later
 * update before an earlier one, and of all else the first. Throws if the author's own are not valid.
 * @param leaveOut references, in base64, that it must not take up
 */
export async function takingUp(
  old: ClientState,
  own: readonly Proposal[],
  leaveOut: readonly string[],
  suite: CipherSuite,
): Promise<Covering> {
  const chosen = compatible(old, own, leaveOut);
  if (chosen.length > 0) {
    const all = await covering(old, chosen, own, suite);
    if (all !== undefined) return all;
  }
  // Some clash in a way that the subjects do not tell, say in a key: no proposal may keep the others from being committed.
  const fitting: string[] = [];
  const committer = toLeafIndex(old.privatePath.leafIndex);
  const alone = listed([], own);
  let found: Covering = { covered: alone, ...(await applied(old, alone, committer, suite)) };
  for (const reference of chosen) {
    const more = await covering(old, [...fitting, reference], own, suite);
    if (more === undefined) continue;
    fitting.push(reference);
    found = more;
  }
  return found;
}

export interface Covering extends AppliedProposals {
  readonly covered: readonly ProposalOrRef[];
}

/** Undefined if they are not valid together. */
async function covering(
  old: ClientState,
  references: readonly string[],
  own: readonly Proposal[],
  suite: CipherSuite,
): Promise<Covering | undefined> {
  const covered = listed(references, own);
  try {
    const result = await applied(old, covered, toLeafIndex(old.privatePath.leafIndex), suite);
    return treeKeysAreUnique(result.tree) ? { covered, ...result } : undefined;
  } catch {
    return undefined;
  }
}

const listed = (references: readonly string[], own: readonly Proposal[]): readonly ProposalOrRef[] => [
  ...references.map((text) => ({ proposalOrRefType: 'reference' as const, reference: base64ToBytes(text) })),
  ...own.map((proposal) => ({ proposalOrRefType: 'proposal' as const, proposal })),
];

/** The references of the held proposals that, as far as their subjects tell, go together with the own ones and with one another. */
function compatible(old: ClientState, own: readonly Proposal[], leaveOut: readonly string[]): readonly string[] {
  const held = Object.entries(old.unappliedProposals).filter(([reference]) => !leaveOut.includes(reference));
  if (held.length === 0) return [];
  const taken = new Set<string>();
  /** Takes those held proposals up of which the own ones, and those taken already, do not yet have one for the same subject. */
  const take = (subject: (each: ProposalWithSender) => unknown, from = held, settled: Iterable<unknown> = []): ReadonlySet<unknown> => {
    const subjects = new Set([...settled, ...own.map((proposal) => subject({ proposal, senderLeafIndex: self }))]);
    for (const [reference, each] of from) {
      const about = subject(each);
      if (about === undefined || subjects.has(about)) continue;
      subjects.add(about);
      taken.add(reference);
    }
    return subjects;
  };
  const self = old.privatePath.leafIndex;
  const removed = take(({ proposal }) => ('remove' in proposal ? proposal.remove.removed : undefined), held, [self]);
  take(({ proposal, senderLeafIndex }) => ('update' in proposal ? senderLeafIndex : undefined), held.toReversed(), removed);
  const staying = old.ratchetTree.flatMap((node, index) =>
    node?.nodeType === 'leaf' && (index / 2 === self || !removed.has(index / 2)) ? (deviceOf(node.leaf.credential) ?? []) : [],
  );
  take(({ proposal }) => ('add' in proposal ? deviceOf(proposal.add.keyPackage.leafNode.credential) : undefined), held, staying);
  take(({ proposal }) => ('groupContextExtensions' in proposal ? 'extensions' : undefined));
  return held.flatMap(([reference]) => (taken.has(reference) ? [reference] : []));
}

/** The proposals that a commit refers to, in base64, as `unappliedProposals` has them. */
export const referencesIn = (covered: readonly ProposalOrRef[]): readonly string[] =>
  covered.flatMap((each) => (each.proposalOrRefType === 'reference' ? [bytesToBase64(each.reference)] : []));
