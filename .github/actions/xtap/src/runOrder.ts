/*
 * Keeps runs in order, so that an old run never overwrites a newer configuration. A run can wait for its reviewers for
 * 30 days, and anybody with write access can start an old run again. So the action asks GitHub for the newest run of
 * the workflow on the branch and for the tip of the branch, and refuses before xtap starts.
 *
 * Every newer run supersedes, also a failed or cancelled one, which may have written a part. Only a run whose jobs were
 * all skipped does not count. The remedy is always a run on the tip of the branch.
 */
import { relative, resolve, sep } from 'node:path';
import { type Client, connectGithub, type Repository, withRetry } from './github.ts';
import type { Inputs } from './inputs.ts';
import type { Job } from './job.ts';
import { isOfBranch } from './lastRun.ts';

/** A run on a branch. Runs of tags and pull requests have no order. */
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

/** Returns why the run must not plan or apply; undefined if the run and its commit are the newest. */
export async function checkNewestRun(inputs: Inputs, job: Job): Promise<string | undefined> {
  const run = branchRun(inputs, job);
  const newer = await readOrFail('the runs of the workflow', 'actions: read', () => findNewerRun(run));
  if (newer === undefined) return checkNewestCommit(inputs, job);
  const number = `run ${newer.number}, commit ${newer.commit.slice(0, 7)}`;
  if (newer.status === 'waiting') return `Superseded by ${number}: approve that one. ${nothingSent} ${newer.url}`;
  if (newer.status !== 'completed') {
    return `Superseded by ${number}: approve that one when it asks. ${nothingSent} ${newer.url}`;
  }
  if (newer.conclusion !== 'success') {
    return `Superseded by ${number} (${newer.url}), which ended as "${newer.conclusion}". ${nothingSent} ${startAgainHint(run)}`;
  }
  const again = `To plan again, start the workflow on ${run.branch} ("Run workflow"): ${run.workflow.url}`;
  return `Superseded by ${number} (${newer.url}), which succeeded: no run is left to approve. ${nothingSent} ${again}`;
}

/** Returns why the commit is outdated; undefined if the tip of the branch has the same configuration. */
export async function checkNewestCommit(inputs: Inputs, job: Job): Promise<string | undefined> {
  const run = branchRun(inputs, job);
  const tip = await readOrFail(`the branch ${run.branch}`, 'contents: read', () => findNewerTip(run, inputs));
  if (tip === undefined) return undefined;
  const what = `Superseded by commit ${tip.commit.slice(0, 7)} of ${run.branch}: ${tip.reason}.`;
  return `${what} ${nothingSent} ${startAgainHint(run)}`;
}

const nothingSent = 'Nothing was sent to the tenant.';

function startAgainHint({ branch, workflow }: BranchRun): string {
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

/** Throws after a failed read, since there may be a newer run or commit. */
async function readOrFail<T>(what: string, permission: string, task: () => Promise<T>): Promise<T> {
  try {
    return await withRetry(task);
  } catch (error) {
    const text = error instanceof Error ? error.message : String(error);
    throw new Error(
      `The action could not read ${what}, so there may be a newer run or commit. ${nothingSent} Give the job "${permission}" and start it again: ${text}`,
    );
  }
}

/** GitHub lists the newest run first, so reading stops at the page with the number of this run. */
async function findNewerRun({ client, at, branch, workflow, job }: BranchRun): Promise<NewerRun | undefined> {
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

async function findNewerTip(
  { client, at, branch, job }: BranchRun,
  inputs: Inputs,
): Promise<{ readonly commit: string; readonly reason: string } | undefined> {
  const { data } = await client.rest.repos.getBranch({ ...at, branch });
  const commit = data.commit.sha;
  if (commit === job.sha) return undefined;
  for (const path of repositoryPaths(inputs, job)) {
    const before = path === undefined ? undefined : await readObjectId(client, at, { commit: job.sha, path });
    if (path === undefined || before === undefined) {
      const reason = `"${path ?? inputs.paths.join(' ')}" is not in commit ${job.sha.slice(0, 7)}, so the two cannot be compared`;
      return { commit, reason };
    }
    if (before !== (await readObjectId(client, at, { commit, path }))) {
      return { commit, reason: `"${path}" has changed there since ${job.sha.slice(0, 7)}` };
    }
  }
  return undefined;
}

/** The paths of the configuration in the repository; undefined for a path outside of it. */
function repositoryPaths({ paths, workingDirectory }: Inputs, { workspace }: Job): readonly (string | undefined)[] {
  return (paths.length === 0 ? ['configs'] : paths).map((path) => {
    const inside = relative(workspace, resolve(workspace, workingDirectory, path))
      .split(sep)
      .join('/');
    return inside === '..' || inside.startsWith('../') ? undefined : inside;
  });
}

/**
 * The git object id of a path in a commit: equal ids mean equal contents. The job that applies has no checkout, so this
 * reads one tree from GitHub for each part of the path. Undefined if the commit has no such path.
 */
async function readObjectId(
  client: Client,
  at: Repository,
  { commit, path }: { readonly commit: string; readonly path: string },
): Promise<string | undefined> {
  const parts = path.split('/').filter((part) => part !== '');
  let found = { sha: commit, mode: '' };
  for (const part of parts) {
    const { data } = await client.rest.git.getTree({ ...at, tree_sha: found.sha });
    if (data.truncated) throw new Error(`GitHub lists only a part of the tree of ${commit}.`);
    const entry = data.tree.find((each) => each.path === part);
    if (entry === undefined || (entry.type !== 'tree' && part !== parts.at(-1))) return undefined;
    found = { sha: entry.sha, mode: entry.mode };
  }
  if (parts.length > 0) return `${found.mode} ${found.sha}`;
  return (await client.rest.git.getTree({ ...at, tree_sha: commit })).data.sha;
}
