/* Starts xtap if it may start: the gate first, then the arguments that the action looks up. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { notice } from '@actions/core';
import { passGate } from './barrier.ts';
import { commandLine, type ResultFiles } from './commandLine.ts';
import { readKnownDrift } from './driftIssue.ts';
import { pairRun } from './fleetPairs.ts';
import { connectGithub } from './github.ts';
import type { Inputs, XtapCommand } from './inputs.ts';
import type { Job } from './job.ts';
import { findBase, findSince, type PlanBase } from './knownGood.ts';
import type { ReviewedPlan } from './pullRequestApproval.ts';
import { packArgs } from './rules.ts';
import type { RunFacts } from './runFacts.ts';
import { runXtap, type XtapRun } from './runXtap.ts';
import { fetchSignIns } from './signInsFile.ts';
import { showUndoPlan } from './undoRun.ts';

export interface RunSetup {
  readonly inputs: Inputs;
  readonly job: Job;
  readonly cwd: string;
  readonly files: ResultFiles;
}

export interface StartedRun {
  readonly run: XtapRun;
  readonly base?: PlanBase | undefined;
  readonly review?: ReviewedPlan | undefined;
  /** Why a plan has no replay, although one was asked for. */
  readonly noReplay?: string | undefined;
  /** Set if the action did not start xtap. */
  readonly refused?: Pick<RunFacts, 'refusal' | 'superseded'>;
}

interface PreparedRun extends Pick<StartedRun, 'base' | 'review' | 'noReplay'> {
  readonly args: readonly string[];
}

export async function startXtap(command: XtapCommand, setup: RunSetup): Promise<StartedRun> {
  const prepared = await prepareRun(command, setup).catch(notStarted);
  if (!('args' in prepared)) return prepared;
  const { args, ...context } = prepared;
  const { job, cwd } = setup;
  return { ...context, run: await runXtap(job.program, args, { cwd, commit: job.commit }) };
}

/** The run keeps results, so that the last job of an apply can tell people why nothing was sent. */
function notStarted(error: unknown): StartedRun {
  const refusal = error instanceof Error ? error.message : String(error);
  return { run: { exitCode: 1, stdout: '', stderr: '' }, refused: { refusal } };
}

/** The arguments of xtap, or the result of a run that does not need xtap. */
async function prepareRun(command: XtapCommand, setup: RunSetup): Promise<PreparedRun | StartedRun> {
  const { inputs, job, files } = setup;
  const { barrier, review } = await passGate(command, inputs, job);
  if (barrier !== undefined) {
    const { exitCode, ...refused } = barrier;
    return { run: { exitCode, stdout: '', stderr: '' }, review, refused };
  }
  if (command === 'plan' && inputs.undoRun > 0) {
    const noReplay = inputs.signInsFrom === '' ? undefined : '**No replay was made**: this is an undo plan.';
    return { run: await showUndoPlan(inputs, job, files), review, noReplay };
  }
  const checked = command === 'check' ? await checkWhat(setup) : undefined;
  if (command === 'check' && checked === undefined) {
    await writeFile(files.markdown, '## xtap check\n\nFewer than two tenants: there are no pairs.\n');
    return { run: { exitCode: 0, stdout: '', stderr: '' } };
  }
  return { ...(await argumentsFor(command, checked ?? { paths: inputs.paths, args: [] }, setup)), review };
}

/** `given`: the paths, and arguments before those of the workflow. */
async function argumentsFor(
  command: XtapCommand,
  given: Pick<Inputs, 'paths' | 'args'>,
  setup: RunSetup,
): Promise<PreparedRun> {
  const { inputs, job, cwd, files } = setup;
  const base = inputs.baseFrom === '' ? undefined : await findBase(inputs, job, cwd);
  const signIns = inputs.signInsFrom === '' ? undefined : await fetchSignIns(inputs, job);
  const lookedUp = [
    ...(command === 'check' ? sinceBase(base) : (base?.args ?? [])),
    ...(await findSince(inputs, job)),
    ...(await notifyStateArgs(command, setup)),
    ...given.args,
    ...(signIns?.args ?? []),
  ];
  const planFile = inputs.planFile === '' ? '' : files.plan;
  const words = { ...inputs, paths: given.paths, args: [...lookedUp, ...inputs.args], planFile };
  return { args: commandLine(command, words, files), base, noReplay: signIns?.missing };
}

/** What check looks at, and with which rules; undefined if there is nothing to check. */
async function checkWhat({
  inputs,
  job,
  cwd,
  files: { folder },
}: RunSetup): Promise<Pick<Inputs, 'paths' | 'args'> | undefined> {
  if (inputs.pairs) return pairRun(cwd, inputs.paths[0] ?? 'configs', folder);
  return { paths: inputs.paths, args: await packArgs(inputs, job, { cwd, folder }) };
}

/** On the branch, people have reviewed every waiver that was merged. */
function sinceBase(base: PlanBase | undefined): readonly string[] {
  const [, ref] = base?.args ?? [];
  return ref === undefined ? [] : ['--new-since', ref, '--accept-new-waivers'];
}

/** The planned paths, as shown to people. */
export function labelOf({ workingDirectory, paths }: Inputs): string {
  const listed = paths.length === 0 ? 'configs' : paths.join(' ');
  return workingDirectory === '.' ? listed : `${workingDirectory}: ${listed}`;
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
