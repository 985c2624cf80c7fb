/**
 * The engine without cryptography. What a member could derive with the real one, it knows here, and nothing else; what it
 * could not open, it cannot open here, and fails in the same way; and every message is as long as the real one, to the byte.
 * What it leaves out is what nobody who speaks through this interface could make: a message with a forged signature, a path
 * that leads elsewhere than it says, a tree in a Welcome that is not the group's.
 */
import type { EntropyFor, MlsEngine } from '../engine.js';
import { cipherSuiteLengths } from './cipher-suites.js';
import { SymbolicClient } from './client.js';
import { Contents } from './contents.js';
import { Epochs } from './epochs.js';
import { MessageSizes } from './sizes.js';

export interface SymbolicEngineOptions {
  /** The MLS name of the suite (RFC 9420 §17.1), without the `m.mls.v1.` of Matrix. */
  readonly cipherSuite: string;
  /**
   * What tells things apart comes from here. Keys: (device, 'signature-key'), (device, 'key-package', its running number), (device,
   * 'group', room id), (device, 'commit' or 'welcome', number of the commit), (device, 'proposal', number) and (device, 'message',
   * number).
   */
  readonly entropyFor: EntropyFor;
}

/** Throws a RangeError for a cipher suite that the engine does not speak. */
export function createSymbolicEngine({ cipherSuite, entropyFor }: SymbolicEngineOptions): MlsEngine {
  const suite = cipherSuiteLengths(cipherSuite);
  const shared = { suite, sizes: new MessageSizes(suite), contents: new Contents(suite), epochs: new Epochs(), entropyFor };
  return { kind: 'symbolic', createClient: (device) => new SymbolicClient(device, shared) };
}
