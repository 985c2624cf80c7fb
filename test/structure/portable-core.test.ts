import { fileURLToPath } from 'node:url';
import { createContext, runInContext } from 'node:vm';
import { build } from 'esbuild';
import { describe, expect, it } from 'vitest';
import type { RunOutcome } from '../../src/observe/run-result.js';
import { runOf } from '../simulation/running.js';

const path = (file: string): string => fileURLToPath(new URL(`../../${file}`, import.meta.url));

/** What a browser build would put in the place of `room/crypto.ts`: the symbolic engine asks for no signature. */
const browserCrypto = `
  import { sha256 as hash } from '@noble/hashes/sha2.js';
  import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';
  import { encodeBase64 } from '${path('src/room/base64.ts')}';
  export const sha256 = (data) => hash(typeof data === 'string' ? utf8ToBytes(data) : data);
  export const sha256Base64 = (text, alphabet) => encodeBase64(sha256(text), alphabet);
  export function sha256Stream() {
    const stream = hash.create();
    return { update: (bytes) => stream.update(bytes), digestHex: () => bytesToHex(stream.digest()) };
  }
  const nothing = () => { throw new Error('not without Ed25519'); };
  export const ed25519 = { key: nothing, verify: nothing };
  export const signingKey = nothing;
`;

const entry = `
  import { loadScenario } from './src/scenario/load.ts';
  import { run } from './src/simulation/run.ts';
  export const runText = (text) => run(loadScenario({ file: 'x', text }).scenario);
`;

const document = {
  schism: 1,
  name: 'in a browser',
  mls: 'symbolic',
  duration: '20m',
  servers: [{ name: 'a.example' }, { name: 'b.example' }],
  users: [{ id: '@alice:a.example' }, { id: '@bob:b.example' }],
  room: { creator: '@alice:a.example', powers: ['a.example'] },
  workload: { messages: { rate: '1/min' }, commits: [{ kind: 'update', rate: '12/h' }] },
};

describe('the portable core', () => {
  it('should bundle for a browser and run there, with room/crypto.ts replaced and without the real MLS engine', async () => {
    const { errors, metafile, outputFiles } = await build({
      stdin: { contents: entry, resolveDir: path('.'), loader: 'ts' },
      bundle: true,
      write: false,
      metafile: true,
      platform: 'browser',
      format: 'iife',
      globalName: 'schism',
      logLevel: 'silent',
      plugins: [
        {
          name: 'replace',
          setup({ onResolve, onLoad }) {
            onResolve({ filter: /\/mls\/real\// }, () => ({ path: 'real-engine', external: true }));
            onResolve({ filter: /\/crypto\.js$/ }, ({ importer, path: file }) =>
              importer.includes('/src/') ? { path: file, namespace: 'browser' } : undefined,
            );
            onLoad({ filter: /.*/, namespace: 'browser' }, () => ({ contents: browserCrypto, loader: 'js', resolveDir: path('.') }));
          },
        },
      ],
    });
    expect(errors).toEqual([]);
    const inputs = Object.keys(metafile.inputs);
    for (const file of ['homeserver/homeserver.ts', 'mls/symbolic/engine.ts']) expect(inputs).toContain(`src/${file}`);
    expect(inputs.some((input) => input.startsWith('node:') || input.includes('mls/real'))).toBe(false);

    // A context has the language and nothing of Node: these two are all that the core asks of a browser.
    const context = createContext({ TextEncoder, TextDecoder });
    runInContext(outputFiles[0]?.text ?? '', context);
    const outcome: RunOutcome = await runInContext(`schism.runText(${JSON.stringify(JSON.stringify(document))})`, context);
    const here = await runOf(document);
    expect(outcome.fingerprint).toBe(here.fingerprint);
    expect(outcome.metrics.messages.decrypted).toBeGreaterThan(0);
  });
});
