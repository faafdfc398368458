import { schemaOf } from '../../app/schemas.ts';
import type { CommandResult, Invocation } from '../command.ts';
import { framedRenderings } from '../output/framedRenderings.ts';

export async function run({ flags }: Invocation): Promise<CommandResult> {
  const what = flags.switches.has('plan') ? 'plan' : 'configuration';
  const json = (): string => `${JSON.stringify(schemaOf(what), null, 2)}\n`;
  return { runResult: 'done', renderings: framedRenderings('xtap schema', { text: json, json }) };
}
