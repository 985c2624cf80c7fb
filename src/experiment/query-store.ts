/** Asks a store of runs in SQL, through DuckDB, which is there only where somebody has installed it. */
import type * as DuckDb from '@duckdb/node-api';

/** What a query gives: of each row a value for each column, as JSON has it. Integers that JSON might round are texts. */
export interface Rows {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly unknown[])[];
}

/** DuckDB is not installed. */
export class NoDuckDb extends Error {
  override readonly name = 'NoDuckDb';
}

/**
 * The runs are the rows of `runs`, with the fields of a line of the store; `parameters."room.security.window"` and `metrics.messages.sent` lead
 * into them. Throws `NoDuckDb`, or what DuckDB says of the query.
 * @param target a file that gets the rows instead, `.parquet` or `.csv`
 */
export async function queryStore(path: string, query: string, target?: string): Promise<Rows> {
  const { DuckDBInstance } = await duckDb();
  // On one thread the order of rows is the same each time, also where the query asks for none.
  const instance = await DuckDBInstance.create(':memory:', { threads: '1' });
  const connection = await instance.connect();
  try {
    await connection.run(
      `create view runs as select * from read_json(${quoted(path)}, format = 'newline_delimited', sample_size = -1, maximum_depth = -1)`,
    );
    if (target === undefined) {
      const result = await connection.runAndReadAll(query);
      return { columns: result.columnNames(), rows: result.getRowsJson() };
    }
    const format = target.endsWith('.parquet') ? 'parquet' : 'csv';
    await connection.run(`copy (${query}) to ${quoted(target)} (format ${format}${format === 'csv' ? ', header' : ''})`);
    return { columns: [], rows: [] };
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}

const quoted = (text: string): string => `'${text.replaceAll("'", "''")}'`;

async function duckDb(): Promise<typeof DuckDb> {
  try {
    return await import('@duckdb/node-api');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ERR_MODULE_NOT_FOUND') throw new NoDuckDb(error.message);
    throw error;
  }
}
