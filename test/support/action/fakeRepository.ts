/* What GitHub knows of a repository beside issues: runs of workflows, environments, pull requests, and git itself. */
import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { zipSync } from 'fflate';

/** A run of a workflow, as the list of runs shows it. */
export interface FakeWorkflowRun {
  readonly id: number;
  readonly workflow: string;
  readonly run_number: number;
  readonly head_sha: string;
  /** For a pull request GitHub lists the run under the head, not under the merge that it checks out. */
  readonly reviewed_sha?: string;
  readonly created_at: string;
  readonly event: string;
  /** The `run-name`; without one, the title of the commit, or the name of the workflow. */
  readonly display_title: string;
  readonly head_branch: string;
  readonly head_repository: { readonly full_name: string } | null;
  readonly html_url: string;
  readonly actor?: { readonly login: string };
  run_attempt: number;
  status: string;
  conclusion: string | null;
}

/** A job of a run, as the list of its jobs shows it. */
export interface FakeJob {
  readonly name: string;
  readonly conclusion: string | null;
  /** Empty for a job that never had a runner. */
  readonly steps: readonly { readonly name: string }[];
}

/** Reviewers that a job has to wait for; null where the repository's plan has no protection rules. */
export interface FakeEnvironment {
  readonly reviewers: readonly string[] | null;
  readonly vars: Readonly<Record<string, string>>;
}

export interface FakeReview {
  readonly run: number;
  readonly environment: string;
  readonly user: string;
  readonly state: 'approved' | 'rejected';
}

export interface MergedPull {
  readonly number: number;
  readonly user: { readonly login: string };
  readonly head: { readonly sha: string; readonly ref: string };
  readonly merge_commit_sha: string;
  readonly base: { readonly ref: string };
  readonly merged_at: string | null;
}

export interface FakePullReview {
  readonly user: string;
  readonly state: 'APPROVED' | 'CHANGES_REQUESTED' | 'COMMENTED' | 'DISMISSED';
  readonly commit: string;
  readonly type?: 'Bot';
}

export interface FakeRepository {
  /** Newest first. */
  readonly runs: FakeWorkflowRun[];
  /** The jobs of a run, in its latest attempt. */
  readonly jobs: Map<number, () => readonly FakeJob[]>;
  readonly environments: Map<string, FakeEnvironment>;
  readonly reviews: FakeReview[];
  /** The head of each pull request. */
  readonly pulls: Map<number, string>;
  /** The pull requests that were merged, by the commit of the merge. */
  readonly merged: Map<string, readonly MergedPull[]>;
  /** The reviews of pull request 7, oldest first. */
  readonly pullReviews: FakePullReview[];
  /** People with less than the permission to write. */
  readonly readers: Set<string>;
  /** Pushes: the commit after each, and who pushed. */
  readonly pushes: Map<string, string>;
  /** The folder with the artifacts of each run. */
  readonly artifacts: Map<number, string>;
  /** The commit of each branch, where there is no folder. */
  readonly tips: Map<string, string>;
  visibility: 'private' | 'internal' | 'public';
  /** Artifacts that are listed, and can no longer be downloaded. */
  readonly expired: Set<string>;
  /** The folder whose branches and trees are shown. */
  folder: string | undefined;
}

export function newRepository(): FakeRepository {
  return {
    runs: [],
    jobs: new Map(),
    environments: new Map(),
    reviews: [],
    merged: new Map(),
    pullReviews: [],
    readers: new Set(),
    pushes: new Map(),
    artifacts: new Map(),
    pulls: new Map([[7, 'c0ffee0000000000000000000000000000000001']]),
    tips: new Map([['main', 'feed000000000000000000000000000000000002']]),
    visibility: 'private',
    expired: new Set(),
    folder: undefined,
  };
}

export function workflowRun(workflow: string, head_sha: string, more: Partial<FakeWorkflowRun> = {}): FakeWorkflowRun {
  const id = more.id ?? 1;
  return {
    id,
    workflow,
    run_number: 1,
    run_attempt: 1,
    head_sha,
    status: 'completed',
    conclusion: 'success',
    created_at: '2026-11-20T04:17:00Z',
    event: 'push',
    display_title: 'change',
    head_branch: 'main',
    head_repository: { full_name: 'o/r' },
    html_url: `https://github.example/o/r/actions/runs/${id}`,
    ...more,
  };
}

type Answer = readonly [status: number, body: unknown];

const missing: Answer = [404, { message: 'Not Found' }];

/** Undefined for what this part does not answer. */
export function answerOfRepository(repository: FakeRepository, line: string): Answer | undefined {
  const { pathname, searchParams } = new URL(line.replace(/^\S+ /, ''), 'http://h');
  if (line === 'GET /repos/o/r') return [200, { visibility: repository.visibility, default_branch: 'main' }];
  const path = /^GET \/repos\/o\/r\/(.*)$/.exec(line.replace(/\?.*/, ''))?.[1] ?? '';
  const routes: readonly (readonly [RegExp, (name: string) => Answer])[] = [
    [/^environments\/(.+)$/, (name) => environmentOf(repository, name)],
    [/^branches\/(.+)$/, (name) => branchOf(repository, name)],
    [/^pulls\/(\d+)$/, (number) => pullOf(repository, Number(number))],
    [/^pulls\/7\/(reviews)$/, () => [200, repository.pullReviews.map(reviewOf)]],
    [
      /^collaborators\/(.+)\/permission$/,
      (user) => [200, { permission: repository.readers.has(user) ? 'read' : 'write' }],
    ],
    [/^(activity)$/, () => [200, [...repository.pushes].map(([after, login]) => ({ after, actor: { login } }))]],
    [/^actions\/runs\/(\d+)$/, (id) => runOf(repository, Number(id))],
    [/^actions\/runs\/(\d+)\/jobs$/, (id) => jobsOf(repository, Number(id))],
    [/^actions\/runs\/(\d+)\/artifacts$/, (id) => artifactsOf(repository, Number(id))],
    [/^commits\/(\w+)\/pulls$/, (sha) => [200, repository.merged.get(sha) ?? []]],
    [/^compare\/(.+)$/, (range) => compare(repository, range)],
    [/^git\/ref\/(tags.+)$/, (ref) => refOf(repository, ref)],
    [/^git\/trees\/(\w+)$/, (tree) => treeOf(repository, tree)],
    [/^actions\/runs\/(\d+)\/approvals$/, (id) => reviewsOf(repository, Number(id))],
    [/^actions\/workflows\/(.+)$/, () => runsOf(repository, pathname, searchParams)],
  ];
  for (const [pattern, answer] of routes) {
    const name = pattern.exec(path)?.[1];
    if (name !== undefined) return answer(decodeURIComponent(name));
  }
  return undefined;
}

/**
 * The filters are GitHub's: `branch` compares names, so that a tag or a fork's branch of that name is found as well.
 */
function runsOf({ runs }: FakeRepository, pathname: string, asked: URLSearchParams): Answer {
  const workflow = decodeURIComponent(pathname.split('/').at(-2) ?? '');
  if (!workflow.startsWith('xtap-')) return missing;
  const [branch, status, event, head] = ['branch', 'status', 'event', 'head_sha'].map((name) => asked.get(name));
  const filters: readonly (readonly [string | null | undefined, (run: FakeWorkflowRun) => string | null])[] = [
    [branch, (run) => run.head_branch],
    [status, (run) => run.conclusion],
    [event, (run) => run.event],
    [head, (run) => run.reviewed_sha ?? run.head_sha],
  ];
  const found = runs.filter(
    (run) => run.workflow === workflow && filters.every(([wanted, of]) => (wanted ?? of(run)) === of(run)),
  );
  return [200, { workflow_runs: found }];
}

function reviewOf({ user, state, commit, type = 'User' as never }: FakePullReview) {
  return { user: { login: user, type }, state, commit_id: commit };
}

function runOf({ runs }: FakeRepository, id: number): Answer {
  const run = runs.find((each) => each.id === id);
  return run === undefined ? missing : [200, { ...run, path: `.github/workflows/${run.workflow}` }];
}

function jobsOf({ jobs }: FakeRepository, run: number): Answer {
  const listed = jobs.get(run)?.() ?? [];
  return [200, { total_count: listed.length, jobs: listed }];
}

function artifactsOf({ artifacts, expired }: FakeRepository, run: number): Answer {
  const folder = artifacts.get(run);
  const names = folder === undefined ? [] : readdirSync(folder).sort();
  const listed = names.map((name, index) => ({ id: run * 1000 + index, name, expired: expired.has(name) }));
  return [200, { total_count: listed.length, artifacts: listed }];
}

/** The zip file of an artifact; undefined for another request. */
export function artifactZip({ artifacts }: FakeRepository, line: string): Uint8Array | undefined {
  const id = Number(/^GET \/repos\/o\/r\/actions\/artifacts\/(\d+)\/zip$/.exec(line)?.[1] ?? Number.NaN);
  const folder = artifacts.get(Math.floor(id / 1000));
  const name = folder === undefined ? undefined : readdirSync(folder).sort()[id % 1000];
  if (folder === undefined || name === undefined) return undefined;
  const files = readdirSync(join(folder, name)).map((file) => [file, readFileSync(join(folder, name, file))] as const);
  return zipSync(Object.fromEntries(files.map(([file, bytes]) => [file, new Uint8Array(bytes)])));
}

function environmentOf({ environments }: FakeRepository, name: string): Answer {
  const environment = environments.get(name);
  if (environment === undefined) return missing;
  const { reviewers } = environment;
  const people = (reviewers ?? []).map((login) => ({ type: 'User', reviewer: { login } }));
  const rule = { id: 1, type: 'required_reviewers', prevent_self_review: false, reviewers: people };
  const rules = [...(people.length > 0 ? [rule] : []), { id: 2, type: 'branch_policy' }];
  return [200, { name, ...(reviewers === null ? {} : { protection_rules: rules }) }];
}

function reviewsOf({ reviews }: FakeRepository, id: number): Answer {
  const found = reviews.filter(({ run }) => run === id);
  return [
    200,
    found.map(({ state, environment, user }) => {
      return { state, comment: '', environments: [{ name: environment }], user: { login: user } };
    }),
  ];
}

function pullOf({ pulls }: FakeRepository, number: number): Answer {
  const sha = pulls.get(number);
  return sha === undefined ? missing : [200, { number, head: { sha } }];
}

function branchOf({ folder, tips }: FakeRepository, name: string): Answer {
  const sha = folder === undefined ? tips.get(name) : git(folder, 'rev-parse', `refs/heads/${name}`);
  return sha === undefined ? missing : [200, { name, commit: { sha } }];
}

function refOf({ folder }: FakeRepository, ref: string): Answer {
  const sha = folder === undefined ? undefined : git(folder, 'rev-parse', '--verify', `refs/${ref}`);
  return sha === undefined ? missing : [200, { ref: `refs/${ref}`, object: { type: 'commit', sha } }];
}

/** Creates a tag, or moves it forward. Returns undefined for another request. */
export function changeRef({ folder }: FakeRepository, line: string, body: Record<string, unknown>): Answer | undefined {
  if (folder === undefined) return undefined;
  const moved = /^PATCH \/repos\/o\/r\/git\/refs\/(tags.+)$/.exec(line)?.[1];
  const ref = moved === undefined ? String(body.ref) : `refs/${decodeURIComponent(moved)}`;
  if (moved === undefined && line !== 'POST /repos/o/r/git/refs') return undefined;
  const now = git(folder, 'rev-parse', '--verify', ref);
  const isForward =
    now === undefined || git(folder, 'merge-base', '--is-ancestor', now, String(body.sha)) !== undefined;
  if ((now === undefined) === (moved !== undefined) || !(isForward || body.force === true)) {
    return [422, { message: 'Update is not a fast forward' }];
  }
  git(folder, 'update-ref', ref, String(body.sha));
  return [200, { ref, object: { type: 'commit', sha: body.sha } }];
}

function compare({ folder }: FakeRepository, range: string): Answer {
  const [base = '', head = ''] = range.split('...');
  if (folder === undefined || git(folder, 'rev-parse', base) === undefined) return missing;
  const isAncestor = (a: string, b: string): boolean => git(folder, 'merge-base', '--is-ancestor', a, b) !== undefined;
  const status = isAncestor(base, head) ? 'ahead' : isAncestor(head, base) ? 'behind' : 'diverged';
  return [200, { status: base === head ? 'identical' : status }];
}

function treeOf({ folder }: FakeRepository, treeish: string): Answer {
  const listed = folder === undefined ? undefined : git(folder, 'ls-tree', treeish);
  if (folder === undefined || listed === undefined) return missing;
  const tree = listed.split('\n').flatMap((entry) => {
    const [, mode, type, sha, path] = /^(\d+) (\w+) (\w+)\t(.*)$/.exec(entry) ?? [];
    return path === undefined ? [] : [{ mode, type, sha, path }];
  });
  return [200, { sha: git(folder, 'rev-parse', `${treeish}^{tree}`), truncated: false, tree }];
}

function git(folder: string, ...args: readonly string[]): string | undefined {
  try {
    return execFileSync('git', args, { cwd: folder, encoding: 'utf8', stdio: 'pipe' }).trim();
  } catch {
    return undefined;
  }
}
