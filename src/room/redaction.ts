/**
 * The redaction algorithm (Matrix spec, room versions, "Redactions"): what stays of an event whose content was taken away.
 * Event ids and signatures cover the redacted event, so these rules say which fields an event cannot lose or change.
 */
import type { Json, JsonObject } from './event.js';

/** What one room version protects. */
export interface RedactionRules {
  /** Top-level keys that stay. `content` stays as an object even where nothing in it does. */
  readonly keys: readonly string[];
  /** Keys of `content` that stay, by event type; nothing stays for a type that is not listed. */
  readonly content: Readonly<Record<string, readonly string[] | 'everything'>>;
}

/** The event without what `rules` do not protect. */
export function redact(event: JsonObject, rules: RedactionRules): JsonObject {
  const type = event.type;
  const content = event.content;
  const kept = typeof type === 'string' && Object.hasOwn(rules.content, type) ? rules.content[type] : undefined;
  return {
    ...pick(event, rules.keys),
    // A content that is no object has no keys to keep.
    content: isJsonObject(content) ? redactContent(content, kept) : {},
  };
}

function redactContent(content: JsonObject, kept: readonly string[] | 'everything' | undefined): JsonObject {
  if (kept === undefined) return {};
  return kept === 'everything' ? content : pick(content, kept);
}

function pick(object: JsonObject, keys: readonly string[]): JsonObject {
  const picked: Record<string, Json> = {};
  for (const key of keys) {
    const value = Object.hasOwn(object, key) ? object[key] : undefined;
    if (value !== undefined) picked[key] = value;
  }
  return picked;
}

const isJsonObject = (value: unknown): value is JsonObject => typeof value === 'object' && value !== null && !Array.isArray(value);
