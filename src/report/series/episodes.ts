/** The times that devices could not follow their server, as a chart shows them. */
import type { DeviceNumbers } from '../../observe/device-set.js';
import type { ToldEpisode } from '../../observe/metrics/recovery.js';
import type { EpisodeSpan } from './series.js';

/** In the order in which they began, and by device. @param end of the run, in µs */
export const episodeSpans = (episodes: readonly ToldEpisode[], numbers: DeviceNumbers, end: number): readonly EpisodeSpan[] =>
  episodes
    .map(({ device, openedAt, ended }) => ({
      device: numbers.device(device),
      from_ms: openedAt / 1_000,
      to_ms: (ended?.at ?? end) / 1_000,
      ending: ended?.how ?? ('unrecovered' as const),
    }))
    .sort((a, b) => a.from_ms - b.from_ms || (a.device < b.device ? -1 : 1));
