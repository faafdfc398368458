import { planTenant } from '../../app/planTenant.ts';
import { viewPlan } from '../../app/planView.ts';
import { readSignInsOf, viewReplay } from '../../app/replaySignIns.ts';
import { isoDay } from '../../app/runContext.ts';
import type { Plan } from '../../model/plan.ts';
import { findExceededGuards } from '../../plan/guards.ts';
import { renderDiagnosticsText } from '../../render/diagnostics/diagnosticsText.ts';
import { planFindings } from '../../render/plan/planFindings.ts';
import type { CommandResult, Invocation } from '../command.ts';
import { requireConfiguration } from '../configuration.ts';
import type { RunResult } from '../exitCodes.ts';
import { earlyRead, planningOptions, runContextOf } from '../flags/useCaseOptions.ts';
import { planRenderings } from '../output/planRenderings.ts';

export async function run(invocation: Invocation): Promise<CommandResult> {
  const configuration = await requireConfiguration(invocation, invocation.operands, earlyRead(invocation));
  const runContext = runContextOf(invocation);
  const file = invocation.flags.texts.get('sign-ins');
  const signIns = await readSignInsOf(configuration.desired, file, runContext);
  const planned = await planTenant(configuration, planningOptions(invocation), runContext);
  const { plan } = planned;
  const view = {
    ...viewPlan(planned, isoDay(runContext.wallNow())),
    ...(signIns && { replay: viewReplay(planned, signIns) }),
  };
  if (invocation.format === 'digest') explainFailure(plan, invocation);
  const hasChanges = plan.changes.length > 0 && invocation.flags.switches.has('detailed-exitcode');
  return { runResult: planResult(plan, hasChanges), ...planRenderings(view, invocation) };
}

/** The digest does not say why the plan fails. */
function explainFailure(plan: Plan, { io, color, width }: Invocation): void {
  const findings = planFindings(plan, undefined).filter(({ severity }) => severity === 'error');
  if (findings.length > 0)
    io.stderr.write(
      renderDiagnosticsText(findings, { color: color.stderr, width: width.stderr, messages: width.stderr }),
    );
}

/** A problem and an exceeded guard must fail the check of a pull request, also without --detailed-exitcode. */
function planResult(plan: Plan, hasChanges: boolean): RunResult {
  if (plan.problems.length > 0) return { because: 'plan-with-problems' };
  if (findExceededGuards(plan).length > 0) return 'refused';
  return hasChanges ? 'changes' : 'done';
}
