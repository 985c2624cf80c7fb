/** Runs on several cores. A run knows nothing of the thread that it is in, so what comes of it is the same in any. */
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { Piscina } from 'piscina';
import type { Scenario } from '../scenario/scenario.js';
import { SettingUpError } from '../simulation/setting-up.js';
import { type Answer, type Ran, runOnce } from './run-worker.js';

/** In MiB. Runs make very many objects that live for an instant, which are cleared away less often where there is more room for them. */
const YOUNG_OBJECTS = 64;
/** A thread loads what was built; run from source there is none, and runs take place in this one. */
const IS_BUILT = import.meta.url.endsWith('.js');

export class RunPool {
  readonly #threads: Piscina<Scenario, Answer> | undefined;

  /** @param width how many runs at a time, by default one for each core */
  constructor(readonly width: number = availableParallelism()) {
    if (!IS_BUILT) return;
    this.#threads = new Piscina<Scenario, Answer>({
      filename: fileURLToPath(new URL('./run-worker.js', import.meta.url)),
      name: runOnce.name,
      minThreads: width,
      maxThreads: width,
      resourceLimits: { maxYoungGenerationSizeMb: YOUNG_OBJECTS },
    });
  }

  /** Throws `SettingUpError` where the room cannot be set up. */
  async run(scenario: Scenario): Promise<Ran> {
    const answer = await (this.#threads === undefined ? runOnce(scenario) : this.#threads.run(scenario));
    if ('cannotSetUp' in answer) throw new SettingUpError(answer.cannotSetUp);
    return answer;
  }

  /** Ends what is under way, too. */
  async close(): Promise<void> {
    await this.#threads?.destroy();
  }
}
