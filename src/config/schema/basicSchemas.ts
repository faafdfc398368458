/* Pieces that the schemas of a configuration and of a pack share. */
import { ignoredKeys } from '../../model/fieldTable.ts';
import type { JsonObject } from '../../model/json.ts';
import { identifierPattern } from '../read/codecs/waiver.ts';

/** The name of a pack or the id of a rule. An id such as 21790 is a number to YAML. */
export const identifier: JsonObject = {
  anyOf: [
    { type: 'string', pattern: identifierPattern },
    { type: 'integer', minimum: 0, maximum: Number.MAX_SAFE_INTEGER },
  ],
};
export const guid: JsonObject = { $ref: '#/$defs/guid' };
export const text: JsonObject = { type: 'string' };
export const annotations: JsonObject = { '@': true };
export const filledText: JsonObject = { type: 'string', pattern: '\\S' };

/** For configurations that were pasted from an answer of Graph; editors show such a key as one to remove. */
export const ignored: JsonObject = Object.fromEntries(
  ignoredKeys.map(({ name, why }) => [
    name,
    { description: `A property of Graph's answers (${why}). xtap ignores it.`, deprecated: true },
  ]),
);

export function closed(properties: JsonObject): JsonObject {
  return { type: 'object', properties, additionalProperties: false };
}

/** The description comes first, since people read it. */
export function describe(schema: JsonObject | true, description: string): JsonObject {
  return { description, ...(schema === true ? {} : schema) };
}
