/** Epochs by server over time, and where servers stood on a branch that lost. */
import type { EpochStep, Series, ServerEpochs } from '../series/series.js';
import type { ChartSpec, StepPoint } from './chart-spec.js';
import { thinned } from './thinned.js';

const SERVERS_DRAWN = 8;
/** Lines of servers that agree would lie on each other. */
const APART = 0.06;
/** Above and below, in epochs. */
const MARGIN = 0.4;

export function epochsChart({ epochs, faults, simulated_ms: to }: Series): ChartSpec {
  const drawn = [...epochs].sort((a, b) => interest(b) - interest(a)).slice(0, SERVERS_DRAWN);
  const lines = epochs.filter((server) => drawn.includes(server));
  const left = epochs.length - lines.length;
  const highest = lines.flatMap(({ steps }) => steps).reduce((most, { epoch }) => Math.max(most, epoch ?? 0), 0);
  return {
    name: 'epochs',
    title: 'In which epoch was each server, and where did they fork?',
    note: `The epoch that each server’s current commit ends. Dashed, from a cross on: that commit is not on the chain that the room ended with. Lines are drawn a little apart so that all can be seen.${
      left === 0 ? '' : ` ${left} more servers are in the table only.`
    }`,
    x: { kind: 'time', to },
    y: { kind: 'number', title: 'epoch of the current commit (number)', whole: true, from: -MARGIN, to: Math.max(1, highest) + MARGIN },
    data: lines.map(({ server, steps }, place) => ({
      kind: 'steps',
      label: server,
      colour: place,
      points: pointsOf(steps, to, (place - (lines.length - 1) / 2) * APART),
    })),
    faults,
    ...(epochs.length === 0 && { empty: 'No server ever had the room.' }),
    table: {
      columns: ['server', 'time (ms)', 'epoch', 'commit', 'on the final chain', 'by a graft'],
      rows: epochs.flatMap(({ server, steps }) =>
        steps.map(({ at_ms, epoch, commit, final, graft }) => [server, at_ms, epoch, commit, yes(final), yes(graft)]),
      ),
    },
  };
}

/** Who was on a losing branch is the point of it; then powers. */
const interest = ({ power, steps }: ServerEpochs): number => 2 * Number(steps.some(isOff)) + Number(power);

const isOff = ({ final, commit }: EpochStep): boolean => commit !== null && !final;

function pointsOf(steps: readonly EpochStep[], to: number, apart: number): readonly StepPoint[] {
  const points = thinned(
    steps.map((step) => ({
      x: step.at_ms,
      y: step.epoch === null ? null : step.epoch + apart,
      ...(isOff(step) && { dashed: true as const }),
    })),
    to,
  );
  const last = points.at(-1);
  return last === undefined || last.x >= to ? points : [...points, { x: to, y: last.y, ...(last.dashed && { dashed: true as const }) }];
}

const yes = (is: boolean): string => (is ? 'yes' : 'no');
