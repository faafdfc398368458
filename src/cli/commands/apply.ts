import { stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { type Applied, applyPlan } from '../../app/applyPlan.ts';
import { type ApplyTask, loadSavedPlan, prepareApply } from '../../app/applyTask.ts';
import { explainInterruptedRun } from '../../app/resume.ts';
import { withNothingSent } from '../../app/withNothingSent.ts';
import { XtapError } from '../../model/errors.ts';
import type { Plan } from '../../model/plan.ts';
import { consentedOf } from '../../plan/approval.ts';
import { terminalText } from '../../render/text/escape.ts';
import type { CommandResult, Invocation } from '../command.ts';
import { requireConfiguration } from '../configuration.ts';
import { askForYes, approvalFrom } from '../consent.ts';
import { cloudFlag, executionOptions, graphOptions, planningOptions, runContextOf } from '../flags/useCaseOptions.ts';
import { planRenderings } from '../output/planRenderings.ts';
import { createProgress } from '../output/progress.ts';
import { reportRenderings } from '../output/reportRenderings.ts';
import { refusalError } from '../refusalError.ts';
import { noteFinished, noteJournal, runResultOf } from '../runResult.ts';
import { usageError } from '../usageError.ts';

export async function run(invocation: Invocation): Promise<CommandResult> {
  const { flags, io, format } = invocation;
  const execution = executionOptions(invocation);
  const saved = await savedPlanOf(invocation);
  const task = saved === undefined ? await prepareFreshApply(invocation) : await loadSavedPlan(saved, savedOptions(invocation));
  const { plan } = task;
  const consent = approvalFrom(invocation);
  const { renderings: documents, outRenderings: outDocuments } = planRenderings(task.view, invocation, { consented: consentedOf(plan, consent) });
  // Text shows the plan before anything happens; every other format is one document, the report.
  if (format === 'text') io.stdout.write(documents.text?.() ?? '');
  await withNothingSent(invocation.writeOut(outDocuments));

  const asks = saved === undefined && !flags.switches.has('yes') && plan.changes.length > 0;
  if (asks && !io.stdin.isTTY) {
    throw new XtapError(
      'refused',
      'There is no terminal to ask at, so nothing was written. Review the plan, then give --yes, or apply a saved plan.',
    );
  }
  const ask = async (): Promise<boolean> => {
    if (format !== 'text') io.stderr.write(documents.text?.() ?? '');
    return askForYes(invocation);
  };
  const progress = createProgress(invocation);
  const applied = await applyPlan(
    {
      ...task,
      consent,
      ask: asks ? ask : undefined,
      execution,
      progress: progress.show,
      journalOpened: noteJournal(invocation),
    },
    runContextOf(invocation),
  ).finally(progress.end);
  return conclude(applied, plan, invocation);
}

async function prepareFreshApply(invocation: Invocation): Promise<ApplyTask> {
  const configuration = await requireConfiguration(invocation, invocation.operands);
  const journal = invocation.flags.texts.get('resume');
  if (journal !== undefined) {
    const { desired } = configuration;
    const story = await explainInterruptedRun(journal, desired.tenantId, runContextOf(invocation));
    if (invocation.format === 'text')
      invocation.io.stdout.write(story.map((line) => `${terminalText(line)}\n`).join(''));
    else invocation.note(story.join('\n'));
  }
  return prepareApply(configuration, planningOptions(invocation), runContextOf(invocation));
}

/**
 * The file of a saved plan: a JSON file, which is the one operand then. A journal is none, but no configuration either,
 * and is told what it is where plans are read. Flags about making plans are a mistake beside it. Only a base that is set
 * for a whole workflow is passed over, since the plan holds what it said; to pass over `XTAP_ONLY` would write more than
 * was asked for.
 */
async function savedPlanOf({ operands, flags, io, note }: Invocation): Promise<string | undefined> {
  const isSaved = await Promise.all(
    operands.map(async (path) => /\.jsonl?$/.test(path) && !(await isFolder(resolve(io.cwd, path)))),
  );
  const file = operands[isSaved.indexOf(true)];
  if (file === undefined) return undefined;
  if (operands.length > 1) throw usageError(`${file} is a saved plan by its name, and a saved plan is applied alone.`);
  const senseless = ['resume', 'base', 'only'].filter((name) => flags.texts.has(name) || flags.lists.has(name));
  const refused = senseless.find((name) => name !== 'base' || !flags.fromEnvironment.has(name));
  if (refused !== undefined) throw usageError(`--${refused} is about making a plan; ${file} is one already.`);
  if (senseless.length > 0) note(`XTAP_BASE is about making a plan; ${file} is one already, so it is passed over.`);
  return file;
}

function isFolder(path: string): Promise<boolean> {
  return stat(path).then(
    (info) => info.isDirectory(),
    () => false,
  );
}

function savedOptions(invocation: Invocation): Parameters<typeof loadSavedPlan>[1] {
  return {
    graph: graphOptions(invocation),
    cloud: cloudFlag(invocation),
    runContext: runContextOf(invocation),
  };
}

function conclude(applied: Applied, plan: Plan, invocation: Invocation): CommandResult {
  switch (applied.outcome) {
    case 'refused':
      throw refusalError(applied.refusal, plan);
    case 'declined':
      throw new XtapError('refused', 'The answer was not "yes", so nothing was written.');
    case 'stale': {
      const problem = new XtapError(
        'stale-plan',
        'The tenant is not what this plan was made from, so nothing was sent. Plan again.',
      );
      return {
        runResult: 'stale',
        renderings: reportRenderings(applied.report, plan, { invocation, problem }),
        outRenderings: {},
      };
    }
    case 'finished': {
      const { report, problem } = applied;
      noteFinished(applied, invocation);
      const documents = reportRenderings(report, plan, { invocation, problem });
      return { runResult: runResultOf(report.converged, invocation.signal), renderings: documents, outRenderings: {} };
    }
  }
}
