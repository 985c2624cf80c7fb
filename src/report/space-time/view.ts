/**
 * What of a story is to be drawn: of the lanes that are shown and a stretch of time, or of one event, commit or message. Found by
 * bisection, so that it takes as long as there is to see and not as the story is long; where that is more than anybody could tell
 * apart, an even selection is drawn, and how much is left out is said.
 */
import type { Arrow, Current, Mark, Story } from './story.js';

export interface Wanted {
  /** In ms. */
  readonly from: number;
  readonly to: number;
  /** By place in the story's lanes; in the order in which they are drawn. */
  readonly lanes: readonly number[];
  /** Only what is about what bears this name, if any. */
  readonly about: string | undefined;
}

export interface View {
  readonly marks: readonly Mark[];
  readonly arrows: readonly Arrow[];
  readonly currents: readonly Current[];
  /** Marks and arrows that are there and not drawn. */
  readonly leftOut: number;
}

/** Of marks and of arrows each. */
export const DRAWN_MOST = 4_000;

export function viewOf(story: Story, { from, to, lanes, about }: Wanted): View {
  const shown = new Set(lanes);
  const marks: Mark[] = [];
  for (let at = firstFrom(story.marks, from); at < story.marks.length; at++) {
    const mark = story.marks[at] as Mark; // `at` is one of its places
    if (mark.at > to) break;
    if (shown.has(mark.lane) && (about === undefined || mark.about.includes(about))) marks.push(mark);
  }
  const arrows: Arrow[] = [];
  // An arrow may have been sent before, and still be under way.
  for (let at = firstFrom(story.arrows, from - story.longest); at < story.arrows.length; at++) {
    const arrow = story.arrows[at] as Arrow; // likewise
    if (arrow.at > to) break;
    if (arrow.arrives < from || !shown.has(arrow.from) || !shown.has(arrow.to)) continue;
    if (about === undefined || isAbout(arrow, about)) arrows.push(arrow);
  }
  const currents = story.currents.filter((current) => shown.has(current.lane) && current.from <= to && current.to >= from);
  const [some, others] = [thinned(marks, ({ isBad }) => isBad), thinned(arrows, ({ fate }) => fate !== 'arrives')];
  return { marks: some, arrows: others, currents, leftOut: marks.length - some.length + arrows.length - others.length };
}

/** Names are the last word of what the network calls a thing. */
const isAbout = ({ thing }: Arrow, name: string): boolean => thing === name || thing.endsWith(` ${name}`);

/** The first place at that time or later. */
export function firstFrom(sorted: readonly { readonly at: number }[], time: number): number {
  let from = 0;
  let to = sorted.length;
  while (from < to) {
    const middle = (from + to) >>> 1;
    if ((sorted[middle]?.at ?? time) < time) from = middle + 1;
    else to = middle;
  }
  return from;
}

/** Not more than can be drawn: what matters first, and of the rest every so many, in the order of time. */
function thinned<T>(all: readonly T[], matters: (one: T) => boolean): readonly T[] {
  if (all.length <= DRAWN_MOST) return all;
  const important = all.filter(matters);
  const kept = new Set(everySoMany(important, DRAWN_MOST));
  const rest = all.filter((one) => !matters(one));
  for (const one of everySoMany(rest, DRAWN_MOST - kept.size)) kept.add(one);
  return all.filter((one) => kept.has(one));
}

function everySoMany<T>(all: readonly T[], most: number): readonly T[] {
  if (all.length <= most) return all;
  return Array.from({ length: most }, (_, place) => all[Math.floor((place * all.length) / most)] as T); // below its length
}
