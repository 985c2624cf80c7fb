/** Readings of the MSC, any of them with any other. */
import fc from 'fast-check';
import { READING_VALUES, type Reading } from '../../room/msc4256/reading.js';

/** What `rules` of a scenario or a DAG may say; what it does not say is as in the baseline. */
export const reading = (): fc.Arbitrary<Partial<Reading>> =>
  fc.record(Object.fromEntries(Object.entries(READING_VALUES).map(([knob, values]) => [knob, fc.constantFrom(...values)])), {
    requiredKeys: [],
  }) as fc.Arbitrary<Partial<Reading>>; // each knob has one of its values
