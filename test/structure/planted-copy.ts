/** A small copy of the project under its real configurations, in which violations can be planted, and the checks run over it. */
import { execFile } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative, resolve } from 'node:path';

const COPIED = [
  'package.json',
  'tsconfig.json',
  'tsconfig.build.json',
  'biome.json',
  'knip.json',
  'vitest.config.ts',
  '.ci',
  'src/names.ts',
];

export interface Diagnostic {
  /** `lint/<group>/<rule>`, `plugin` or `format`. */
  readonly rule: string;
  readonly path: string;
  readonly line: number;
  readonly message: string;
}

export class PlantedCopy {
  readonly root = mkdtempSync(join(realpathSync(tmpdir()), 'schism-planted-'));

  constructor(files: Readonly<Record<string, string>>) {
    for (const path of COPIED) cpSync(path, join(this.root, path), { recursive: true });
    symlinkSync(resolve('node_modules'), join(this.root, 'node_modules'));
    for (const [path, text] of Object.entries(files)) {
      mkdirSync(dirname(join(this.root, path)), { recursive: true });
      writeFileSync(join(this.root, path), text);
    }
  }

  remove(): void {
    rmSync(this.root, { recursive: true });
  }

  /** Runs a script of package.json in the copy: its output, and whether it let the copy pass. */
  run(script: string, ...options: readonly string[]): Promise<{ readonly passed: boolean; readonly output: string }> {
    const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^npm_/i.test(name)));
    return new Promise((done) => {
      execFile(
        'npm',
        ['run', '--silent', script, '--', ...options],
        { cwd: this.root, env, maxBuffer: 1 << 26 },
        (error, stdout, stderr) => {
          done({ passed: error === null, output: `${stdout}${stderr}` });
        },
      );
    });
  }

  /** Everything that `npm run lint` says of the copy. */
  async lint(): Promise<readonly Diagnostic[]> {
    const { output } = await this.run('lint', '--reporter=github', '--max-diagnostics=none');
    return [...output.matchAll(/^::\w+ title=([^,]+),file=([^,]+),line=(\d+),[^:]*::(.*)$/gm)].map((match) => {
      const [, rule = '', path = '', line = '', message = ''] = match;
      return { rule, path: relative(this.root, path), line: Number(line), message };
    });
  }
}
