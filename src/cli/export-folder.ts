/** Reads the trace of a run's folder, and prints it in another format. */
import { join } from 'node:path';
import type { Export, Write } from '../report/exports/export.js';
import { PerfettoExport } from '../report/exports/perfetto.js';
import { ShivizExport } from '../report/exports/shiviz.js';
import { TardisExport } from '../report/exports/tardis.js';
import type { ExportArguments } from './export-formats.js';
import { missingTrace } from './foreign-trace.js';
import { traceFacts } from './read-trace.js';
import { TRACE } from './run-folder.js';

const EXPORTS: { readonly [Format in ExportArguments['format']]: new (write: Write) => Export } = {
  tardis: TardisExport,
  shiviz: ShivizExport,
  perfetto: PerfettoExport,
};

/** Characters that are gathered before they are printed. */
const CHUNK = 1 << 18;

/** Throws `BadInput` where there is no trace, or a line of it is no fact. */
export async function exportFolder({ folder, format }: ExportArguments): Promise<void> {
  const facts = traceFacts(join(folder, TRACE));
  if (facts === undefined) throw missingTrace(folder);
  let text = '';
  const exported = new EXPORTS[format]((more) => {
    text += more;
  });
  for (const fact of facts) {
    exported.fact(fact);
    if (text.length < CHUNK) continue;
    await printed(text);
    text = '';
    // Nobody reads on.
    if (process.stdout.destroyed) return;
  }
  exported.end();
  await printed(text);
}

/** Waits for the reader, so that the whole does not pile up here. */
const printed = (text: string): Promise<void> =>
  new Promise((resolve) => {
    process.stdout.write(text, () => resolve());
  });
