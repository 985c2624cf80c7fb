/** The readings under which properties are tried: the baseline, and what differs from it in one of the knobs that rooms read. */
import { READING_VALUES, type Reading } from '../../src/room/msc4256/reading.js';

const ROOM_KNOBS = [
  'commit_parent',
  'message_epoch',
  'current_state',
  'auth_event_failure',
  'power_list',
  'rejected_events',
  'state_resolution',
] as const satisfies readonly (keyof Reading)[];

export interface NamedReading {
  /** `commit_parent: event`, or `baseline`. */
  readonly name: string;
  readonly rules: Partial<Reading>;
}

export const READINGS: readonly NamedReading[] = [
  { name: 'baseline', rules: {} },
  ...ROOM_KNOBS.flatMap((knob) =>
    READING_VALUES[knob].slice(1).map((value): NamedReading => ({ name: `${knob}: ${value}`, rules: { [knob]: value } })),
  ),
];
