/** Recovery episodes as bars. */
import { ENDINGS, type EpisodeSpan, type Series } from '../series/series.js';
import type { ChartSpec, Colour } from './chart-spec.js';

const DEVICES_DRAWN = 40;
const SPANS_DRAWN = 2_000;

const SHOWN: { readonly [E in EpisodeSpan['ending']]: readonly [label: string, colour: Colour] } = {
  by_window: ['back by a state that it kept', 'good'],
  by_welcome: ['back by a Welcome', 'fair'],
  by_return: ['its commit became current again', 'plain'],
  unrecovered: ['not back by the end', 'lost'],
};

export function recoveryChart({ episodes, faults, simulated_ms: to }: Series): ChartSpec {
  const devices = [...new Set(episodes.map(({ device }) => device))];
  const rows = devices.slice(0, DEVICES_DRAWN);
  const drawn = episodes.filter(({ device }) => rows.includes(device)).slice(0, SPANS_DRAWN);
  const left = episodes.length - drawn.length;
  return {
    name: 'recovery',
    title: 'When could devices not follow their server, and what brought them back?',
    note: `A bar goes from when sync showed a device, as current, a commit that its group state cannot reach, until it could follow again.${
      left === 0 ? '' : ` ${left} more are in the table only.`
    }`,
    x: { kind: 'time', to },
    y: { kind: 'names', title: 'device', names: rows },
    data: ENDINGS.filter((ending) => drawn.some((episode) => episode.ending === ending)).map((ending) => ({
      kind: 'spans',
      label: SHOWN[ending][0],
      colour: SHOWN[ending][1],
      spans: drawn
        .filter((episode) => episode.ending === ending)
        .map(({ device, from_ms, to_ms }) => ({ row: device, from: from_ms, to: to_ms })),
    })),
    faults,
    ...(episodes.length === 0 && { empty: 'Every device could follow its server all the time.' }),
    table: {
      columns: ['device', 'from (ms)', 'to (ms)', 'length (ms)', 'ending'],
      rows: episodes.map(({ device, from_ms, to_ms, ending }) => [
        device,
        from_ms,
        to_ms,
        Math.round((to_ms - from_ms) * 1_000) / 1_000,
        SHOWN[ending][0],
      ]),
    },
  };
}
