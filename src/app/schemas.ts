import { configurationSchema } from '../config/schema/schema.ts';
import type { JsonObject } from '../model/json.ts';
import { planSchema } from '../render/plan/planSchema.ts';

/** The published JSON Schemas (2020-12): of the configuration, and of a plan file. */
export function schemaOf(what: 'configuration' | 'plan'): JsonObject {
  return what === 'plan' ? planSchema : configurationSchema();
}
