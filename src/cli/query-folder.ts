/** Asks the runs of a folder in SQL, and prints what comes of it. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { NoDuckDb, queryStore } from '../experiment/query-store.js';
import { csv } from '../report/csv.js';
import { BadInput } from './exit-code.js';
import { RUNS } from './many-runs-folder.js';

export interface QueryArguments {
  readonly folder: string;
  readonly sql: string;
  readonly to: string | undefined;
  readonly json: boolean;
}

/** Throws `BadInput` where there are no runs, no DuckDB, or the query is none. */
export async function queryFolder({ folder, sql, to, json }: QueryArguments): Promise<void> {
  const path = join(folder, RUNS);
  if (!existsSync(path)) throw new BadInput(`${path}: there is no such file; "schism sweep … --out ${folder}" writes it`);
  if (to !== undefined && !/\.(?:parquet|csv)$/.test(to)) throw new BadInput(`--to ${to}: expected a file that ends in .parquet or .csv`);
  try {
    const { columns, rows } = await queryStore(path, sql, to);
    if (to !== undefined) process.stderr.write(`wrote ${to}\n`);
    else if (json)
      process.stdout.write(
        `${JSON.stringify(
          rows.map((row) => Object.fromEntries(columns.map((name, place) => [name, row[place]]))),
          undefined,
          2,
        )}\n`,
      );
    else process.stdout.write(csv({ columns, rows: rows.map((row) => row.map(cell)) }));
  } catch (error) {
    if (error instanceof NoDuckDb)
      throw new BadInput('query: DuckDB is not installed; "npm install @duckdb/node-api@1.5.5-r.5" puts it beside schism');
    // What DuckDB says of a query has several lines, of which the first says what is wrong.
    throw new BadInput(`query: ${(error instanceof Error ? error.message : String(error)).split('\n')[0]}`);
  }
}

const cell = (value: unknown): string | number | null =>
  value === null || typeof value === 'number' || typeof value === 'string' ? value : JSON.stringify(value);
