/** Key packages (RFC 9420 §10), and what their owner alone holds of one. */
import type { Lifetime } from '../engine.js';
import type { Leaf } from './ratchet-tree.js';
import type { PrivateKey, PublicKey } from './secrets.js';

export interface KeyPackage {
  readonly kind: 'key_package';
  /** The hash reference (RFC 9420 §5.2), one character a byte. */
  readonly reference: string;
  readonly initKey: PublicKey;
  readonly leaf: Leaf;
  /** What the credential in the leaf says (`credential.ts`). */
  readonly identity: Uint8Array;
  readonly lifetime: Lifetime;
  /** Encoded, in bytes. */
  readonly size: number;
}

export interface HeldKeyPackage {
  readonly publicPackage: KeyPackage;
  readonly initKey: PrivateKey;
  readonly leafKey: PrivateKey;
  readonly lastResort: boolean;
}
