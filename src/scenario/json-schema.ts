/** The scenario format as a JSON Schema, for editors: what `schism schema` prints and `schema/scenario.schema.json` holds. */
import * as z from 'zod';
import { scenarioDocument } from './document/document.js';

/** Draft 7, which editors' YAML support understands best. */
export const scenarioJsonSchema = (): object => z.toJSONSchema(scenarioDocument, { io: 'input', target: 'draft-07' });
