/**
 * Secrets as knowledge. An object of these classes *is* the secret: whoever holds it knows it, and what the key schedule derives
 * from it (RFC 9420 §7.4, §8); nobody else gets there, and no text or number stands for it. What is sealed under a key gives its
 * content to whoever holds that key, and to nobody else.
 *
 * Signatures, confirmation tags and parent hashes have no object. They say who made what and that all hold the same, and here
 * nobody can make what they rule out: a commit is made by the one who made it, and a context's name, as its hash would, says what it is.
 */

import { EncryptionSecret } from './sender-ratchets.js';

/** The public half of a key pair, known by its identity alone. */
export class PublicKey {
  // Else any object would do.
  readonly #isPublicKey = true;

  static is(value: object): value is PublicKey {
    return #isPublicKey in value;
  }
}

export class PrivateKey {
  readonly publicKey = new PublicKey();
}

/** Sealed to a public key (HPKE, RFC 9420 §5.1.3). */
export class Sealed<Content> {
  readonly #to: PublicKey;
  readonly #content: Content;

  constructor(to: PublicKey, content: Content) {
    this.#to = to;
    this.#content = content;
  }

  /** Undefined if it was sealed to another key. */
  open(key: PrivateKey): Content | undefined {
    return key.publicKey === this.#to ? this.#content : undefined;
  }
}

/** A path secret (RFC 9420 §7.4): with it one knows those of all nodes above on the same path, and the commit secret after the last. */
export class PathSecret {
  #nodeKey: PrivateKey | undefined;
  #next: PathSecret | undefined;

  get nodeKey(): PrivateKey {
    this.#nodeKey ??= new PrivateKey();
    return this.#nodeKey;
  }

  get next(): PathSecret {
    this.#next ??= new PathSecret();
    return this.#next;
  }
}

/** The secret that encrypts who sent a message (RFC 9420 §6.3.2). */
export class SenderDataSecret {
  seal<Content>(content: Content): SealedSenderData<Content> {
    return new SealedSenderData(this, content);
  }
}

export class SealedSenderData<Content> {
  readonly #secret: SenderDataSecret;
  readonly #content: Content;

  constructor(secret: SenderDataSecret, content: Content) {
    this.#secret = secret;
    this.#content = content;
  }

  /** Undefined if it was encrypted under another secret. */
  open(secret: SenderDataSecret): Content | undefined {
    return secret === this.#secret ? this.#content : undefined;
  }
}

/** What of an epoch's secrets a member keeps (RFC 9420 §8). Its message keys are a matter of their own: they go one by one (§9.2). */
export class EpochSecrets {
  readonly senderData = new SenderDataSecret();
  // Weak, so that a state that is kept does not keep what commits led to that are gone.
  readonly #joiners = new WeakMap<PathSecret, JoinerSecret>();

  /** From the init secret of this epoch and the commit secret of the commit that ends it. */
  joiner(commitSecret: PathSecret): JoinerSecret {
    let joiner = this.#joiners.get(commitSecret);
    if (joiner === undefined) {
      joiner = new JoinerSecret();
      this.#joiners.set(commitSecret, joiner);
    }
    return joiner;
  }
}

/** What one comes by who enters an epoch. */
export interface EpochStart {
  readonly secrets: EpochSecrets;
  /** All message keys follow from it, so nobody keeps it: what a member keeps of it are its ratchets, from which each key goes once used. */
  readonly encryption: EncryptionSecret;
}

/** What leads to an epoch's secrets, together with its context, and is told to those who are added. */
export class JoinerSecret {
  readonly #epochs = new Map<string, EpochStart>();

  /** @param context the name of the group context */
  epoch(context: string): EpochStart {
    let start = this.#epochs.get(context);
    if (start === undefined) {
      start = { secrets: new EpochSecrets(), encryption: new EncryptionSecret() };
      this.#epochs.set(context, start);
    }
    return start;
  }
}
