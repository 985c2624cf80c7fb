/** The file formats as JSON Schemas, for editors: what `schism schema` prints and `schema/` holds. */
import * as z from 'zod';
import { dagDocument } from './dag/document.js';
import { scenarioDocument } from './document/document.js';

/** Draft 7, which editors' YAML support understands best. */
const TARGET = { io: 'input', target: 'draft-07' } as const;

export const scenarioJsonSchema = (): object => z.toJSONSchema(scenarioDocument, TARGET);
export const dagJsonSchema = (): object => z.toJSONSchema(dagDocument, TARGET);
