/** What property tests of MSC4256 rooms draw from. */
import { dag } from './dag.js';
import { reading } from './reading.js';
import { scenario } from './scenario.js';

/**
 * Arbitraries of fast-check.
 *
 * - `scenario(constraints?)`: scenarios, which `simulate` takes
 * - `dag(constraints?)`: rooms as DAGs of events, which `resolve` takes
 * - `reading()`: what `rules` of either may say: any reading of the MSC with any other
 */
export const arbitraries = { scenario, dag, reading };
