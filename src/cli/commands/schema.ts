import { configurationSchema } from '../../config/schema/schema.ts';
import { signInsSchema } from '../../graph/signIns/signInsSchema.ts';
import { XtapError } from '../../model/errors.ts';
import type { JsonObject } from '../../model/json.ts';
import { planSchema } from '../../render/plan/planSchema.ts';
import type { CommandResult, Invocation } from '../command.ts';
import { framedRenderings } from '../output/framedRenderings.ts';

export async function run({ flags }: Invocation): Promise<CommandResult> {
  const schema = schemaOf(flags.switches);
  const json = (): string => `${JSON.stringify(schema, null, 2)}\n`;
  return { runResult: 'done', renderings: framedRenderings('xtap schema', { text: json, json }) };
}

/** The published JSON Schemas (2020-12) of the configuration, of a plan file and of the sign-ins file. */
function schemaOf(switches: ReadonlySet<string>): JsonObject {
  if (!switches.has('plan')) return switches.has('sign-ins') ? signInsSchema : configurationSchema();
  if (switches.has('sign-ins'))
    throw new XtapError('usage', '--plan and --sign-ins name two schemas: give one of them.');
  return planSchema;
}
