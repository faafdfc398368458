import { type Applied, applyPlan, withNothingSent } from '../../app/applyPlan.ts';
import { type ApplyTask, forWriting, loadSavedPlan, prepareApply } from '../../app/applyTask.ts';
import { explainInterruptedRun } from '../../app/explainInterruptedRun.ts';
import { readSignInsOf, viewReplay } from '../../app/replaySignIns.ts';
import { XtapError } from '../../model/errors.ts';
import type { Change, Plan } from '../../model/plan.ts';
import type { ApplyReport } from '../../model/report.ts';
import { type ApprovalFlags, findGivenApproval } from '../../plan/approval.ts';
import { changesOfPlan } from '../../render/notify/notifiedChanges.ts';
import type { ReplayView } from '../../render/replay/replayWording.ts';
import { type ApplyEnding, endingOfError, endingOfReport, notEnded } from '../../render/report/applyEnding.ts';
import { terminalText } from '../../render/text/escape.ts';
import type { CommandResult, Invocation, Renderings } from '../command.ts';
import { requireConfiguration } from '../configuration.ts';
import { usageError } from '../errors.ts';
import { findSavedPlan } from '../findSavedPlan.ts';
import {
  cloudFlag,
  earlyRead,
  executionOptions,
  graphOptions,
  planningOptions,
  runContextOf,
} from '../flags/useCaseOptions.ts';
import { planRenderings } from '../output/planRenderings.ts';
import { createProgress } from '../output/progress.ts';
import { reportRenderings, reportScope } from '../output/reportRenderings.ts';
import { refusalError } from '../refusalError.ts';
import { noteFinished, noteJournal, runResultOf } from '../runResult.ts';

export async function run(invocation: Invocation): Promise<CommandResult> {
  const { flags, io, format } = invocation;
  const execution = executionOptions(invocation);
  const saved = await savedPlanOf(invocation);
  const task =
    saved === undefined ? await prepareFreshApply(invocation) : await loadSavedPlan(saved, savedOptions(invocation));
  const { plan } = task;
  const replay = await withNothingSent(replayOf(task, invocation));
  invocation.announce({ tenantId: plan.tenantId, digest: plan.digest, changes: changesOfPlan(plan.changes) });
  const approval = approvalFrom(invocation);
  const needsPrompt = saved === undefined && !flags.switches.has('yes') && plan.changes.length > 0;
  const consented = findGivenApproval(plan, approval);
  const show = (ending: ApplyEnding): ReturnType<typeof planRenderings> =>
    planRenderings({ ...task.view, ...(replay && { replay }) }, invocation, { consented, asks: needsPrompt, ending });
  const { renderings, outRenderings } = show(notEnded);
  // Text prints the plan before the first write; every other format prints one document, the report.
  if (format === 'text') io.stdout.write(renderings.text?.() ?? '');
  await withNothingSent(invocation.writeOut(outRenderings));
  const endedFiles = (ending: ApplyEnding): Renderings => {
    const { json: _plan, ...forPeople } = show(ending).outRenderings;
    return forPeople;
  };
  invocation.setErrorFiles((error) => endedFiles(endingOfError(error)));

  // Another digest has its own error, which applyPlan throws before it asks.
  const isExpected = approval.digest === undefined || approval.digest === plan.digest;
  if (needsPrompt && isExpected && !io.stdin.isTTY) {
    throw new XtapError('refused', 'Not running in a terminal, so xtap could not ask for confirmation.', {
      notDone: 'Nothing was written.',
      next:
        approval.digest === undefined
          ? 'Review the plan, then run again with --yes, or apply a saved plan with --expect-digest.'
          : 'The digest approves the plan. Run again with --yes to confirm it.',
    });
  }
  const ask = async (): Promise<boolean> => {
    if (format !== 'text') io.stderr.write(renderings.text?.() ?? '');
    return askForYes(invocation);
  };
  const progress = createProgress(invocation);
  const applied = await applyPlan(
    {
      ...task,
      consent: approval,
      ask: needsPrompt ? ask : undefined,
      execution,
      progress: progress.show,
      journalOpened: noteJournal(invocation),
    },
    runContextOf(invocation),
  ).finally(progress.end);
  if (applied.outcome === 'finished') invocation.announce({ counts: { ...applied.report.summary } });
  return resultOf(applied, plan, invocation, (report, tenantChanges) =>
    endedFiles(endingOfReport(report, reportScope(plan, { invocation, tenantChanges }))),
  );
}

/** What the sign-ins say about the plan; undefined without `--sign-ins`. It approves nothing and refuses nothing. */
async function replayOf(
  { plan, desired, live, readAgain }: ApplyTask,
  invocation: Invocation,
): Promise<ReplayView | undefined> {
  const file = invocation.flags.texts.get('sign-ins');
  const signIns = await readSignInsOf(plan, file, runContextOf(invocation));
  return signIns && viewReplay({ plan, desired, live: live ?? (await readAgain()) }, signIns);
}

/** The approval that a person gave on this command line; these flags have no environment variables. */
function approvalFrom({ flags }: Invocation): ApprovalFlags {
  return {
    deletes: flags.numbers.get('allow-deletes'),
    changes: flags.numbers.get('allow-changes'),
    broadening: flags.switches.has('allow-broadening'),
    digest: flags.texts.get('expect-digest'),
  };
}

/** Accepts only the word `yes`, typed under the plan. */
async function askForYes({ io, signal }: Pick<Invocation, 'io' | 'signal'>): Promise<boolean> {
  io.stderr.write('Apply this plan? Only "yes" will be accepted: ');
  const answer = await io.stdin.readLine();
  // Ctrl-D leaves the cursor on the prompt line; Ctrl-C already printed a newline.
  if (answer === undefined && !signal.aborted) io.stderr.write('\n');
  return answer?.trim() === 'yes';
}

async function prepareFreshApply(invocation: Invocation): Promise<ApplyTask> {
  const early = earlyRead(invocation, forWriting(graphOptions(invocation)));
  const configuration = await requireConfiguration(invocation, invocation.operands, early);
  const journal = invocation.flags.texts.get('resume');
  if (journal !== undefined) {
    const { desired } = configuration;
    const explanation = await explainInterruptedRun(journal, desired.tenantId, runContextOf(invocation));
    if (invocation.format === 'text')
      invocation.io.stdout.write(explanation.map((line) => `${terminalText(line)}\n`).join(''));
    else invocation.note(explanation.join('\n'));
  }
  return prepareApply(configuration, planningOptions(invocation), runContextOf(invocation));
}

/**
 * The saved plan, which must be the only operand.
 *
 * Flags that influence planning are refused with a saved plan. Only `XTAP_BASE` is ignored: it is set for a whole
 * workflow, and the plan already contains its base. `XTAP_ONLY` is refused as well: without it, apply would write more
 * than requested.
 */
async function savedPlanOf({ operands, flags, io, note }: Invocation): Promise<string | undefined> {
  const file = await findSavedPlan(operands, io);
  if (file === undefined) return undefined;
  if (operands.length > 1) {
    throw usageError(
      `${file} looks like a saved plan.`,
      'Pass this file without other paths, or only paths of the configuration.',
    );
  }
  const planningFlags = ['resume', 'base', 'only'].filter((name) => flags.texts.has(name) || flags.lists.has(name));
  const refused = planningFlags.find((name) => name !== 'base' || !flags.fromEnvironment.has(name));
  if (refused !== undefined) {
    throw usageError(
      `--${refused} is for making a plan, and ${file} is a saved plan.`,
      `Leave --${refused} out, or give the path of the configuration.`,
    );
  }
  if (planningFlags.length > 0) note(`Ignoring XTAP_BASE: ${file} is a saved plan, which already contains its base.`);
  return file;
}

function savedOptions(invocation: Invocation): Parameters<typeof loadSavedPlan>[1] {
  return {
    graph: graphOptions(invocation),
    cloud: cloudFlag(invocation),
    runContext: runContextOf(invocation),
  };
}

/** `filesOf`: what the files of `--out` contain after the apply. */
function resultOf(
  applied: Applied,
  plan: Plan,
  invocation: Invocation,
  filesOf: (report: ApplyReport, tenantChanges?: readonly Change[]) => Renderings,
): CommandResult {
  const context = { invocation, hasPlanAbove: true };
  switch (applied.outcome) {
    case 'refused':
      throw refusalError(applied.refusal, plan);
    case 'declined':
      throw new XtapError('refused', 'The answer was not "yes".', {
        notDone: 'Nothing was written.',
        next: 'Run xtap apply again to see the plan and to answer.',
      });
    case 'stale': {
      const problem = new XtapError('stale-plan', 'The tenant changed after this plan was made.', {
        notDone: 'Nothing was sent.',
        next: 'Run xtap plan again, and have the new plan reviewed.',
      });
      return {
        runResult: 'stale',
        renderings: reportRenderings(applied.report, plan, {
          ...context,
          problem,
          tenantChanges: applied.tenantChanges,
        }),
        outRenderings: filesOf(applied.report, applied.tenantChanges),
      };
    }
    case 'finished': {
      const { report, problem } = applied;
      noteFinished(applied, invocation);
      const runResult = runResultOf(report.converged, invocation.signal);
      const renderings = reportRenderings(report, plan, { ...context, problem });
      return { runResult, renderings, outRenderings: filesOf(report) };
    }
  }
}
