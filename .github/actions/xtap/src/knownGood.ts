/*
 * Finds the last known good state: the commit that was applied last (`base-from`), and the time of the last run that
 * saw no drift (`since-from`). Both come from the list of a workflow's successful runs. Rejected: the commit before a
 * push; a merge whose apply was refused would then be the base of the next merge, and its looser limits would apply.
 *
 * The time comes from a run of the drift workflow, not from a later apply: apply does not look at undeclared settings,
 * so the time of an apply would hide who added one. A time that is too early only adds events.
 */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { info, warning } from '@actions/core';
import { connectGithub, withRetry } from './github.ts';
import type { Inputs } from './inputs.ts';
import type { Job } from './job.ts';
import { findLastRun, isOfBranch, type LastRun, type WorkflowRuns } from './lastRun.ts';

/** Throws if GitHub or git does not answer, since "nothing was applied" must not be a guess. */
export async function findLastApplied(inputs: Inputs, job: Job, cwd: string): Promise<LastRun | undefined> {
  const runs = workflowRuns(inputs.baseFrom, job);
  const branchCommits = await readFirstParents(cwd);
  try {
    return await findLastRun(connectGithub(inputs.token), runs, ({ commit }) => branchCommits.has(commit));
  } catch (error) {
    throw new Error(`The runs of ${runs.workflow} cannot be read (the job needs "actions: read"): ${textOf(error)}`);
  }
}

/** The object id of the empty tree, which every git repository knows: a base without configuration. */
const emptyTree = '4b825dc642cb6eb9a060e54bf8d69288fbee4904';

export interface PlanBase {
  readonly args: readonly string[];
  /** Which limits apply and how to exceed them, for the reader of a refusal. */
  readonly limits: string;
  readonly commit?: string;
  /** In a pull request: the run that will apply what was merged and waits. */
  readonly waiting?: NewestRun | undefined;
}

const exceedHint =
  'To go beyond them once, start the workflow that applies by hand, with its input "allow-deletes" or "allow-changes".';

/**
 * The base of a plan on the branch, and of drift. It is empty if no commit was applied, so that the usual limits apply.
 * In a pull request the workflow gives the base itself, and this is the commit beside it.
 */
export async function findBase(inputs: Inputs, job: Job, cwd: string): Promise<PlanBase> {
  const applied = await findLastApplied(inputs, job, cwd);
  if (applied === undefined) return withoutApplied(inputs, job);
  const path = inputs.basePath === '' ? '' : `:${inputs.basePath}`;
  const ref = `git:${applied.commit}${path}`;
  const rule = `The stricter limits of that commit and of this one apply, until this one is applied. ${exceedHint}`;
  if (isPullRequest(job)) {
    const found = `The commit applied last is ${applied.commit} (${applied.url}).`;
    info(found);
    return {
      args: ['--applied', ref],
      commit: applied.commit,
      limits: `${found} ${rule}`,
      waiting: await findNewestRun(inputs, job),
    };
  }
  const found = `The base is ${applied.commit}, the commit applied last (${applied.url}).`;
  info(found);
  return { args: ['--base', ref], commit: applied.commit, limits: `${found} ${rule}` };
}

function withoutApplied({ command, baseFrom, args }: Inputs, job: Job): PlanBase {
  const nothing = `No commit of ${branchOf(job)} is known to be applied: ${baseFrom} has not succeeded on one.`;
  if (command === 'drift' && args.includes('--correct')) {
    throw new Error(`${nothing} So xtap cannot tell drift from a merge that waits. Run ${baseFrom} first.`);
  }
  info(nothing);
  const limits = `${nothing} So the usual limits apply together with those of the configuration. ${exceedHint}`;
  const isOfBranch = (command === 'plan' || command === 'check') && !isPullRequest(job);
  return { args: isOfBranch ? ['--base', `git:${emptyTree}`] : [], limits };
}

/** Also in a merge queue. */
export function isPullRequest({ branch, baseBranch }: Job): boolean {
  return branch === undefined && baseBranch !== undefined;
}

/** The branch that is applied: that of the run, or the one that the pull request is merged into. */
function branchOf({ branch, baseBranch }: Job): string | undefined {
  return branch ?? baseBranch;
}

interface NewestRun {
  readonly number: number;
  readonly url: string;
}

/** The newest run of the workflow that applies, in any state. */
async function findNewestRun({ baseFrom, token }: Inputs, job: Job): Promise<NewestRun | undefined> {
  const { at, branch } = workflowRuns(baseFrom, job);
  const client = connectGithub(token);
  const { data } = await withRetry(() =>
    client.rest.actions.listWorkflowRuns({ ...at, workflow_id: baseFrom, branch, per_page: 30 }),
  );
  const run = data.workflow_runs.find((each) => isOfBranch(each, at));
  return run === undefined ? undefined : { number: run.run_number, url: run.html_url };
}

/** The `--since` argument for the audit log, or none. A failed lookup does not fail the run: drift works without it. */
export async function findSince(inputs: Inputs, job: Job): Promise<readonly string[]> {
  if (inputs.sinceFrom === '') return [];
  try {
    const run = await findLastRun(connectGithub(inputs.token), workflowRuns(inputs.sinceFrom, job));
    if (run === undefined) return [];
    info(`The tenant was last seen as declared by ${run.url}.`);
    return ['--since', new Date(run.createdAt).toISOString()];
  } catch (error) {
    warning(`When the tenant was last seen as declared is not known ("actions: read" is needed): ${textOf(error)}`);
    return [];
  }
}

/**
 * The commits that the branch itself has been at, newest first. Other ancestors come from merged branches; their
 * configuration was never the configuration of this branch.
 */
async function readFirstParents(cwd: string): Promise<ReadonlySet<string>> {
  const git = async (...args: readonly string[]): Promise<string> => {
    const { stdout } = await promisify(execFile)('git', args, { cwd, maxBuffer: 256 * 1024 * 1024 });
    return stdout;
  };
  if ((await git('rev-parse', '--is-shallow-repository')).trim() !== 'false') {
    throw new Error('"base-from" needs the history of the branch: check out with "fetch-depth: 0".');
  }
  return new Set((await git('rev-list', '--first-parent', 'HEAD')).split('\n'));
}

function workflowRuns(workflow: string, job: Job): WorkflowRuns {
  const branch = branchOf(job);
  if (branch === undefined) {
    throw new Error(`The runs of ${workflow} can be looked up for a branch only, and this run is not of a branch.`);
  }
  return { at: job.repository(), workflow, branch };
}

function textOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
