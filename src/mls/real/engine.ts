/**
 * The engine with real bytes, real keys and real failures: ts-mls under a cipher suite of our own. Where ts-mls departs from
 * RFC 9420, or could not be made deterministic, the operation is written here, on ts-mls's modules.
 */
import type { DeviceId } from '../../names.js';
import type { EntropyFor, MlsClient, MlsEngine } from '../engine.js';
import { cipherSuites } from './cipher-suite.js';
import { RealClient } from './client.js';
import { SharedWork } from './shared-work.js';
import { unshared } from './sharing.js';

export interface RealEngineOptions {
  /** The MLS name of the suite (RFC 9420 §17.1), without the `m.mls.v1.` of Matrix. */
  readonly cipherSuite: string;
  /**
   * Where all randomness comes from. Keys: (device, 'signature-key'), (device, 'key-package', its running number), (device,
   * 'group', room id), (device, 'commit', number), (device, 'proposal', number) and (device,
   * 'message', number).
   */
  readonly entropyFor: EntropyFor;
  /** Whether members share the work that comes out the same for them. Default: true; nothing else depends on it. */
  readonly share?: boolean;
}

export interface RealEngine extends MlsEngine {
  createClient(device: DeviceId): Promise<MlsClient>;
}

/** Throws a RangeError for a cipher suite that the engine does not speak. */
export function createRealEngine(options: RealEngineOptions): RealEngine {
  const suites = cipherSuites(options.cipherSuite);
  const sharing = options.share === false ? unshared : new SharedWork();
  return {
    kind: 'real',
    createClient: (device) => RealClient.create(device, suites, options.entropyFor, sharing),
  };
}
