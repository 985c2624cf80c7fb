/** A table as CSV (RFC 4180). */
import type { Table } from './charts/chart-spec.js';

export const csv = ({ columns, rows }: Table): string => [columns, ...rows].map((row) => `${row.map(cell).join(',')}\r\n`).join('');

/** What a spreadsheet would take for a formula gets a quote before it: a scenario's author chooses names. */
function cell(value: string | number | null): string {
  if (value === null) return '';
  if (typeof value === 'number') return String(value);
  const text = /^[=+\-\t\r]/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
