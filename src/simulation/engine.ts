/**
 * The MLS engine that a scenario asks for. Loaded when it is needed: the real one needs node:crypto, the rest of a run does not.
 */
import type { Draws } from '../kernel/draws.js';
import type { MlsEngine } from '../mls/engine.js';
import type { Scenario } from '../scenario/scenario.js';

/** A scenario that wants something which is not there. */
export class UnavailableError extends Error {
  override readonly name = 'UnavailableError';
}

/** @throws UnavailableError where there is no such engine, RangeError where it does not speak the cipher suite. */
export async function engineOf({ mls, room }: Scenario, draws: Draws): Promise<MlsEngine> {
  if (mls === 'symbolic') throw new UnavailableError('there is no symbolic MLS engine yet');
  const { createRealEngine } = await import('../mls/real/engine.js');
  return createRealEngine({ cipherSuite: room.cipherSuite, entropyFor: (purpose, ...key) => draws.bytes('mls', purpose, ...key) });
}
