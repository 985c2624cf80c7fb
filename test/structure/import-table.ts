/**
 * The rooms of the house and what each may import. The whole list is here, in the order of the house, so that a reader can
 * compare it with the folders; `import-table.test.ts` holds every file of `src/` to it and biome.json says it again for editors.
 *
 * A room may import itself, `names.ts`, and what its row names. `room` includes `room/msc4256` for every room below that one.
 */

interface Row {
  readonly room: string;
  readonly imports: readonly string[];
  /** Rooms of which only types may be imported. */
  readonly types?: readonly string[];
}

const WORLD = [
  { room: 'names.ts', imports: [] },
  { room: 'kernel', imports: [] },
  { room: 'network', imports: ['kernel'] },
  { room: 'room', imports: [] },
  { room: 'room/msc4256', imports: ['room'] },
  { room: 'mls', imports: ['room'] },
  { room: 'api', imports: ['kernel', 'room'] },
  { room: 'facts', imports: [], types: ['kernel', 'room', 'mls'] },
  { room: 'homeserver', imports: ['kernel', 'room', 'api', 'facts'] },
  { room: 'client', imports: ['kernel', 'room', 'mls', 'api', 'facts'] },
  { room: 'observe', imports: ['facts', 'room'] },
  { room: 'scenario', imports: ['kernel', 'room', 'observe'] },
  { room: 'workload', imports: ['network', 'kernel', 'scenario'], types: ['client'] },
  { room: 'faults', imports: ['network', 'kernel', 'scenario'], types: ['client'] },
] as const satisfies readonly Row[];

const world = WORLD.map((row) => row.room);

export const TABLE: readonly Row[] = [
  ...WORLD,
  { room: 'simulation', imports: world },
  { room: 'resolve', imports: ['room', 'homeserver', 'scenario'] },
  { room: 'library', imports: ['simulation', 'resolve', 'observe', 'scenario', 'room'], types: ['facts'] },
  { room: 'experiment', imports: ['simulation', 'observe', 'scenario'] },
  { room: 'report', imports: ['facts', 'observe', 'room'], types: ['experiment'] },
  { room: 'cli', imports: [...world, 'simulation', 'resolve', 'library', 'experiment', 'report', 'index.ts'] },
  { room: 'index.ts', imports: [...world, 'simulation', 'resolve', 'library', 'experiment', 'report', 'cli'] },
];

/** Rooms that may depend on the machine: files, workers, the terminal, the time of day. All others are the portable core. */
const MACHINE_ROOMS = ['experiment', 'report', 'cli'];

/** The portable core's only places that may import `node:` modules: a browser build puts an alias in place of the first, and leaves out the second. */
const NODE_PLACES = ['src/room/crypto.ts', 'src/mls/real/'];

/** The row that a file of `src/` belongs to, by its path from the project's root; undefined if no row has it. */
export function roomOf(path: string): string | undefined {
  const inside = path.replace(/^src\//, '');
  const rooms = TABLE.map((row) => row.room).filter((room) => inside === room || inside.startsWith(`${room}/`));
  return rooms.sort((a, b) => b.length - a.length)[0];
}

/** Whether the table lets a file of one room import a file of another. */
export function mayImport(from: string, to: string, typeOnly: boolean): boolean {
  const row = TABLE.find((candidate) => candidate.room === from);
  const named = [from, 'names.ts', ...(row?.imports ?? []), ...(typeOnly ? (row?.types ?? []) : [])];
  return named.includes(to) || (to === 'room/msc4256' && from !== 'room' && named.includes('room'));
}

export const isPortable = (path: string): boolean => !MACHINE_ROOMS.includes(roomOf(path) ?? '');

export const mayImportNode = (path: string): boolean => !isPortable(path) || NODE_PLACES.some((place) => path.startsWith(place));
