import { planTenant } from '../../app/planTenant.ts';
import { viewOf } from '../../app/planView.ts';
import { exceededGuards } from '../../plan/planReading.ts';
import type { CommandResult, Invocation } from '../command.ts';
import { configurationOf } from '../configuration.ts';
import type { Ending } from '../exitCodes.ts';
import { planningOptions, surroundingsOf } from '../flags/flagSettings.ts';
import { planDocuments } from '../output/planRenderings.ts';

export async function run(invocation: Invocation): Promise<CommandResult> {
  const configuration = await configurationOf(invocation, invocation.operands);
  const planned = await planTenant(configuration, planningOptions(invocation), surroundingsOf(invocation));
  const { plan } = planned;
  const hasChanges = plan.changes.length > 0 && invocation.flags.switches.has('detailed-exitcode');
  // An exceeded guard turns a pull request red.
  const ending: Ending = exceededGuards(plan).length > 0 ? 'refused' : hasChanges ? 'changes' : 'done';
  return { ending, ...planDocuments(viewOf(planned), invocation) };
}
