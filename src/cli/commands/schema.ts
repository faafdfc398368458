import { planSchemaText } from '../../app/schemas.ts';
import type { CommandResult, Invocation } from '../command.ts';

export async function run(_: Invocation): Promise<CommandResult> {
  const json = planSchemaText;
  return { ending: 'done', documents: { json } };
}
