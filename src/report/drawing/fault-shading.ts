/** Faults along a time axis: shaded, with their names above the plot in as many lanes as it takes that none covers another. */
import type { FaultSpan } from '../series/series.js';
import { shortened } from './shortened.js';
import type { Theme } from './theme.js';

/** How a picture is drawn, as far as it matters here. */
interface Style {
  readonly theme: Theme;
  readonly font: string;
}

const LANES_MOST = 4;
/** In pixels. */
const LANE_HEIGHT = 15;
const CHARACTER_WIDTH = 5.8;
const LABEL_PADDING = 8;
const LABEL_SIZE = 10;

const NAMES: { readonly [K in FaultSpan['kind']]: string } = {
  partition: 'partition',
  crash: 'crash',
  offline: 'offline',
  clock: 'clock',
  compromise: 'copied',
};

interface Placed {
  readonly fault: FaultSpan;
  readonly text: string;
  /** Undefined: there is no room for its name. */
  readonly lane: number | undefined;
  /** Which end of the fault its name begins or ends at. */
  readonly side: 'start' | 'end';
}

export interface FaultShading {
  /** As chartjs-plugin-annotation takes them, whose types do not resolve here. */
  readonly annotations: Readonly<Record<string, object>>;
  /** How much room names take above the plot, in pixels. */
  readonly height: number;
}

/**
 * @param to where the axis ends, in ms
 * @param width of the plot, in pixels, about
 */
export function faultShading(faults: readonly FaultSpan[], to: number, width: number, style: Style): FaultShading {
  const placed = inLanes(faults, to, width);
  const lanes = Math.max(0, ...placed.map(({ lane }) => (lane ?? -1) + 1));
  const annotations = placed.map((each, place) => [`fault${place}`, annotationOf(each, style)] as const);
  return { annotations: Object.fromEntries(annotations), height: lanes * LANE_HEIGHT };
}

const faultName = ({ kind, name }: FaultSpan): string => `${NAMES[kind]} ${shortened(name)}`;

function inLanes(faults: readonly FaultSpan[], to: number, width: number): readonly Placed[] {
  const free: number[] = [];
  return faults.map((fault) => {
    const text = faultName(fault);
    const length = text.length * CHARACTER_WIDTH + LABEL_PADDING;
    const [from, until] = [(fault.from_ms / to) * width, (fault.to_ms / to) * width];
    const side = from + length <= width ? 'start' : 'end';
    const begins = side === 'start' ? from : Math.max(0, until - length);
    const open = free.findIndex((since) => since <= begins);
    const lane = open < 0 ? free.length : open;
    if (lane >= LANES_MOST) return { fault, text, lane: undefined, side };
    free[lane] = begins + length;
    return { fault, text, lane, side };
  });
}

function annotationOf({ fault, text, lane, side }: Placed, { theme, font }: Style): object {
  return {
    type: 'box',
    xMin: fault.from_ms,
    xMax: fault.to_ms,
    backgroundColor: theme.shade,
    borderColor: theme.shadeEdge,
    borderWidth: 1,
    drawTime: 'beforeDatasetsDraw',
    label: {
      display: lane !== undefined,
      drawTime: 'afterDraw',
      content: text,
      color: theme.faint,
      font: { family: font, size: LABEL_SIZE, weight: 'normal', style: 'normal' },
      padding: 0,
      position: { x: side, y: 'start' },
      yAdjust: -((lane ?? 0) + 1) * LANE_HEIGHT,
    },
  };
}
