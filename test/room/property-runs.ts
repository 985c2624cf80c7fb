/**
 * How often the properties of random rooms are tried: as often as each asks for, or, to look deeper by hand,
 *
 *     SCHISM_PROPERTY_RUNS=20000 npx vitest run test/room/msc4256/delivery-properties.test.ts
 */
const asked = process.env.SCHISM_PROPERTY_RUNS;

/** @param usual how often in everyday runs of the tests */
export const propertyRuns = (usual: number): { readonly numRuns: number } => ({ numRuns: asked === undefined ? usual : Number(asked) });

/** For tests that use `propertyRuns`: more runs take longer. */
export const PROPERTY_TIMEOUT_MS = asked === undefined ? 30_000 : 3_600_000;
