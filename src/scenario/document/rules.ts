/** The readings of a scenario file: positions on what MSC4256 leaves open. What each means is in `room/msc4256/reading.ts`. */
import * as z from 'zod';
import { READING_VALUES, type Reading } from '../../room/msc4256/reading.js';

const knob = <const Values extends readonly [string, ...string[]]>(values: Values, text: string) =>
  z.enum(values).prefault(values[0]).describe(text);

export const rules = z
  .strictObject({
    commit_parent: knob(READING_VALUES.commit_parent, 'What "the previous commit" of auth rule 9.3 pins (H12-H14).'),
    message_epoch: knob(READING_VALUES.message_epoch, 'What the epoch of auth rule 11 pins (H20, H21).'),
    current_state: knob(READING_VALUES.current_state, 'The current state of check 6 (H22).'),
    auth_event_failure: knob(READING_VALUES.auth_event_failure, 'Which failures of an auth event rule 4.4 means (H9).'),
    power_list: knob(READING_VALUES.power_list, 'Whose federation.powers orders a commit in state resolution (H15).'),
    rejected_events: knob(READING_VALUES.rejected_events, 'Whether an event that a server rejected may enter a resolution there (H17).'),
    state_resolution: knob(READING_VALUES.state_resolution, 'The version of state resolution.'),
    off_branch: knob(READING_VALUES.off_branch, "What a device does that cannot follow its server's current commit (H49)."),
    read_losing_branch: knob(READING_VALUES.read_losing_branch, 'Whether a device processes losing commits to read their messages (H49).'),
    unverified_additions: knob(
      READING_VALUES.unverified_additions,
      'What a device does with a commit that adds whom its user has not verified, or lowers required_verification (H41).',
    ),
    device_lists: knob(READING_VALUES.device_lists, "Whether servers tell each other of their users' devices unasked (H48)."),
    slots: knob(READING_VALUES.slots, 'How the conversion of pending commits is shared out (H28, H32).'),
    author_state: knob(READING_VALUES.author_state, 'What an author does with its pending state when it gives up (H35).'),
    pending_time: knob(READING_VALUES.pending_time, 'Which time of a pending commit opens its slots (H34).'),
    window_value: knob(READING_VALUES.window_value, 'Whose security.window governs how long a left state is kept (H30).'),
    chain_delivery: knob(READING_VALUES.chain_delivery, 'What sync hands a client of a new current commit (H45).'),
  } satisfies Record<keyof Reading, z.ZodType>)
  .meta({ id: 'Rules', description: 'Readings: which position to take where MSC4256 is silent or contradicts itself.' });

/** Some of them, without defaults. */
export const ruleChanges = z
  .strictObject(
    // The same keys, each optional: building an object from entries forgets that.
    Object.fromEntries(
      Object.entries(rules.shape).map(([name, values]) => [
        name,
        values
          .unwrap()
          .optional()
          .describe(values.description ?? ''),
      ]),
    ) as unknown as {
      readonly [Knob in keyof Reading]: z.ZodOptional<z.ZodType<Reading[Knob]>>;
    },
  )
  .meta({ id: 'RuleChanges', description: 'Readings that differ.' });
