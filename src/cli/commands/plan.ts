import { planTenant } from '../../app/planTenant.ts';
import { viewPlan } from '../../app/planView.ts';
import { findExceededGuards } from '../../plan/guards.ts';
import type { CommandResult, Invocation } from '../command.ts';
import { requireConfiguration } from '../configuration.ts';
import type { RunResult } from '../exitCodes.ts';
import { planningOptions, runContextOf } from '../flags/useCaseOptions.ts';
import { planRenderings } from '../output/planRenderings.ts';

export async function run(invocation: Invocation): Promise<CommandResult> {
  const configuration = await requireConfiguration(invocation, invocation.operands);
  const planned = await planTenant(configuration, planningOptions(invocation), runContextOf(invocation));
  const { plan } = planned;
  const hasChanges = plan.changes.length > 0 && invocation.flags.switches.has('detailed-exitcode');
  // An exceeded guard must fail the check of a pull request, also without --detailed-exitcode.
  const runResult: RunResult = findExceededGuards(plan).length > 0 ? 'refused' : hasChanges ? 'changes' : 'done';
  return { runResult, ...planRenderings(viewPlan(planned), invocation) };
}
