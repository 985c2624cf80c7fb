/** What a changed program has run is never taken for what this one would. */
import { appendFileSync, cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { programVersion } from '../../src/experiment/program.js';

describe('programVersion', () => {
  const root = mkdtempSync(join(tmpdir(), 'schism-'));
  afterAll(() => rmSync(root, { recursive: true }));

  it('should say the version first, and be the same each time', () => {
    expect(programVersion('1.2.3')).toMatch(/^1\.2\.3\+[0-9a-f]{8}$/);
    expect(programVersion('1.2.3')).toBe(programVersion('1.2.3'));
  });

  it('should change with any rule, and with nothing that only shows what came of a run', () => {
    cpSync('src', root, { recursive: true });
    const change = (path: string): void => appendFileSync(join(root, path), '// changed');
    const before = programVersion('1', root);
    expect(before).toBe(programVersion('1'));
    change('cli/main.ts');
    change('report/csv.ts');
    expect(programVersion('1', root)).toBe(before);
    change('room/msc4256/reading.ts');
    expect(programVersion('1', root)).not.toBe(before);
  });
});
