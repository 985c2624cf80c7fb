/** LabeledExtract and LabeledExpand of HPKE (RFC 9180 §4). `suite` is the suite id of the protocol's part that asks. */
import { concat, uint16, utf8 } from './bytes.js';
import type { Kdf } from './kdf.js';

const version = utf8('HPKE-v1');

export const labeledExtract = (kdf: Kdf, suite: Uint8Array, salt: Uint8Array, label: string, inputKey: Uint8Array): Uint8Array =>
  kdf.extract(salt, concat(version, suite, utf8(label), inputKey));

export const labeledExpand = (kdf: Kdf, suite: Uint8Array, key: Uint8Array, label: string, info: Uint8Array, length: number): Uint8Array =>
  kdf.expand(key, concat(uint16(length), version, suite, utf8(label), info), length);
