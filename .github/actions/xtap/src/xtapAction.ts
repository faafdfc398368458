/* One run of xtap: files, log, summary and outputs, then the comment on the pull request or the drift issue. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { notice, setOutput, warning } from '@actions/core';
import { fieldTable } from '../../../../src/model/fieldTable.ts';
import { readPlanFile } from '../../../../src/plan/planFile/planFile.ts';
import { type Approval, readApproval, reviewApproval, unapprovedNotice } from './approval.ts';
import { isOrdered, unreviewedBarrier } from './barrier.ts';
import { checkFiles, readCheck, readCheckedPlan, withCheck } from './checkResults.ts';
import { type ResultFiles, resultFiles } from './commandLine.ts';
import { writeEvidence } from './evidence.ts';
import { decideGuards } from './guardInputs.ts';
import type { Inputs, XtapCommand } from './inputs.ts';
import type { Job } from './job.ts';
import { differenceMarkdown, readReviewedPlan } from './planDifference.ts';
import { publishComment, publishDrift } from './publish.ts';
import { type ReviewedPlan, reviewedArtifact } from './pullRequestApproval.ts';
import { factsOf, type RunFacts, readIfThere, readPlan } from './runFacts.ts';
import {
  commentPart,
  printOutput,
  type RunOutput,
  readOutput,
  setOutputs,
  withFirstLine,
  withWaitingRun,
} from './runOutput.ts';
import { labelOf, type RunSetup, startXtap } from './startRun.ts';
import { removeReplay } from './withoutReplay.ts';

export async function runCommand(command: XtapCommand, inputs: Inputs, job: Job): Promise<void> {
  const cwd = resolve(job.workspace, inputs.workingDirectory);
  const files = await filesOf(command, inputs, cwd);
  const { folder } = files;
  const setup: RunSetup = { inputs, job, cwd, files };
  // The plan of an earlier step must not be mistaken for the plan of this run.
  if (command !== 'apply') await rm(files.plan, { force: true });
  const unapproved = isOrdered(command, inputs, job) ? unapprovedNotice(inputs, command) : undefined;
  if (unapproved !== undefined) warning(unapproved);

  const { run: ended, base, review, refused, noReplay } = await startXtap(command, setup);
  // The file of `plan-file` is not this run's own to change.
  if (command !== 'apply' || inputs.planFile === '') await removeReplay(files.plan);
  const { run, sentence: guards } = command === 'plan' ? await decideGuards(ended, inputs, files) : { run: ended };
  const context = {
    command,
    label: labelOf(inputs),
    commit: job.commit,
    base: base?.commit,
    undoes: inputs.undoRun,
    ...refused,
  };
  const plan = command === 'validate' ? undefined : await readPlan(files);
  const facts = asReviewed(factsOf(run, plan, context), review);
  const approval = await approvalOf(facts, setup, review);
  const approvalLine = unapproved ?? approval?.sentence ?? (await reviewLine(facts, setup, review));
  const firstLines = [approvalLine, guards, noReplay].filter((line) => line !== undefined).join('\n\n') || undefined;
  const output = withWaitingRun(withFirstLine(await readOutput(run, facts, files), firstLines), plan, base);
  if (guards !== undefined) warning(guards);
  if (approval !== undefined)
    setOutput('evidence', await writeEvidence(folder, { facts, approval, cwd }, { inputs, job }));
  await writeFile(files.result, `${JSON.stringify(facts)}\n`);
  await writeFile(files.markdown, output.markdown);
  setOutputs(facts, files);
  await printOutput(run, output);
  if (base !== undefined && command !== 'check' && run.exitCode === 3) notice(base.limits);
  await publish(output, setup);
}

/** The files of the run, in a folder of its own; those of check are in the folder of its plan. */
async function filesOf(command: XtapCommand, { planResults, planFile }: Inputs, cwd: string): Promise<ResultFiles> {
  const own = (): Promise<string> => mkdtemp(join(process.env.RUNNER_TEMP ?? tmpdir(), 'xtap-'));
  const folder = planResults === '' ? await own() : resolve(cwd, planResults);
  if (command === 'check') return checkFiles(folder);
  return resultFiles(folder, planFile === '' ? '' : resolve(cwd, planFile));
}

async function publish(output: RunOutput, { inputs, job, files }: RunSetup): Promise<void> {
  const { facts, markdown } = output;
  const part = { ...commentPart(output), runId: job.runId };
  if (facts.command === 'plan' && inputs.comment) await publishComment(part, inputs, job);
  if (facts.command === 'check' && inputs.comment && inputs.planResults !== '') {
    await publishComment({ ...(await checkedPart(files.folder)), runId: job.runId }, inputs, job);
  }
  if (facts.command === 'drift' && inputs.issue) await publishDrift(facts, markdown, { inputs, job });
}

/** The comment of the plan, with the results of check. */
async function checkedPart(folder: string): Promise<ReturnType<typeof commentPart>> {
  const plan = await readCheckedPlan(folder);
  return commentPart({ ...plan, text: '', markdown: withCheck(plan.markdown, await readCheck(folder)) });
}

/** A plan with changes that its reviewers could not see is refused, as its apply would be. */
function asReviewed(facts: RunFacts, review: ReviewedPlan | undefined): RunFacts {
  const { command, hasChanges, digest, refusal } = facts;
  if (command !== 'plan' || review === undefined || !hasChanges || digest === undefined || refusal !== undefined)
    return facts;
  const barrier = unreviewedBarrier(review, digest);
  return barrier === undefined ? facts : { ...facts, ...barrier };
}

/** Who approved an apply that has started. */
async function approvalOf(
  { command, refusal }: RunFacts,
  { inputs, job }: RunSetup,
  review: ReviewedPlan | undefined,
): Promise<Approval | undefined> {
  return command === 'apply' && refusal === undefined ? readApproval(inputs, job, review) : undefined;
}

/** In the plan job: who approved the plan, or what is different from the plan that was reviewed. */
async function reviewLine(
  { command, exitCode, refusal }: RunFacts,
  { inputs, job, files }: RunSetup,
  review: ReviewedPlan | undefined,
): Promise<string | undefined> {
  if (command !== 'plan' || review === undefined) return undefined;
  if (exitCode !== 4) return reviewApproval(review).sentence;
  const artifact = reviewedArtifact(review, inputs.tenant);
  const reviewed = artifact === undefined ? undefined : await readReviewedPlan(inputs, job, artifact);
  const text = await readIfThere(files.plan);
  if (reviewed === undefined || text === undefined) return refusal;
  return `${refusal ?? ''}\n\n${differenceMarkdown(reviewed, readPlanFile(text, fieldTable))}`;
}
