import { configurationSchema } from '../../config/schema/schema.ts';
import type { JsonObject } from '../../model/json.ts';
import { planSchema } from '../../render/plan/planSchema.ts';
import type { CommandResult, Invocation } from '../command.ts';
import { framedRenderings } from '../output/framedRenderings.ts';

export async function run({ flags }: Invocation): Promise<CommandResult> {
  const kind = flags.switches.has('plan') ? 'plan' : 'configuration';
  const json = (): string => `${JSON.stringify(schemaOf(kind), null, 2)}\n`;
  return { runResult: 'done', renderings: framedRenderings('xtap schema', { text: json, json }) };
}

/** The published JSON Schemas (2020-12) of the configuration and of a plan file. */
function schemaOf(kind: 'configuration' | 'plan'): JsonObject {
  return kind === 'plan' ? planSchema : configurationSchema();
}
