/**
 * The MLS engine that a scenario asks for. Loaded when it is needed: the real one needs node:crypto, the rest of a run does not.
 */
import type { Draws } from '../kernel/draws.js';
import type { MlsEngine } from '../mls/engine.js';
import type { Scenario } from '../scenario/scenario.js';

/** @throws RangeError where the engine does not speak the cipher suite. */
export async function engineOf({ mls, room: { cipherSuite } }: Scenario, draws: Draws): Promise<MlsEngine> {
  const entropyFor = (purpose: string | number, ...key: readonly (string | number)[]) => draws.bytes('mls', purpose, ...key);
  if (mls === 'symbolic') {
    const { createSymbolicEngine } = await import('../mls/symbolic/engine.js');
    return createSymbolicEngine({ cipherSuite, entropyFor });
  }
  const { createRealEngine } = await import('../mls/real/engine.js');
  return createRealEngine({ cipherSuite, entropyFor });
}
