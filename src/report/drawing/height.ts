/** How high a picture is. */
import type { Axis, ChartSpec } from '../charts/chart-spec.js';

/** In pixels. */
const ROW_HEIGHT = 22;
const ROWS_WITHOUT_MORE = 10;

/** @param least in pixels; many rows get more */
export const heightOf = ({ y }: ChartSpec, least: number): number => least + Math.max(0, rowsOf(y) - ROWS_WITHOUT_MORE) * ROW_HEIGHT;

function rowsOf(axis: Axis): number {
  if (axis.kind === 'names') return axis.names.length;
  return axis.kind === 'values' ? axis.ticks.length : 0;
}
