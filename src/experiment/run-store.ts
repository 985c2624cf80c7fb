/**
 * The runs of a sweep on the disk: one line of JSON a run, written as soon as it has ended. A run is known by what it was made of, its
 * scenario with its seed and the version of Schism, so the same sweep goes on where it was stopped, another one may share the file,
 * and what another version came to is never mixed in. Lines are only ever added.
 */
import { createHash } from 'node:crypto';
import { appendFileSync, readFileSync, truncateSync } from 'node:fs';
import { z } from 'zod';
import type { Metrics } from '../observe/metrics.js';
import type { Scenario } from '../scenario/scenario.js';
import { writeDocument } from '../scenario/write-document.js';
import type { Runner, SweepRun } from './run-sweep.js';
import type { Ran } from './run-worker.js';

/** A line: what was run, and what came of it. */
export interface StoredRun extends Ran {
  readonly key: string;
  readonly schism: string;
  readonly seed: string;
  readonly replication: number;
  /** What was varied, by path, as `--set` takes it. */
  readonly parameters: Readonly<Record<string, string>>;
}

const line = z.looseObject({
  key: z.string(),
  schism: z.string(),
  seed: z.string(),
  replication: z.number(),
  parameters: z.record(z.string(), z.string()),
  fingerprint: z.string(),
  failed: z.boolean(),
  violated: z.boolean(),
  metrics: z.looseObject({}),
});

export interface StoreOptions {
  readonly path: string;
  /** Of Schism. */
  readonly version: string;
  readonly parametersOf: (run: SweepRun) => Readonly<Record<string, string>>;
}

/** A line that is not one of a store. */
export class BadStore extends Error {
  override readonly name = 'BadStore';
}

/** Runs what the file does not hold yet, and adds that to it. */
export class StoredRuns implements Runner {
  readonly #runner: Runner;
  readonly #options: StoreOptions;
  readonly #known: ReadonlyMap<string, Ran>;
  #taken = 0;

  /** Throws `BadStore`, and what `node:fs` throws, here and below. A last line that was cut short is taken off. */
  constructor(runner: Runner, options: StoreOptions) {
    this.#runner = runner;
    this.#options = options;
    const { runs, whole } = readStore(options.path);
    if (whole !== undefined) truncateSync(options.path, whole);
    this.#known = new Map(runs.map(({ key, metrics, fingerprint, failed, violated }) => [key, { metrics, fingerprint, failed, violated }]));
  }

  get width(): number {
    return this.#runner.width;
  }

  /** How many runs the file held. */
  get taken(): number {
    return this.#taken;
  }

  async run(scenario: Scenario, of: SweepRun): Promise<Ran> {
    const key = keyOf(scenario, this.#options.version);
    const known = this.#known.get(key);
    if (known !== undefined) {
      this.#taken += 1;
      return known;
    }
    const ran = await this.#runner.run(scenario, of);
    const { version, path, parametersOf } = this.#options;
    const { metrics, ...rest } = ran;
    const stored = {
      key,
      schism: version,
      seed: scenario.seed,
      replication: of.replication,
      parameters: parametersOf(of),
      ...rest,
      metrics,
    };
    appendFileSync(path, `${JSON.stringify(stored)}\n`);
    return ran;
  }
}

/** The runs of a store. `whole`: how many bytes of it are whole lines, where that is not all. Throws `BadStore` for any other line that is none. */
export function readStore(path: string): { readonly runs: readonly StoredRun[]; readonly whole: number | undefined } {
  const text = readIfThere(path);
  const end = text.lastIndexOf('\n') + 1;
  const runs = text
    .slice(0, end)
    .split('\n')
    .slice(0, -1)
    .map((each, place) => storedRun(each, `${path}:${place + 1}`));
  return { runs, whole: end === text.length ? undefined : Buffer.byteLength(text.slice(0, end)) };
}

function storedRun(text: string, where: string): StoredRun {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    throw new BadStore(`${where}: this is not JSON`);
  }
  const parsed = line.safeParse(json);
  if (!parsed.success) throw new BadStore(`${where}: this is no run of a sweep`);
  return { ...parsed.data, metrics: parsed.data.metrics as unknown as Metrics }; // as a run wrote them
}

/** A scenario in the file format, every default filled in and with its seed, and the version. */
const keyOf = (scenario: Scenario, version: string): string =>
  createHash('sha256')
    .update(JSON.stringify([version, writeDocument(scenario)]))
    .digest('hex')
    .slice(0, 32);

function readIfThere(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return '';
    throw error;
  }
}
