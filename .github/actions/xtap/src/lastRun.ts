import { type Client, type Repository, withRetry } from './github.ts';

/** A run of a workflow that ended well. */
export interface LastRun {
  readonly commit: string;
  /** When it was created: whatever it saw, in whatever attempt, it saw later. */
  readonly createdAt: string;
  readonly url: string;
}

export interface RunsOf {
  readonly at: Repository;
  /** A file name: two workflows may have the same title. */
  readonly workflow: string;
  readonly branch: string;
}

/**
 * The events whose runs on a branch take the workflow from that branch. A pull request brings its own file, and is
 * listed by the name of its branch, which may be called `main` as well.
 */
const trustedEvents = new Set(['push', 'workflow_dispatch', 'schedule']);

interface ListedRun {
  readonly event: string;
  readonly head_repository?: { readonly full_name: string } | null;
}

/** Whether a listed run is of a branch of this very repository, by the workflow that the branch itself has. */
export function isOfBranch({ event, head_repository }: ListedRun, { owner, repo }: Repository): boolean {
  return trustedEvents.has(event) && head_repository?.full_name.toLowerCase() === `${owner}/${repo}`.toLowerCase();
}

/** The newest successful run of a workflow on a branch of this very repository that is wanted, if there is one. */
export async function findLastRun(
  client: Client,
  { at, workflow, branch }: RunsOf,
  isWanted: (run: LastRun) => boolean = () => true,
): Promise<LastRun | undefined> {
  return withRetry(async () => {
    const pages = client.paginate.iterator(client.rest.actions.listWorkflowRuns, {
      ...at,
      workflow_id: workflow,
      branch,
      status: 'success',
      per_page: 100,
    });
    for await (const { data } of pages) {
      const found = data
        .filter((run) => isOfBranch(run, at))
        .map((run): LastRun => ({ commit: run.head_sha, createdAt: run.created_at, url: run.html_url }))
        .find(isWanted);
      if (found !== undefined) return found;
    }
    return undefined;
  });
}
