/**
 * A chart as data: the page, the PNG and the SVG are drawn from the same one, and so is the CSV beside them. A spec holds nothing
 * that depends on where it is drawn: colours are roles, times are milliseconds.
 */
import type { FaultSpan } from '../series/series.js';

export interface ChartSpec {
  /** What its files are called. */
  readonly name: string;
  /** The question that it answers. */
  readonly title: string;
  /** How to read it, and what of the data is not drawn. */
  readonly note: string;
  readonly x: Axis;
  readonly y: Axis;
  /** In the order in which they are drawn, or stacked. */
  readonly data: readonly ChartData[];
  /** Shaded along a time axis; empty where there is none. */
  readonly faults: readonly FaultSpan[];
  /** What stands in the place of data, where there is none. */
  readonly empty?: string;
  readonly table: Table;
}

export type Axis =
  /** Virtual time in milliseconds, from 0 to `to`. */
  | { readonly kind: 'time'; readonly to: number }
  /** `title` names the unit. `whole`: only whole numbers make sense. From 0 on, and as far as the data go, unless it says otherwise. */
  | { readonly kind: 'number'; readonly title: string; readonly whole: boolean; readonly from?: number; readonly to?: number }
  | { readonly kind: 'names'; readonly title: string; readonly names: readonly string[] }
  /** Values that somebody chose, each with its tick. `by_factors`: equal factors are equally long. `downwards`: the first one is on top. */
  | {
      readonly kind: 'values';
      readonly title: string;
      readonly ticks: readonly Tick[];
      readonly by_factors?: true;
      readonly downwards?: true;
    };

export type ChartData =
  /** From each point on the value is the same, until the next. A value of null: there is none. */
  | { readonly kind: 'steps'; readonly label: string; readonly colour: Colour; readonly points: readonly StepPoint[] }
  | { readonly kind: 'line'; readonly label: string; readonly colour: Colour; readonly points: readonly Point[] }
  /** On top of each other; a value for each name of the x axis. */
  | { readonly kind: 'bars'; readonly label: string; readonly colour: Colour; readonly values: readonly number[] }
  /** On top of each other, `width` wide and with their middle at x. */
  | { readonly kind: 'columns'; readonly label: string; readonly colour: Colour; readonly width: number; readonly points: readonly Point[] }
  /** From when to when, in the row of a name of the y axis. */
  | { readonly kind: 'spans'; readonly label: string; readonly colour: Colour; readonly spans: readonly Span[] }
  /** A line through estimates, and a band from the low ends of their intervals to the high ones. */
  | { readonly kind: 'curve'; readonly label: string; readonly colour: Colour; readonly points: readonly EstimatePoint[] }
  /** Marks with bars from the low ends of their intervals to the high ones, along the y axis or, where it says so, the x axis. */
  | {
      readonly kind: 'estimates';
      readonly label: string;
      readonly colour: Colour;
      readonly along: 'x' | 'y';
      readonly points: readonly EstimatePoint[];
    }
  | { readonly kind: 'dots'; readonly label: string; readonly colour: Colour; readonly points: readonly Point[] }
  /** For each name of the x axis the quartiles and the reach of some numbers. */
  | { readonly kind: 'boxes'; readonly label: string; readonly colour: Colour; readonly numbers: readonly (readonly number[])[] }
  /** Squares of names of both axes, the stronger their colour the higher. */
  | { readonly kind: 'heat'; readonly label: string; readonly colour: Colour; readonly cells: readonly Cell[] };

export interface Point {
  readonly x: number;
  readonly y: number;
}

export interface StepPoint {
  readonly x: number;
  readonly y: number | null;
  /** Drawn dashed, from a cross on. */
  readonly dashed?: true;
}

export interface Tick {
  readonly at: number;
  readonly text: string;
}

/** No value: nothing is known. No ends: its interval is not. */
export interface EstimatePoint {
  readonly x: number | null;
  readonly y: number | null;
  readonly low: number | null;
  readonly high: number | null;
  /** In words. */
  readonly told: string;
  /** What stands beside it. */
  readonly mark?: string;
}

export interface Cell {
  readonly x: string;
  readonly y: string;
  readonly value: number | null;
  /** What stands in it. */
  readonly short: string;
  readonly told: string;
}

export interface Span {
  readonly row: string;
  readonly from: number;
  readonly to: number;
}

/** What a colour means; each theme has its own for it. */
export const COLOURS = ['good', 'fair', 'hidden', 'lost', 'foreign', 'deleted', 'open', 'plain'] as const;
/** A role, or the number of a line among several of one kind. */
export type Colour = (typeof COLOURS)[number] | number;

/** The numbers of a chart, all of them: what a CSV holds, and who cannot see the chart reads. */
export interface Table {
  /** With their units. */
  readonly columns: readonly string[];
  readonly rows: readonly (readonly (string | number | null)[])[];
}
