/**
 * What every group and every member of these rooms has in common: the capabilities that a leaf announces, the extensions of a
 * group, and how a client is configured. All of it is spelt out: ts-mls's defaults draw random GREASE values and keep past
 * epochs.
 */
import type { Capabilities } from 'ts-mls/capabilities.js';
import type { ClientConfig } from 'ts-mls/clientConfig.js';
import type { Extension } from 'ts-mls/extension.js';
import type { Lifetime } from 'ts-mls/lifetime.js';
import { encodeRequiredCapabilities } from 'ts-mls/requiredCapabilities.js';
import { decodeIdentity } from '../credential.js';
import { decodeEncryptedState, encodeEncryptedState, encryptedStateExtension } from '../encrypted-state.js';
import type { EncryptedState, Lifetime as GivenLifetime } from '../engine.js';
import { messageKeyLimits, messagePaddedTo } from '../limits.js';
import { bytesEqual } from './bytes.js';
import { demandsOf } from './capabilities.js';
import type { CipherSuite } from './cipher-suite.js';
import { sameClient } from './credentials.js';

/** The extension that marks a key package as the one to be used when no other is left (draft-ietf-mls-extensions, §3). */
const lastResortExtension = 0x000a;

export const capabilities = (suite: CipherSuite): Capabilities => ({
  versions: ['mls10'],
  ciphersuites: [suite.name],
  extensions: [lastResortExtension, encryptedStateExtension],
  proposals: [],
  credentials: ['basic'],
});

/** Never judged here by a clock: that is the client's, who has the simulated one. */
export const lifetimeOf = ({ notBefore, notAfter }: GivenLifetime): Lifetime => ({
  notBefore: BigInt(notBefore),
  notAfter: BigInt(notAfter),
});

export const keyPackageExtensions = (lastResort: boolean): Extension[] =>
  lastResort ? [{ extensionType: lastResortExtension, extensionData: new Uint8Array() }] : [];

/** The extensions of a group context: "The extension is a required extension and has to be supported by all group members" (MSC4256). */
export const groupExtensions = (state: EncryptedState): Extension[] => [
  {
    extensionType: 'required_capabilities',
    extensionData: encodeRequiredCapabilities({ extensionTypes: [encryptedStateExtension], proposalTypes: [], credentialTypes: ['basic'] }),
  },
  { extensionType: encryptedStateExtension, extensionData: encodeEncryptedState(state) },
];

/**
 * The encrypted state in a group context. Undefined if it is missing or not valid, or not what the group requires of its members:
 * "The extension is a required extension" (MSC4256, "Encrypted state events"). Throws a Refusal for extensions that no group can have.
 */
export function readEncryptedState(extensions: readonly Extension[]): EncryptedState | undefined {
  const { required } = demandsOf(extensions);
  const extension = extensions.find((candidate) => candidate.extensionType === encryptedStateExtension);
  return extension && required.extensionTypes.includes(encryptedStateExtension) ? decodeEncryptedState(extension.extensionData) : undefined;
}

export const clientConfig: ClientConfig = {
  keyRetentionConfig: {
    retainKeysForGenerations: messageKeyLimits.retained,
    maximumForwardRatchetSteps: messageKeyLimits.forward,
    // Past states are held by the client alone, for as long as the room's window says.
    retainKeysForEpochs: 0,
  },
  lifetimeConfig: { maximumTotalLifetime: 2n ** 64n - 1n, validateLifetimeOnReceive: false },
  keyPackageEqualityConfig: sameClient,
  paddingConfig: { kind: 'padUntilLength', padUntilLength: messagePaddedTo },
  authService: {
    /** A credential speaks for the key that it names. Whether a user's identity vouches for that key is the client's to check. */
    async validateCredential(credential, signatureKey) {
      const identity = credential.credentialType === 'basic' ? decodeIdentity(credential.identity) : undefined;
      return identity !== undefined && bytesEqual(identity.signatureKey, signatureKey);
    },
  },
};
