/** A `security.window` that no client allows or uses: "larger than 7 days" (MSC4256, "State events"; H41). */
import { MAX_WINDOW_SECONDS } from '../room/msc4256/authenticated-data.js';
import { type Draft, EACH } from './draft.js';
import { parseDuration } from './durations.js';
import { type Finding, finding } from './problem.js';

export const longWindows = (draft: Draft): readonly Finding[] => [
  ...above(draft, ['room', 'security', 'window'], 'clients clamp it to 7 days'),
  ...above(draft, ['timeline', EACH, 'commit', 'security', 'window'], 'no client allows a window above 7 days, so this will be refused'),
];

const above = (draft: Draft, path: Parameters<Draft['texts']>[0], why: string): readonly Finding[] =>
  draft
    .texts(path)
    .filter(({ value }) => (parseDuration(value) ?? 0) > MAX_WINDOW_SECONDS * 1_000_000)
    .map((window) => finding(window.path, why));
