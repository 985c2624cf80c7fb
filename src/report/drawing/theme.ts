/** Colours for paper and for a dark screen. The qualitative ones are those of Okabe and Ito, which people without red or green can tell apart. */
import type { COLOURS, Colour } from '../charts/chart-spec.js';

export interface Theme {
  readonly paper: string;
  readonly ink: string;
  readonly faint: string;
  readonly grid: string;
  readonly shade: string;
  readonly shadeEdge: string;
  readonly roles: { readonly [Role in (typeof COLOURS)[number]]: string };
  readonly lines: readonly string[];
}

export const LIGHT: Theme = {
  paper: '#ffffff',
  ink: '#1b1f24',
  faint: '#59636e',
  grid: '#e4e7eb',
  shade: 'rgba(213, 94, 0, 0.10)',
  shadeEdge: 'rgba(160, 70, 0, 0.55)',
  roles: {
    good: '#009e73',
    fair: '#7fceb9',
    hidden: '#e69f00',
    lost: '#b3202c',
    foreign: '#cc79a7',
    deleted: '#7a4fa3',
    open: '#a5adb8',
    plain: '#0072b2',
  },
  lines: ['#0072b2', '#d55e00', '#009e73', '#cc79a7', '#8a6d00', '#56b4e9', '#7a4fa3', '#59636e'],
};

export const DARK: Theme = {
  paper: '#14171b',
  ink: '#e8eaed',
  faint: '#a3acb8',
  grid: '#2c3239',
  shade: 'rgba(255, 150, 60, 0.14)',
  shadeEdge: 'rgba(255, 170, 90, 0.6)',
  roles: {
    good: '#2fc79b',
    fair: '#1c7a60',
    hidden: '#f0b429',
    lost: '#f2646f',
    foreign: '#e39cc4',
    deleted: '#b18be0',
    open: '#6b7580',
    plain: '#56b4e9',
  },
  lines: ['#56b4e9', '#ff8c42', '#2fc79b', '#e39cc4', '#e3c34a', '#9ad0f5', '#b18be0', '#a3acb8'],
};

export const colourOf = (theme: Theme, colour: Colour): string =>
  typeof colour === 'string' ? theme.roles[colour] : (theme.lines[colour % theme.lines.length] ?? theme.ink);

/** Two colours as `#rrggbb`, the second one to a part of one. */
export function mixed(from: string, to: string, part: number): string {
  const channel = (at: number): string => {
    const [a, b] = [from, to].map((colour) => Number.parseInt(colour.slice(at, at + 2), 16)) as [number, number]; // as many as there are colours
    return Math.round(a + (b - a) * part)
      .toString(16)
      .padStart(2, '0');
  };
  return `#${[1, 3, 5].map(channel).join('')}`;
}
