/** Virtual time along an axis: the unit and the ticks that a person would choose. */

const SIXTIES = [0.1, 0.2, 0.5, 1, 2, 5, 10, 15, 20, 30];
const UNITS = [
  { name: 's', length: 1_000, until: 3 * 60_000, steps: SIXTIES },
  { name: 'min', length: 60_000, until: 3 * 3_600_000, steps: SIXTIES },
  { name: 'h', length: 3_600_000, until: 4 * 86_400_000, steps: [0.5, 1, 2, 3, 4, 6, 12, 24] },
  { name: 'd', length: 86_400_000, until: Number.POSITIVE_INFINITY, steps: [0.5, 1, 2, 5, 7, 14, 28] },
] as const;
export const TICKS_MOST = 13;

export interface TimeScale {
  readonly unit: string;
  /** Between ticks, in ms. */
  readonly step: number;
  /** What a tick says, without the unit. */
  tick(milliseconds: number): string;
  /** A time in full, to a thousandth of the unit. */
  words(milliseconds: number): string;
}

/** @param to where the axis ends, in ms */
export function timeScale(to: number): TimeScale {
  const { name, length, steps } = UNITS.find(({ until }) => to <= until) ?? UNITS[0];
  const step = steps.find((each) => to / (each * length) <= TICKS_MOST) ?? Math.ceil(to / length / TICKS_MOST);
  const inUnit = (milliseconds: number): number => Math.round((milliseconds / length) * 1_000) / 1_000;
  return {
    unit: name,
    step: step * length,
    tick: (milliseconds) => String(inUnit(milliseconds)),
    words: (milliseconds) => `${inUnit(milliseconds)} ${name}`,
  };
}
