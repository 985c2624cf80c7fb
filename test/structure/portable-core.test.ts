import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { describe, expect, it } from 'vitest';

const path = (file: string): string => fileURLToPath(new URL(`../../${file}`, import.meta.url));

/** What a browser build would put in the place of `room/crypto.ts`. */
const browserCrypto = `
  const nothing = () => { throw new Error('not in this test'); };
  export { nothing as ed25519Key, nothing as sha256, nothing as sha256Stream, nothing as signingKey, nothing as verifyEd25519 };
`;

describe('the portable core', () => {
  it('should bundle for a browser, with room/crypto.ts replaced and without the real MLS engine', async () => {
    const { errors, metafile } = await build({
      entryPoints: [path('src/simulation/run.ts')],
      bundle: true,
      write: false,
      metafile: true,
      platform: 'browser',
      format: 'esm',
      logLevel: 'silent',
      plugins: [
        {
          name: 'replace',
          setup({ onResolve, onLoad }) {
            onResolve({ filter: /\/mls\/real\// }, () => ({ path: 'real-engine', external: true }));
            onResolve({ filter: /\/crypto\.js$/ }, ({ importer, path: file }) =>
              importer.includes('/src/') ? { path: file, namespace: 'browser' } : undefined,
            );
            onLoad({ filter: /.*/, namespace: 'browser' }, () => ({ contents: browserCrypto, loader: 'js' }));
          },
        },
      ],
    });
    expect(errors).toEqual([]);
    const inputs = Object.keys(metafile.inputs);
    expect(inputs.some((input) => input.endsWith('src/homeserver/homeserver.ts'))).toBe(true);
    expect(inputs.some((input) => input.startsWith('node:') || input.includes('mls/real'))).toBe(false);
  });
});
