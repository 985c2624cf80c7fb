/**
 * What the bytes that one run's engine has made stand for, by id. It is a table of sealed things: finding one gives nothing to
 * whoever lacks the key. Bytes are read once, however many devices look at them; nobody changes them once they are made.
 *
 * What a message stands for stays as long as the run, for whoever reads it late: some hundred bytes and its plaintext, and of a
 * commit its path. What a Welcome stands for, which holds a whole tree, goes as its newcomers use their key packages up. No epoch's
 * group and no message key hangs on any of them.
 */
import type { Entropy } from '../engine.js';
import type { CipherSuiteLengths } from './cipher-suites.js';
import type { KeyPackage } from './key-package.js';
import type { Proposal } from './proposals.js';
import type { Commit, PublicGroup } from './public-group.js';
import type { JoinerSecret, PathSecret, Sealed, SealedSenderData } from './secrets.js';
import type { KeyPlace, SealedContent } from './sender-ratchets.js';
import {
  decodeKeyPackage,
  decodeWelcome,
  ID_LENGTH,
  type PrivateMessageHeader,
  type ReadPrivateMessage,
  type ReadWelcome,
  readPrivateMessage,
  toBytes,
  toText,
} from './wire.js';

export type PrivateContent =
  | { readonly type: 'commit'; readonly commit: Commit }
  | { readonly type: 'proposal'; readonly proposal: Proposal }
  /** Of the plaintext, one character a byte: there are very many of these, and bytes of their own take twice the room. */
  | { readonly type: 'application'; readonly text: string };

/** A PrivateMessage (RFC 9420 §6.3). */
export interface PrivateMessage {
  readonly kind: 'private_message';
  readonly header: PrivateMessageHeader;
  readonly senderData: SealedSenderData<KeyPlace>;
  readonly content: SealedContent<PrivateContent>;
  /** Of the whole message, in bytes. */
  readonly length: number;
}

/** What a newcomer is told (RFC 9420 §12.4.3.1): its GroupSecrets, and the GroupInfo that they open. */
export interface GroupSecrets {
  readonly joiner: JoinerSecret;
  /** That of the lowest node above both the newcomer and the committer. */
  readonly pathSecret: PathSecret;
  readonly group: PublicGroup;
  /** The committer's leaf. */
  readonly signer: number;
}

export interface Welcome {
  readonly kind: 'welcome';
  /** By the reference of the key package, of those whose owner may still open them. */
  readonly secrets: Map<string, Sealed<GroupSecrets>>;
  /** Of the encrypted GroupInfo, in bytes. */
  readonly groupInfoLength: number;
}

type Content = PrivateMessage | Welcome | KeyPackage;

/** A received PrivateMessage: what its header says, and what is behind it as far as somebody left that alone. */
export interface ReceivedMessage extends PrivateMessageHeader {
  /** What its sender data stand for. Undefined: these, or what of the header is authenticated with them (§6.3.2), are not what was sent. */
  readonly found: PrivateMessage | undefined;
  /** Whether the content, and what of the header is authenticated with that (§6.3.1), are what was sent. */
  readonly isWhole: boolean;
}

export interface ReceivedWelcome extends ReadWelcome {
  readonly found: Welcome | undefined;
}

export class Contents {
  readonly #sample: number;
  /** Undefined: the id is taken. */
  readonly #byId = new Map<string, Content | undefined>();
  readonly #messages = new WeakMap<Uint8Array, ReceivedMessage | 'malformed'>();
  #lastBytes: Uint8Array | undefined;
  #lastMessage: ReceivedMessage | 'malformed' = 'malformed';
  #lastText = '';
  #lastPlaintext: Uint8Array = new Uint8Array();
  readonly #welcomes = new WeakMap<Uint8Array, ReceivedWelcome | 'malformed'>();

  constructor({ hash }: CipherSuiteLengths) {
    this.#sample = hash;
  }

  /** An id that nothing has yet. Only where a caller uses a number twice is more than one drawn. */
  takeId(draw: Entropy): string {
    for (;;) {
      const id = toText(draw(ID_LENGTH));
      if (this.#byId.has(id)) continue;
      this.#byId.set(id, undefined);
      return id;
    }
  }

  add(id: string, content: Content): void {
    this.#byId.set(id, content);
  }

  message(bytes: Uint8Array): ReceivedMessage | 'malformed' {
    // Device after device looks at one message.
    if (bytes !== this.#lastBytes) {
      this.#lastMessage = remembered(this.#messages, bytes, this.#receive);
      this.#lastBytes = bytes;
    }
    return this.#lastMessage;
  }

  readonly #receive = (bytes: Uint8Array): ReceivedMessage | 'malformed' => {
    const read = readPrivateMessage(bytes, this.#sample);
    const content = read?.id === undefined ? undefined : this.#byId.get(read.id);
    return read === undefined ? 'malformed' : received(read, content?.kind === 'private_message' ? content : undefined);
  };

  /** Of a message, from its text. */
  plaintext(text: string): Uint8Array {
    // Likewise.
    if (text !== this.#lastText) {
      this.#lastText = text;
      this.#lastPlaintext = toBytes(text);
    }
    return this.#lastPlaintext;
  }

  welcome(bytes: Uint8Array): ReceivedWelcome | 'malformed' {
    return remembered(this.#welcomes, bytes, this.#receiveWelcome);
  }

  readonly #receiveWelcome = (bytes: Uint8Array): ReceivedWelcome | 'malformed' => {
    const read = decodeWelcome(bytes);
    const found = read?.id === undefined ? undefined : this.#byId.get(read.id);
    return read === undefined ? 'malformed' : { ...read, found: found?.kind === 'welcome' ? found : undefined };
  };

  /** The key package is gone, and with it whatever opens these secrets. */
  usedUp({ found }: ReceivedWelcome, reference: string): void {
    found?.secrets.delete(reference);
  }

  /** Undefined: the bytes are no key package, or somebody has touched them. */
  keyPackage(bytes: Uint8Array): KeyPackage | undefined {
    const id = decodeKeyPackage(bytes);
    const found = id === undefined ? undefined : this.#byId.get(id);
    return found?.kind === 'key_package' && found.size === bytes.length ? found : undefined;
  }
}

function received(read: ReadPrivateMessage, named: PrivateMessage | undefined): ReceivedMessage {
  const { groupId, epoch, contentType, authenticatedData, length, isWhole } = read;
  const header = named?.header;
  const isFound = header !== undefined && header.groupId === groupId && header.epoch === epoch && header.contentType === contentType;
  if (!isFound) return { groupId, epoch, contentType, authenticatedData, found: undefined, isWhole: false };
  const whole = isWhole && named?.length === length && header.authenticatedData === authenticatedData;
  return { groupId, epoch, contentType, authenticatedData: header.authenticatedData, found: named, isWhole: whole };
}

function remembered<Read extends object | string>(
  table: WeakMap<Uint8Array, Read>,
  bytes: Uint8Array,
  read: (bytes: Uint8Array) => Read,
): Read {
  let known = table.get(bytes);
  if (known === undefined) {
    known = read(bytes);
    table.set(bytes, known);
  }
  return known;
}
