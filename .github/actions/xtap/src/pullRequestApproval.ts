/*
 * `approval: pull-request`: the review of the pull request approves the apply. GitHub knows who reviewed which commit,
 * and the plan workflow of the pull request names its artifact after the digest of its plan. So the apply continues
 * only with the plan that the reviewers could see. A pull request brings its own workflow file, and could forge that
 * name: as with every other file, its reviewers must look (CODEOWNERS of .github/workflows).
 */
import { type Client, connectGithub, withRetry } from './github.ts';
import type { Inputs } from './inputs.ts';
import type { Job } from './job.ts';

export interface ReviewedPlan {
  readonly number: number;
  readonly commit: string;
  readonly approvers: readonly string[];
  /** The digests of the plans of the pull request, or of its merge queue; several for a fleet. */
  readonly digests: ReadonlySet<string>;
  readonly artifacts: readonly DigestArtifact[];
}

/** An artifact with a plan. */
interface DigestArtifact {
  readonly digest: string;
  /** In a fleet, the folder of the tenant; else empty. */
  readonly tenant: string;
  readonly id: number;
}

interface PullRequest {
  readonly number: number;
  readonly user: { readonly login: string } | null;
  readonly head: { readonly sha: string; readonly ref: string };
}

type At = ReturnType<Job['repository']>;

/** The review that approves the commit of the run, or why there is none. Throws if GitHub does not answer. */
export async function findReview(inputs: Inputs, job: Job): Promise<ReviewedPlan | { readonly refusal: string }> {
  const { planFrom, token } = inputs;
  if (planFrom === '') return refuse('Name the workflow that plans pull requests in "plan-from" (xtap-plan.yml).');
  const client = connectGithub(token);
  const at = job.repository();
  const pull = await readOrFail('pull requests', () => findMergedPull(client, at, job));
  if (pull === undefined) {
    return refuse(
      `No pull request was merged as ${job.sha.slice(0, 7)}, and only the review of a pull request counts. Merge one.`,
    );
  }
  const plan = await readOrFail('the runs of the plan workflow', () =>
    findPlanRun(client, at, { job, pull, planFrom }),
  );
  if (plan === undefined) {
    return refuse(
      `${planFrom} has no successful run for pull request #${pull.number} at ${pull.head.sha.slice(0, 7)}, so there was no plan to review.`,
    );
  }
  const pusher = await readOrFail('who pushed last', () => findLastPusher(client, at, { pull, plan }));
  const approvers = await readOrFail('the reviews', () => findApprovers(client, at, { pull, pusher }));
  if (approvers.length === 0) {
    return refuse(
      `Pull request #${pull.number} has no approving review of its last commit by a person with write permission who neither opened it nor pushed last (${pusher}).`,
    );
  }
  const artifacts = await readOrFail('the artifacts', () => findDigests(client, at, plan.id));
  const { number, head } = pull;
  return { number, commit: head.sha, approvers, artifacts, digests: new Set(artifacts.map(({ digest }) => digest)) };
}

function refuse(reason: string): { readonly refusal: string } {
  return { refusal: `${reason} Nothing was sent to the tenant.` };
}

async function readOrFail<T>(what: string, read: () => Promise<T>): Promise<T> {
  try {
    return await withRetry(read);
  } catch (error) {
    const text = error instanceof Error ? error.message : String(error);
    throw new Error(
      `The action could not read ${what}, so it does not know whether somebody approved this. Nothing was sent to the tenant. Give the job "actions: read", "contents: read" and "pull-requests: read", and start it again: ${text}`,
    );
  }
}

async function findMergedPull(client: Client, at: At, { sha, branch }: Job): Promise<PullRequest | undefined> {
  const { data } = await client.rest.repos.listPullRequestsAssociatedWithCommit({ ...at, commit_sha: sha });
  return data.find((each) => each.merged_at !== null && each.base.ref === branch && each.merge_commit_sha === sha);
}

interface PlanRun {
  readonly id: number;
  readonly actor: string | undefined;
}

/** The newest successful plan of the head of the merge queue, else of the head of the pull request. */
async function findPlanRun(
  client: Client,
  at: At,
  { job, pull, planFrom }: { readonly job: Job; readonly pull: PullRequest; readonly planFrom: string },
): Promise<PlanRun | undefined> {
  for (const [event, head_sha] of [
    ['merge_group', job.sha],
    ['pull_request', pull.head.sha],
  ] as const) {
    const asked = { ...at, workflow_id: planFrom, event, head_sha, status: 'success', per_page: 100 } as const;
    const { data } = await client.rest.actions.listWorkflowRuns(asked);
    const own = `${at.owner}/${at.repo}`.toLowerCase();
    const run = data.workflow_runs.find(({ head_repository }) => head_repository?.full_name.toLowerCase() === own);
    if (run !== undefined) return { id: run.id, actor: run.actor?.login };
  }
  return undefined;
}

/** From the activity of the branch; else the person whose push started the plan. */
async function findLastPusher(
  client: Client,
  at: At,
  { pull, plan }: { readonly pull: PullRequest; readonly plan: PlanRun },
): Promise<string> {
  const asked = { ...at, ref: `refs/heads/${pull.head.ref}`, per_page: 100 };
  const { data } = await client.rest.repos.listActivities(asked);
  const push = data.find(({ after }) => after === pull.head.sha);
  const pusher = push?.actor?.login ?? plan.actor;
  if (pusher === undefined) throw new Error('GitHub does not name who pushed the last commit');
  return pusher;
}

/** The last approval or rejection of each person counts. Comments and dismissed reviews do not count. */
async function findApprovers(
  client: Client,
  at: At,
  { pull, pusher }: { readonly pull: PullRequest; readonly pusher: string },
): Promise<readonly string[]> {
  const reviews = await client.paginate(client.rest.pulls.listReviews, {
    ...at,
    pull_number: pull.number,
    per_page: 100,
  });
  const last = new Map<string, (typeof reviews)[number]>();
  for (const review of reviews) if (review.user && review.state !== 'COMMENTED') last.set(review.user.login, review);
  const involved = [pull.user?.login, pusher].map((login) => login?.toLowerCase());
  const approving = [...last].filter(
    ([login, { state, commit_id, user }]) =>
      state === 'APPROVED' &&
      commit_id === pull.head.sha &&
      user?.type === 'User' &&
      !involved.includes(login.toLowerCase()),
  );
  const allowed: string[] = [];
  for (const [username] of approving) {
    const { data } = await client.rest.repos.getCollaboratorPermissionLevel({ ...at, username });
    if (['admin', 'write'].includes(data.permission)) allowed.push(username);
  }
  return allowed;
}

/** The plan workflow names the artifact with its plan `xtap-digest-`, the digest, and for a fleet the tenant. */
async function findDigests(client: Client, at: At, run_id: number): Promise<readonly DigestArtifact[]> {
  const artifacts = await client.paginate(client.rest.actions.listWorkflowRunArtifacts, {
    ...at,
    run_id,
    per_page: 100,
  });
  return artifacts.flatMap(({ name, id }) => {
    const [, digest, tenant = ''] = /^xtap-digest-([0-9a-f]{64})(?:-(.+))?$/.exec(name) ?? [];
    return digest === undefined ? [] : [{ digest: `sha256:${digest}`, tenant, id }];
  });
}

export function reviewedArtifact({ artifacts }: ReviewedPlan, tenant: string): number | undefined {
  return artifacts.find((each) => each.tenant === tenant)?.id;
}
