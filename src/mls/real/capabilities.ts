/**
 * What the extensions of a group ask of its members, and what a leaf says that its member can do (RFC 9420 §7.2, §7.3, §11.1). Every
 * extension in use has to be supported by all members, and no list has two extensions of one type (§13.4).
 */
import { type Extension, extensionsSupportedByCapabilities } from 'ts-mls/extension.js';
import type { LeafNode } from 'ts-mls/leafNode.js';
import type { RatchetTree } from 'ts-mls/ratchetTree.js';
import { decodeRequiredCapabilities, type RequiredCapabilities } from 'ts-mls/requiredCapabilities.js';
import { check } from './failure.js';

export interface Demands {
  readonly extensions: readonly Extension[];
  readonly required: RequiredCapabilities;
}

/** Of a group with these extensions. Throws a Refusal if they are none that a group can have. */
export function demandsOf(extensions: readonly Extension[]): Demands {
  check(areOfDifferentTypes(extensions), 'an extension of the group stands there twice');
  const extension = extensions.find(({ extensionType }) => extensionType === 'required_capabilities');
  if (extension === undefined) return { extensions, required: { extensionTypes: [], proposalTypes: [], credentialTypes: [] } };
  const decoded = decodeRequiredCapabilities(extension.extensionData, 0)?.[0];
  check(decoded !== undefined, 'the required capabilities do not decode');
  return { extensions, required: decoded };
}

/** Throws a Refusal that names the first leaf that is not up to it. */
export function checkMembers(tree: RatchetTree, demands: Demands): void {
  for (const [index, node] of tree.entries()) if (node?.nodeType === 'leaf') checkCapable(node.leaf, `leaf ${index / 2}`, demands);
}

export function checkCapable(leaf: LeafNode, name: string, { extensions, required }: Demands): void {
  const { capabilities } = leaf;
  check(areOfDifferentTypes(leaf.extensions), `an extension of ${name} stands there twice`);
  check(
    supportsOwn(leaf) && extensionsSupportedByCapabilities([...extensions], capabilities),
    `${name} does not support an extension in use`,
  );
  // Every credential is basic, or another check has refused it.
  check(supportsBasic(leaf), `${name} does not support the others' credentials`);
  const capable =
    required.extensionTypes.every((type) => capabilities.extensions.includes(type)) &&
    required.proposalTypes.every((type) => capabilities.proposals.includes(type)) &&
    required.credentialTypes.every((type) => capabilities.credentials.includes(type));
  check(capable, `${name} lacks a required capability`);
}

/** Whether a leaf could stand in some group of these rooms. */
export const isConsistent = (leaf: LeafNode): boolean => areOfDifferentTypes(leaf.extensions) && supportsOwn(leaf) && supportsBasic(leaf);

export const areOfDifferentTypes = (extensions: readonly Extension[]): boolean =>
  new Set(extensions.map(({ extensionType }) => extensionType)).size === extensions.length;

const supportsOwn = ({ extensions, capabilities }: LeafNode): boolean => extensionsSupportedByCapabilities(extensions, capabilities);
const supportsBasic = ({ capabilities }: LeafNode): boolean => capabilities.credentials.includes('basic');
