import { context } from '@actions/github';
import type { Repository } from './github.ts';

/** What the action knows of the job it runs in. */
export interface Job {
  readonly workspace: string;
  /** The xtap beside this action. */
  readonly program: string;
  /** The commit that people know: of a pull request its head, not the merge that GitHub makes of it. */
  readonly commit: string;
  /** The commit of the branch that the run is of. */
  readonly sha: string;
  readonly event: { readonly name: string; readonly before?: string };
  /** The branch that the run is of; a pull request's run and a tag's have none. */
  readonly branch: string | undefined;
  readonly pullRequest: number | undefined;
  readonly repository: () => Repository;
  readonly runUrl: string;
  readonly runId: number;
  /** Counts the runs of the workflow. A run that is started again keeps it. */
  readonly runNumber: number;
  /** The file name of the workflow, and its page; undefined where GitHub does not name it. */
  readonly workflow: { readonly file: string; readonly url: string } | undefined;
}

export function readJob(program: string): Job {
  const { payload, eventName, ref, sha, serverUrl, runId, runNumber } = context;
  const head: unknown = payload.pull_request?.head?.sha;
  const before: unknown = payload.before;
  const pages = `${serverUrl}/${process.env.GITHUB_REPOSITORY ?? ''}/actions`;
  const file = /([^/]+)@/.exec(process.env.GITHUB_WORKFLOW_REF ?? '')?.[1];
  return {
    workspace: process.env.GITHUB_WORKSPACE ?? process.cwd(),
    program,
    commit: typeof head === 'string' ? head : sha,
    sha,
    event: { name: eventName, ...(typeof before === 'string' ? { before } : {}) },
    branch: /^refs\/heads\/(.+)$/.exec(ref)?.[1],
    pullRequest: payload.pull_request?.number,
    // Throws outside of a repository, so it is asked only where it is needed.
    repository: () => context.repo,
    runUrl: `${pages}/runs/${runId}`,
    runId,
    runNumber,
    workflow: file === undefined ? undefined : { file, url: `${pages}/workflows/${file}` },
  };
}
