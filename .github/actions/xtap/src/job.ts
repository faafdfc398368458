import { context } from '@actions/github';
import type { Repository } from './github.ts';

/** What the action knows of the job it runs in. */
export interface Job {
  readonly workspace: string;
  /** The xtap beside this action. */
  readonly program: string;
  /** The commit that people know: of a pull request its head, not the merge that GitHub makes of it. */
  readonly commit: string;
  readonly event: { readonly name: string; readonly before?: string };
  /** The branch that the run is of; a pull request's run and a tag's have none. */
  readonly branch: string | undefined;
  readonly pullRequest: number | undefined;
  readonly repository: () => Repository;
  readonly runUrl: string;
}

export function readJob(program: string): Job {
  const { payload, eventName, ref, sha, serverUrl, runId } = context;
  const head: unknown = payload.pull_request?.head?.sha;
  const before: unknown = payload.before;
  return {
    workspace: process.env.GITHUB_WORKSPACE ?? process.cwd(),
    program,
    commit: typeof head === 'string' ? head : sha,
    event: { name: eventName, ...(typeof before === 'string' ? { before } : {}) },
    branch: /^refs\/heads\/(.+)$/.exec(ref)?.[1],
    pullRequest: payload.pull_request?.number,
    // Throws outside of a repository, so it is asked only where it is needed.
    repository: () => context.repo,
    runUrl: `${serverUrl}/${process.env.GITHUB_REPOSITORY ?? ''}/actions/runs/${runId}`,
  };
}
