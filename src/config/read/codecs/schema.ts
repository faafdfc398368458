/* JSON Schemas (2020-12) of readers. They are made when somebody asks: most runs only read. */
import type { JsonObject } from '../../../model/json.ts';

/** Makes the schema of a value, and adds the schemas that it refers to. */
export type Schema = (definitions: DefinitionMap) => JsonObject;
type DefinitionMap = Map<string, JsonObject>;

/** A reference to a schema with a name of its own. */
export function definition(name: string, schema: Schema): Schema {
  return (definitions) => {
    if (!definitions.has(name)) {
      // Reserves the name first, since a predicate contains predicates.
      definitions.set(name, {});
      definitions.set(name, schema(definitions));
    }
    return { $ref: `#/$defs/${name}` };
  };
}

/** A whole schema, with the definitions that it refers to. */
export function publishedSchema(
  head: { readonly title: string; readonly description: string },
  schema: Schema,
  more: JsonObject = {},
): JsonObject {
  const definitions: DefinitionMap = new Map();
  const body = schema(definitions);
  const $schema = 'https://json-schema.org/draft/2020-12/schema';
  return { $schema, ...head, ...body, ...more, $defs: Object.fromEntries(definitions) };
}
