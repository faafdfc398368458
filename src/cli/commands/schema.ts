import { packSchema } from '../../config/schema/packSchema.ts';
import { configurationSchema } from '../../config/schema/schema.ts';
import { signInsSchema } from '../../graph/signIns/signInsShape.ts';
import { XtapError } from '../../model/errors.ts';
import type { JsonObject } from '../../model/json.ts';
import { notificationSchema } from '../../render/notify/notificationSchema.ts';
import { planSchema } from '../../render/plan/planSchema.ts';
import type { CommandResult, Invocation } from '../command.ts';
import { framedRenderings } from '../output/framedRenderings.ts';

export async function run(invocation: Invocation): Promise<CommandResult> {
  const schema = schemaOf(invocation.flags.switches);
  const json = (): string => `${JSON.stringify(schema, null, 2)}\n`;
  return { runResult: 'done', ...framedRenderings('xtap schema', invocation, { text: json, json }) };
}

/** The published JSON Schemas (2020-12), by the switch that asks for each; without a switch, the configuration. */
const schemas: Readonly<Record<string, JsonObject>> = {
  plan: planSchema,
  'sign-ins': signInsSchema,
  notification: notificationSchema,
  pack: packSchema(),
};

function schemaOf(switches: ReadonlySet<string>): JsonObject {
  const [name, other] = Object.keys(schemas).filter((each) => switches.has(each));
  if (other !== undefined) {
    throw new XtapError('usage', `--${name} and --${other} name two schemas.`, { next: 'Give one of them.' });
  }
  return (name === undefined ? undefined : schemas[name]) ?? configurationSchema();
}
