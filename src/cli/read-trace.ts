/** Reads a `trace.ndjson`, a part at a time: it may be longer than any text can be. */
import { closeSync, openSync, readSync } from 'node:fs';
import { StringDecoder } from 'node:string_decoder';
import { z } from 'zod';
import { FactPacker, type PackedFacts, type TraceFact } from '../report/space-time/packed-facts.js';
import { BadInput } from './exit-code.js';
import { readableCount } from './readable.js';

const PART = 1 << 20;
/** A trace may take longer to read than anybody waits without a word: after so many ms, looked at after every so many facts. */
const FIRST_WORD_MS = 3_000;
const BETWEEN_LOOKS = 50_000;

const traceFact = z.looseObject({ at_ms: z.number(), kind: z.string(), node: z.string().optional() });

/** Undefined: there is none. Throws `BadInput` for a line that is no fact, and where the disk refuses. */
export function readTrace(path: string): PackedFacts | undefined {
  const facts = traceFacts(path);
  if (facts === undefined) return undefined;
  const packer = new FactPacker();
  for (const fact of facts) packer.add(fact);
  return packer.result();
}

/** The facts in the order of the trace, each read when it is asked for; all of them have to be. Undefined: there is none. Throws as `readTrace` does. */
export function traceFacts(path: string): Generator<TraceFact> | undefined {
  const file = opened(path);
  return file === undefined ? undefined : factsIn(file, path);
}

function* factsIn(file: number, path: string): Generator<TraceFact> {
  try {
    let line = 0;
    const startedAt = performance.now();
    let nextAt = startedAt + FIRST_WORD_MS;
    for (const text of linesOf(file)) {
      line += 1;
      if (line % BETWEEN_LOOKS === 0 && performance.now() >= nextAt) {
        process.stderr.write(`read ${readableCount(line)} facts\n`);
        // Each line comes after twice the time of the one before.
        nextAt = 2 * performance.now() - startedAt;
      }
      yield factOf(text, `${path}:${line}`);
    }
  } finally {
    closeSync(file);
  }
}

function opened(path: string): number | undefined {
  try {
    return openSync(path, 'r');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw new BadInput(`${path}: ${error instanceof Error ? error.message : String(error)}`);
  }
}

function* linesOf(file: number): Generator<string> {
  const [buffer, decoder] = [Buffer.alloc(PART), new StringDecoder('utf8')];
  let rest = '';
  for (let read = readSync(file, buffer); read > 0; read = readSync(file, buffer)) {
    const lines = (rest + decoder.write(buffer.subarray(0, read))).split('\n');
    rest = lines.pop() ?? '';
    yield* lines;
  }
  rest += decoder.end();
  if (rest !== '') yield rest;
}

function factOf(text: string, where: string): z.infer<typeof traceFact> {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    throw new BadInput(`${where}: this is not JSON, or only a part of it; "schism run … --trace" writes the file anew`);
  }
  const fact = traceFact.safeParse(json);
  if (!fact.success) throw new BadInput(`${where}: this is no fact: it needs a time, at_ms, and a kind`);
  return fact.data;
}
