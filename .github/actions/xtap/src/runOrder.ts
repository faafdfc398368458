/*
 * Keeps runs in order: an old run never overwrites a newer intention. A run can wait for its reviewers for 30 days, and
 * anybody who may write can start an old run again. So the action asks GitHub, and not the run, what is newest: the runs
 * of the same workflow on the branch, and the branch itself. It refuses before xtap starts.
 *
 * Any newer run supersedes, also one that failed or was cancelled: that run may have written a part before it ended. Only
 * a run whose jobs were all skipped decided nothing. The way on is always a run on the tip of the branch.
 */
import { relative, resolve, sep } from 'node:path';
import { type Client, connectGithub, withRetry } from './github.ts';
import type { Inputs } from './inputs.ts';
import type { Job } from './job.ts';
import { isOfBranch } from './lastRun.ts';
import { objectAt } from './repositoryTree.ts';

/** The run of a branch, which has a place in the order of runs. */
interface BranchRun {
  readonly client: Client;
  readonly job: Job;
  readonly at: ReturnType<Job['repository']>;
  readonly branch: string;
  readonly workflow: NonNullable<Job['workflow']>;
}

interface NewerRun {
  readonly number: number;
  readonly commit: string;
  readonly url: string;
  readonly status: string;
  readonly conclusion: string;
}

/** Why the run must not plan for an apply or apply; undefined if the run and its commit are the newest. */
export async function supersededBy(inputs: Inputs, job: Job): Promise<string | undefined> {
  const run = branchRun(inputs, job);
  const newer = await ask('the runs of the workflow', 'actions: read', () => newestAfter(run));
  if (newer === undefined) return outdated(inputs, job);
  const number = `run ${newer.number}, commit ${newer.commit.slice(0, 7)}`;
  if (newer.status === 'waiting') return `Superseded by ${number}: approve that one. ${nothingSent} ${newer.url}`;
  if (newer.status !== 'completed') {
    return `Superseded by ${number}: approve that one when it asks. ${nothingSent} ${newer.url}`;
  }
  if (newer.conclusion !== 'success') {
    return `Superseded by ${number} (${newer.url}), which ended as "${newer.conclusion}". ${nothingSent} ${startAgain(run)}`;
  }
  const again = `To plan again, start the workflow on ${run.branch} ("Run workflow"): ${run.workflow.url}`;
  return `Superseded by ${number} (${newer.url}), which succeeded: no run is left to approve. ${nothingSent} ${again}`;
}

/** Why the commit is not the newest; undefined if the branch has the same configuration now. */
export async function outdated(inputs: Inputs, job: Job): Promise<string | undefined> {
  const run = branchRun(inputs, job);
  const tip = await ask(`the branch ${run.branch}`, 'contents: read', () => newerTip(run, inputs));
  if (tip === undefined) return undefined;
  const what = `Superseded by commit ${tip.commit.slice(0, 7)} of ${run.branch}: ${tip.reason}.`;
  return `${what} ${nothingSent} ${startAgain(run)}`;
}

const nothingSent = 'Nothing was sent to the tenant.';

function startAgain({ branch, workflow }: BranchRun): string {
  return `Start the workflow on ${branch} ("Run workflow") and approve that run: ${workflow.url}`;
}

function branchRun(inputs: Inputs, job: Job): BranchRun {
  const { branch, workflow } = job;
  if (branch === undefined) {
    throw new Error(
      `This run is of a tag or a pull request, and runs are ordered on a branch only. ${nothingSent} Start it on a branch.`,
    );
  }
  if (workflow === undefined) {
    throw new Error(
      `GITHUB_WORKFLOW_REF names no workflow, so the action cannot look for newer runs. ${nothingSent} Update the runner.`,
    );
  }
  return { client: connectGithub(inputs.token), job, at: job.repository(), branch, workflow };
}

/** A failed read ends the step: there may be a newer run or commit. */
async function ask<T>(what: string, permission: string, task: () => Promise<T>): Promise<T> {
  try {
    return await withRetry(task);
  } catch (error) {
    const text = error instanceof Error ? error.message : String(error);
    throw new Error(
      `The action could not read ${what}, so there may be a newer run or commit. ${nothingSent} Give the job "${permission}" and start it again: ${text}`,
    );
  }
}

/** The list is newest first, so the page that reaches this run's number is the last one. */
async function newestAfter({ client, at, branch, workflow, job }: BranchRun): Promise<NewerRun | undefined> {
  const pages = client.paginate.iterator(client.rest.actions.listWorkflowRuns, {
    ...at,
    workflow_id: workflow.file,
    branch,
    per_page: 100,
  });
  let newest: NewerRun | undefined;
  for await (const { data } of pages) {
    for (const run of data) {
      const { run_number: number, conclusion } = run;
      if (number <= Math.max(job.runNumber, newest?.number ?? 0)) continue;
      if (conclusion === 'skipped' || !isOfBranch(run, at)) continue;
      const { head_sha: commit, html_url: url, status } = run;
      newest = { number, commit, url, status: status ?? '', conclusion: conclusion ?? '' };
    }
    if (data.some(({ run_number }) => run_number <= job.runNumber)) break;
  }
  return newest;
}

async function newerTip(
  { client, at, branch, job }: BranchRun,
  inputs: Inputs,
): Promise<{ readonly commit: string; readonly reason: string } | undefined> {
  const { data } = await client.rest.repos.getBranch({ ...at, branch });
  const commit = data.commit.sha;
  if (commit === job.sha) return undefined;
  for (const path of repositoryPaths(inputs, job)) {
    const before = path === undefined ? undefined : await objectAt(client, at, { commit: job.sha, path });
    if (path === undefined || before === undefined) {
      const reason = `"${path ?? inputs.paths.join(' ')}" is not in commit ${job.sha.slice(0, 7)}, so the two cannot be compared`;
      return { commit, reason };
    }
    if (before !== (await objectAt(client, at, { commit, path }))) {
      return { commit, reason: `"${path}" has changed there since ${job.sha.slice(0, 7)}` };
    }
  }
  return undefined;
}

/** The configuration's paths in the repository; undefined for one outside of it. */
function repositoryPaths({ paths, workingDirectory }: Inputs, { workspace }: Job): readonly (string | undefined)[] {
  return (paths.length === 0 ? ['configs'] : paths).map((path) => {
    const inside = relative(workspace, resolve(workspace, workingDirectory, path))
      .split(sep)
      .join('/');
    return inside === '..' || inside.startsWith('../') ? undefined : inside;
  });
}
