/** How often something happens, as a scenario writes it: `2/min`, `1/h`. */

/** Seconds in the unit after the stroke. */
const UNITS = { s: 1, min: 60, h: 3_600, d: 86_400 } as const;

export const RATE = /^\d+(\.\d+)?(e[+-]?\d+)?\/(s|min|h|d)$/;

const EXAMPLES = '2/min or 1/h (units: s, min, h, d)';

/** Times a second; undefined if `text` is no rate. */
export const parseRate = (text: string): number | undefined => {
  if (!RATE.test(text)) return undefined;
  const [amount, unit] = text.split('/');
  // The pattern has just matched one of these units.
  const perSecond = Number(amount) / UNITS[unit as keyof typeof UNITS];
  return Number.isFinite(perSecond) ? perSecond : undefined;
};

/** The shortest text that `parseRate` reads as exactly this rate. */
export const formatRate = (perSecond: number): string => {
  const exact = `${perSecond}/s`;
  const others = Object.entries(UNITS).map(([unit, size]) => `${Number((perSecond * size).toPrecision(15))}/${unit}`);
  return others.filter((text) => parseRate(text) === perSecond).reduce((best, text) => (text.length < best.length ? text : best), exact);
};

/** What is wrong with a value that should be a rate, and what to write instead. */
export const rateComplaint = (value: unknown): string => {
  if (typeof value === 'number') return `${value} has no unit: expected a rate, such as ${EXAMPLES}`;
  if (typeof value !== 'string') return `expected a rate, such as ${EXAMPLES}`;
  const [, amount, unit] = /^(\d+(?:\.\d+)?)\s*(?:\/|per)\s*([a-z]+)$/i.exec(value) ?? [];
  if (amount !== undefined && unit !== undefined) {
    const meant = Object.keys(UNITS).find((known) => known.startsWith(unit.toLowerCase().charAt(0)));
    return `"${unit}" is no unit of a rate${meant === undefined ? `: expected one such as ${EXAMPLES}` : `, did you mean "${amount}/${meant}"?`}`;
  }
  return `"${value}" is no rate: expected one such as ${EXAMPLES}`;
};
