/** JSON that somebody may have edited, as what it should be, or the first thing that it is not. */
import type { z } from 'zod';

export type Parsed<T> = { readonly ok: true; readonly data: T } | { readonly ok: false; readonly message: string };

export function parsed<T>(text: string, schema: z.ZodType<T>): Parsed<T> {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return { ok: false, message: 'this is not JSON, or only a part of it' };
  }
  const checked = schema.safeParse(json);
  if (checked.success) return { ok: true, data: checked.data };
  const [issue, ...others] = checked.error.issues;
  const where = issue === undefined || issue.path.length === 0 ? '' : `${issue.path.join('.')}: `;
  return { ok: false, message: `${where}${issue?.message}${others.length === 0 ? '' : ` (and ${others.length} more)`}` };
}
