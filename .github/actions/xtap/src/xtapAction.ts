/* One run of xtap: files, log, summary and outputs, then the comment on the pull request or the drift issue. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { endGroup, notice, setFailed, setOutput, startGroup, warning } from '@actions/core';
import { codeBlock } from '../../../../src/render/text/markdown.ts';
import { findBarrier, isOrdered } from './barrier.ts';
import { commandLine, type ResultFiles, resultFiles } from './commandLine.ts';
import { readKnownDrift } from './driftIssue.ts';
import { readApprovers, unapprovedNotice } from './environmentApproval.ts';
import { connectGithub } from './github.ts';
import type { Inputs, XtapCommand } from './inputs.ts';
import type { Job } from './job.ts';
import { findBase, findSince, type PlanBase } from './knownGood.ts';
import { failureMarkdown, folded, reduceMarkdown } from './markdown.ts';
import { publishComment, publishDrift } from './publish.ts';
import {
  countsLine,
  factsOf,
  failureOf,
  hasWaitingFields,
  type PlanFacts,
  type RunFacts,
  readIfThere,
  readPlan,
} from './runFacts.ts';
import { printPlainly, runXtap, type XtapRun } from './runXtap.ts';
import { writeStepSummary } from './stepSummary.ts';
import type { StickyPart } from './stickyBody.ts';

const maxAnnotationsPerLevel = 10;

interface RunOutput {
  readonly facts: RunFacts;
  /** `markdown` may be shortened; `text` is the whole plan. */
  readonly markdown: string;
  readonly text: string;
}

interface RunSetup {
  readonly inputs: Inputs;
  readonly job: Job;
  readonly cwd: string;
  readonly files: ResultFiles;
}

export async function runCommand(command: XtapCommand, inputs: Inputs, job: Job): Promise<void> {
  const cwd = resolve(job.workspace, inputs.workingDirectory);
  const folder = await mkdtemp(join(process.env.RUNNER_TEMP ?? tmpdir(), 'xtap-'));
  const files = resultFiles(folder, inputs.planFile === '' ? '' : resolve(cwd, inputs.planFile));
  // The plan of an earlier step must not be mistaken for the plan of this run.
  if (command !== 'apply') await rm(files.plan, { force: true });
  const unapproved = isOrdered(command, inputs, job) ? unapprovedNotice(inputs, command) : undefined;
  if (unapproved !== undefined) warning(unapproved);

  const { run, base, refused } = await startXtap(command, { inputs, job, cwd, files });
  const context = { command, label: labelOf(inputs), commit: job.commit, ...refused };
  const plan = command === 'validate' ? undefined : await readPlan(files);
  const facts = factsOf(run, plan, context);
  const approval = unapproved ?? (await readApproval(facts, inputs, job));
  const output = withWaitingRun(withFirstLine(await readOutput(run, facts, files), approval), plan, base);
  await writeFile(files.result, `${JSON.stringify(facts)}\n`);
  await writeFile(files.markdown, output.markdown);
  setOutputs(facts, files);
  await printOutput(run, output);
  if (base !== undefined && run.exitCode === 3) notice(base.limits);
  if (command === 'plan' && inputs.comment)
    await publishComment({ ...commentPart(output), runId: job.runId }, inputs, job);
  if (command === 'drift' && inputs.issue) await publishDrift(facts, output.markdown, { inputs, job });
}

interface StartedRun {
  readonly run: XtapRun;
  readonly base?: PlanBase | undefined;
  /** Set if the action did not start xtap. */
  readonly refused?: Pick<RunFacts, 'refusal'>;
}

async function startXtap(command: XtapCommand, { inputs, job, cwd, files }: RunSetup): Promise<StartedRun> {
  const barrier = await findBarrier(command, inputs, job);
  if (barrier !== undefined) {
    const { exitCode, refusal } = barrier;
    return { run: { exitCode, stdout: '', stderr: '' }, refused: { refusal } };
  }
  const base = inputs.baseFrom === '' ? undefined : await findBase(inputs, job, cwd);
  const notified = await notifyStateArgs(command, { inputs, job, cwd, files });
  const lookedUp = [...(base?.args ?? []), ...(await findSince(inputs, job)), ...notified];
  const planFile = inputs.planFile === '' ? '' : files.plan;
  const args = commandLine(command, { ...inputs, args: [...lookedUp, ...inputs.args], planFile }, files);
  return { run: await runXtap(job.program, args, { cwd, commit: job.commit }), base };
}

/** With `--notify` and an issue, the issue tells which drift people know: a job keeps no file between its runs. */
async function notifyStateArgs(command: XtapCommand, { inputs, job, files }: RunSetup): Promise<readonly string[]> {
  const tenantId = process.env.AZURE_TENANT_ID ?? '';
  const isAsked = inputs.args.some((word) => /^--notify(=|$)/.test(word));
  if (command !== 'drift' || !inputs.issue || !isAsked || tenantId === '') return [];
  try {
    const at = { tenantId: tenantId.toLowerCase(), label: labelOf(inputs) };
    const known = await readKnownDrift(connectGithub(inputs.token), job.repository(), at);
    const file = join(files.folder, 'notify.json');
    await writeFile(file, `${JSON.stringify(known)}\n`);
    return ['--notify-state', file];
  } catch (error) {
    notice(`The issue of the tenant cannot be read, so people may be told of known drift again: ${String(error)}`);
    return [];
  }
}

async function readApproval({ command, refusal }: RunFacts, inputs: Inputs, job: Job): Promise<string | undefined> {
  return command === 'apply' && refusal === undefined ? readApprovers(inputs, job) : undefined;
}

function withFirstLine(output: RunOutput, line: string | undefined): RunOutput {
  return line === undefined ? output : { ...output, markdown: `${line}\n\n${output.markdown}` };
}

function withWaitingRun(output: RunOutput, plan: PlanFacts | undefined, base: PlanBase | undefined): RunOutput {
  const run = base?.waiting;
  if (run === undefined || plan === undefined || !hasWaitingFields(plan)) return output;
  const line = `- Fields with the origin \`waiting\` were merged and are not applied yet: [run ${run.number}](${run.url})`;
  return { ...output, markdown: `${output.markdown.trimEnd()}\n${line}\n` };
}

function labelOf({ workingDirectory, paths }: Inputs): string {
  const listed = paths.length === 0 ? 'configs' : paths.join(' ');
  return workingDirectory === '.' ? listed : `${workingDirectory}: ${listed}`;
}

async function readOutput(run: XtapRun, facts: RunFacts, files: ResultFiles): Promise<RunOutput> {
  const [plan = '', text = ''] = await Promise.all([readIfThere(files.markdown), readIfThere(files.text)]);
  const failed = (): string => failureMarkdown(facts, failureOf(facts) ?? '', run.stderr);
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
async function printOutput(run: XtapRun, { facts, markdown, text }: RunOutput): Promise<void> {
  const failure = failureOf(facts);
  // Without a plan, the text is the error, which is already in the log.
  if (text !== '' && facts.digest !== undefined) {
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

/**
 * The annotations in xtap's output that GitHub will show: the first ten per level and step. xtap ranks them. The
 * function leaves room for `reserved` errors of the step itself. It passes these three workflow commands only, so a
 * name in the output cannot give the runner another command.
 */
function shownAnnotations(stdout: string, reserved = 0): readonly string[] {
  const seen = new Map<string, number>();
  return stdout.split(/\r?\n/).filter((line) => {
    const level = /^::(error|warning|notice) /.exec(line)?.[1];
    if (level === undefined) return false;
    const count = (seen.get(level) ?? 0) + 1;
    seen.set(level, count);
    return count <= maxAnnotationsPerLevel - (level === 'error' ? reserved : 0);
  });
}

function commentPart({ facts, markdown }: RunOutput): Omit<StickyPart, 'runId'> {
  const { commit, digest = '' } = facts;
  return { commit, digest, title: digest === '' ? 'failed' : countsLine(facts), markdown };
}
