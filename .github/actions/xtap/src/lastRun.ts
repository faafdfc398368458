import { type Client, type Repository, withRetry } from './github.ts';

/** A successful run of a workflow. */
export interface LastRun {
  readonly id: number;
  readonly commit: string;
  /** The time of creation, which is before anything that any attempt of the run has read. */
  readonly createdAt: string;
  readonly url: string;
}

export interface WorkflowRuns {
  readonly at: Repository;
  /** The file name, since two workflows may have the same title. */
  readonly workflow: string;
  readonly branch: string;
}

/**
 * The events whose runs take the workflow file from the branch itself. A pull request brings its own file, and GitHub
 * lists it under the name of its branch, which may also be `main`.
 */
const trustedEvents = new Set(['push', 'workflow_dispatch', 'schedule']);

interface ListedRun {
  readonly event: string;
  readonly display_title?: string;
  readonly head_repository?: { readonly full_name: string } | null;
}

/** Whether a listed run belongs to a branch of this repository and used the workflow file of that branch. */
export function isOfBranch({ event, head_repository }: ListedRun, { owner, repo }: Repository): boolean {
  return trustedEvents.has(event) && head_repository?.full_name.toLowerCase() === `${owner}/${repo}`.toLowerCase();
}

/**
 * Whether a run reverted an earlier run (`undo-run`), by the `run-name` of the templates. Such a run does not apply the
 * configuration of its commit. Only the workflow file names a run that people start by hand.
 */
function isUndo({ event, display_title: title = '' }: ListedRun): boolean {
  return event === 'workflow_dispatch' && title.startsWith('xtap undo of run ');
}

/** Finds the newest successful run of the workflow on the branch of this repository that `isWanted` accepts. */
export async function findLastRun(
  client: Client,
  { at, workflow, branch }: WorkflowRuns,
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
        .filter((run) => isOfBranch(run, at) && !isUndo(run))
        .map((run): LastRun => ({ id: run.id, commit: run.head_sha, createdAt: run.created_at, url: run.html_url }))
        .find(isWanted);
      if (found !== undefined) return found;
    }
    return undefined;
  });
}
