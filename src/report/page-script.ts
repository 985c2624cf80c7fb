/** The scripts of the pages: built with the package, or, where Schism runs from its source, on the spot. */
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

export type PageName = 'run-page' | 'many-runs-page';

export async function pageScript(page: PageName): Promise<string> {
  const built = new URL(`page/${page}.js`, import.meta.url);
  if (existsSync(built)) return readFileSync(built, 'utf8');
  const { build } = await import('esbuild');
  const entry = fileURLToPath(new URL(`page/${page}.ts`, import.meta.url));
  // As `npm run build` does it.
  const { outputFiles } = await build({
    entryPoints: [entry],
    bundle: true,
    minify: true,
    target: 'es2022',
    write: false,
    logLevel: 'silent',
  });
  return outputFiles[0]?.text ?? '';
}
