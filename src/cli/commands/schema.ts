import { schemaOf } from '../../app/schemas.ts';
import type { CommandResult, Invocation } from '../command.ts';

export async function run({ flags }: Invocation): Promise<CommandResult> {
  const what = flags.switches.has('plan') ? 'plan' : 'configuration';
  return { ending: 'done', documents: { json: () => `${JSON.stringify(schemaOf(what), null, 2)}\n` } };
}
