import { context } from '@actions/github';
import type { Repository } from './github.ts';

/** The job that the action runs in. */
export interface Job {
  readonly workspace: string;
  /** The path of the xtap bundle beside this action. */
  readonly program: string;
  /** The commit as people see it: for a pull request its head, not the merge commit that GitHub creates. */
  readonly commit: string;
  /** The commit that the run was started for. */
  readonly sha: string;
  readonly event: { readonly name: string; readonly before?: string };
  /** The branch of the run; undefined for a pull request, a merge queue and a tag. */
  readonly branch: string | undefined;
  /** The branch that a pull request or a merge queue is to be merged into. */
  readonly baseBranch: string | undefined;
  readonly pullRequest: number | undefined;
  readonly repository: () => Repository;
  /** The page of all runs; the page of a run is below it. */
  readonly runsUrl: string;
  readonly runUrl: string;
  readonly runId: number;
  readonly runAttempt: number;
  /** The number of the run in its workflow. A run that is started again keeps its number. */
  readonly runNumber: number;
  /** The file name of the workflow, and its page; undefined if GitHub does not name it. */
  readonly workflow: { readonly file: string; readonly url: string } | undefined;
}

export function readJob(program: string): Job {
  const { payload, eventName, ref, sha, serverUrl, runId, runNumber } = context;
  const head: unknown = payload.pull_request?.head?.sha;
  const before: unknown = payload.before;
  const base: unknown = payload.pull_request?.base?.ref ?? payload.merge_group?.base_ref;
  const pages = `${serverUrl}/${process.env.GITHUB_REPOSITORY ?? ''}/actions`;
  const file = /([^/]+)@/.exec(process.env.GITHUB_WORKFLOW_REF ?? '')?.[1];
  return {
    workspace: process.env.GITHUB_WORKSPACE ?? process.cwd(),
    program,
    commit: typeof head === 'string' ? head : sha,
    sha,
    event: { name: eventName, ...(typeof before === 'string' ? { before } : {}) },
    // A merge queue has a branch of its own for each merge.
    branch: eventName === 'merge_group' ? undefined : /^refs\/heads\/(.+)$/.exec(ref)?.[1],
    baseBranch: typeof base === 'string' ? base.replace(/^refs\/heads\//, '') : undefined,
    pullRequest: payload.pull_request?.number,
    // Lazy, since `context.repo` throws outside of a repository.
    repository: () => context.repo,
    runsUrl: `${pages}/runs`,
    runUrl: `${pages}/runs/${runId}`,
    runId,
    runNumber,
    runAttempt: Number(process.env.GITHUB_RUN_ATTEMPT ?? 1),
    workflow: file === undefined ? undefined : { file, url: `${pages}/workflows/${file}` },
  };
}
