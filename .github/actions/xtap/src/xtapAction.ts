/* One run of xtap: its files, its log, its summary, its outputs, and what it leaves on a pull request or in an issue. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { endGroup, notice, setFailed, setOutput, startGroup, warning } from '@actions/core';
import { codeBlock } from '../../../../src/render/text/markdown.ts';
import { shownAnnotations } from './annotations.ts';
import { barrierBefore, isOrdered } from './barrier.ts';
import { commandLine, type ResultFiles, resultFiles } from './commandLine.ts';
import { approvedBy, nobodyApproves } from './environmentApproval.ts';
import type { Inputs, XtapCommand } from './inputs.ts';
import type { Job } from './job.ts';
import { type Base, baseOf, sinceArguments } from './knownGood.ts';
import { failureMarkdown, folded, reduceMarkdown } from './markdown.ts';
import { publishComment, publishDrift } from './publish.ts';
import { countsLine, factsOf, failureOf, type RunFacts, readIfThere, readPlan } from './runFacts.ts';
import { printPlainly, runXtap, type XtapRun } from './runXtap.ts';
import { writeStepSummary } from './stepSummary.ts';

interface Finished {
  readonly facts: RunFacts;
  /** What people read; the text is the plan at full length. */
  readonly markdown: string;
  readonly text: string;
}

interface Workplace {
  readonly inputs: Inputs;
  readonly job: Job;
  readonly cwd: string;
  readonly files: ResultFiles;
}

export async function runCommand(command: XtapCommand, inputs: Inputs, job: Job): Promise<void> {
  const cwd = resolve(job.workspace, inputs.workingDirectory);
  const folder = await mkdtemp(join(process.env.RUNNER_TEMP ?? tmpdir(), 'xtap-'));
  const files = resultFiles(folder, inputs.planFile === '' ? '' : resolve(cwd, inputs.planFile));
  // A plan that an earlier step left there must not be taken for this one's.
  if (command !== 'apply') await rm(files.plan, { force: true });
  const unapproved = isOrdered(command, inputs, job) ? nobodyApproves(inputs, command) : undefined;
  if (unapproved !== undefined) warning(unapproved);

  const { run, base, refused } = await startXtap(command, { inputs, job, cwd, files });
  const about = { command, label: labelOf(inputs), commit: job.commit, ...refused };
  const facts = factsOf(run, command === 'validate' ? undefined : await readPlan(files), about);
  const approval = unapproved ?? (await approverOf(facts, inputs, job));
  const finished = opened(await finish(run, facts, files), approval);
  await writeFile(files.result, `${JSON.stringify(facts)}\n`);
  await writeFile(files.markdown, finished.markdown);
  setOutputs(facts, files);
  await show(run, finished);
  if (base !== undefined && run.exitCode === 3) notice(base.meaning);
  if (command === 'plan' && inputs.comment) await publishComment(partOf(finished), inputs, job);
  if (command === 'drift' && inputs.issue) await publishDrift(facts, finished.markdown, { inputs, job });
}

interface Started {
  readonly run: XtapRun;
  readonly base?: Base | undefined;
  /** Why xtap did not run. */
  readonly refused?: Pick<RunFacts, 'refusal'>;
}

async function startXtap(command: XtapCommand, { inputs, job, cwd, files }: Workplace): Promise<Started> {
  const barrier = await barrierBefore(command, inputs, job);
  if (barrier !== undefined) {
    const { exitCode, refusal } = barrier;
    return { run: { exitCode, stdout: '', stderr: '' }, refused: { refusal } };
  }
  const base = inputs.baseFrom === '' ? undefined : await baseOf(inputs, job, cwd);
  const known = [...(base?.args ?? []), ...(await sinceArguments(inputs, job))];
  const planFile = inputs.planFile === '' ? '' : files.plan;
  const args = commandLine(command, { ...inputs, args: [...known, ...inputs.args], planFile }, files);
  return { run: await runXtap(job.program, args, { cwd, commit: job.commit }), base };
}

async function approverOf({ command, refusal }: RunFacts, inputs: Inputs, job: Job): Promise<string | undefined> {
  return command === 'apply' && refusal === undefined ? approvedBy(inputs, job) : undefined;
}

/** The line about the approval comes first. */
function opened(finished: Finished, approval: string | undefined): Finished {
  return approval === undefined ? finished : { ...finished, markdown: `${approval}\n\n${finished.markdown}` };
}

function labelOf({ workingDirectory, paths }: Inputs): string {
  const shown = paths.length === 0 ? 'configs' : paths.join(' ');
  return workingDirectory === '.' ? shown : `${workingDirectory}: ${shown}`;
}

async function finish(run: XtapRun, facts: RunFacts, files: ResultFiles): Promise<Finished> {
  const [plan = '', text = ''] = await Promise.all([readIfThere(files.markdown), readIfThere(files.text)]);
  const failed = (): string => failureMarkdown(facts.command, failureOf(facts) ?? '', run.stderr);
  if (facts.command === 'apply') {
    const report = run.stdout.trim() === '' ? failed() : run.stdout;
    return { facts, markdown: plan === '' ? report : `${report.trimEnd()}\n\n${folded('The plan', plan)}`, text };
  }
  return { facts, markdown: plan === '' ? failed() : plan, text };
}

function setOutputs(facts: RunFacts, files: ResultFiles): void {
  setOutput('has-changes', facts.hasChanges);
  setOutput('plan-digest', facts.digest ?? '');
  setOutput('creates', facts.creates);
  setOutput('updates', facts.updates);
  setOutput('deletes', facts.deletes);
  setOutput('broadening', facts.broadening);
  setOutput('exit-code', facts.exitCode);
  setOutput('plan-file', facts.digest === undefined ? '' : files.plan);
  setOutput('results', files.folder);
}

/** The log, the annotations and the step summary. */
async function show(run: XtapRun, { facts, markdown, text }: Finished): Promise<void> {
  const failure = failureOf(facts);
  if (text !== '') {
    startGroup(`xtap ${facts.command}: ${countsLine(facts)}`);
    printPlainly(text);
    endGroup();
  }
  for (const line of shownAnnotations(run.stdout, failure === undefined ? 0 : 1)) process.stdout.write(`${line}\n`);
  if (failure !== undefined) setFailed(failure);
  const full = folded('The whole plan as text', codeBlock(text));
  await writeStepSummary([
    ...(text === '' ? [] : [() => `${markdown.trimEnd()}\n\n${full}`]),
    () => markdown,
    () => reduceMarkdown(markdown, 200_000),
  ]);
}

function partOf({ facts, markdown }: Finished): Parameters<typeof publishComment>[0] {
  const { commit, digest = '' } = facts;
  return { commit, digest, title: digest === '' ? 'failed' : countsLine(facts), markdown };
}
