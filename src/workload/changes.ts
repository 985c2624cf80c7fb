/** The changes that a workload asks for: of each kind, drawn for one device's n-th turn. */
import type { DeviceCommand } from '../client/intents.js';
import type { Draws } from '../kernel/draws.js';
import type { DeviceId } from '../names.js';
import type { ChangeSpec, Scenario } from '../scenario/scenario.js';

/** What the `turn`-th commit of the workload's `process` by `device` is to change. */
export function drawnChange(
  scenario: Scenario,
  draws: Draws,
  kind: ChangeSpec['kind'],
  process: number,
  device: DeviceId,
  turn: number,
): DeviceCommand {
  const random = draws.stream('change', process, device, turn);
  const { room, users } = scenario;
  switch (kind) {
    case 'update':
      return { kind: 'change', change: { kind } };
    case 'add':
    case 'remove':
      return {
        kind: 'change_first',
        change: kind,
        candidates: shuffled(
          users.flatMap(({ devices }) => devices),
          random,
        ),
      };
    case 'powers':
      return { kind: 'change', change: { kind, servers: shuffled(room.powers, random) } };
    case 'servers':
      // Powers stay, as they have to be among the servers.
      return { kind: 'change', change: { kind, servers: room.servers.filter((server) => room.powers.includes(server) || random() < 0.5) } };
    case 'can_propose':
      return { kind: 'change', change: { kind, servers: room.canPropose.filter(() => random() < 0.5) } };
    case 'security':
      return { kind: 'change', change: { kind, security: { windowSeconds: Math.floor(random() * 2 * (room.security.window + 1)) } } };
    case 'state':
      return { kind: 'change', change: { kind, state: { 'm.room.topic': { '': { topic: `topic ${turn} of ${device}` } } } } };
  }
}

/** Fisher-Yates. */
function shuffled<T>(items: readonly T[], random: () => number): T[] {
  const drawn = [...items];
  for (let last = drawn.length - 1; last > 0; last -= 1) {
    const other = Math.floor(random() * (last + 1));
    [drawn[last], drawn[other]] = [drawn[other] as T, drawn[last] as T];
  }
  return drawn;
}
