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
  // Every candidate has a draw of its own, so that another one in the scenario moves nobody else's.
  const drawnFor = (name: string): number => draws.uniform('change', process, device, turn, name);
  const inDrawnOrder = <Name extends string>(names: readonly Name[]): Name[] =>
    names
      .map((name) => ({ name, drawn: drawnFor(name) }))
      .sort((a, b) => a.drawn - b.drawn)
      .map(({ name }) => name);
  const { room, users } = scenario;
  switch (kind) {
    case 'update':
      return { kind: 'change', change: { kind } };
    case 'garbage':
      return { kind: 'change', change: { kind } };
    case 'add':
    case 'remove':
    case 'readd':
      return {
        kind: 'change_first',
        change: kind,
        candidates: inDrawnOrder(users.flatMap(({ devices }) => devices)),
      };
    case 'powers':
      return { kind: 'change', change: { kind, servers: inDrawnOrder(room.powers) } };
    case 'servers':
      // Powers stay, as they have to be among the servers.
      return {
        kind: 'change',
        change: { kind, servers: room.servers.filter((server) => room.powers.includes(server) || drawnFor(server) < 0.5) },
      };
    case 'can_propose':
      return { kind: 'change', change: { kind, servers: room.canPropose.filter((server) => drawnFor(server) < 0.5) } };
    case 'security':
      return {
        kind: 'change',
        change: { kind, security: { windowSeconds: Math.floor(drawnFor('window') * 2 * (room.security.window + 1)) } },
      };
    case 'state':
      return { kind: 'change', change: { kind, state: { 'm.room.topic': { '': { topic: `topic ${turn} of ${device}` } } } } };
  }
}
