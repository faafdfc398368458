/* What GitHub knows of a repository beside issues: runs of workflows, environments, pull requests, and git itself. */
import { execFileSync } from 'node:child_process';

/** A run of a workflow, as the list of runs shows it. */
export interface FakeWorkflowRun {
  readonly id: number;
  readonly workflow: string;
  readonly run_number: number;
  readonly head_sha: string;
  readonly created_at: string;
  readonly event: string;
  readonly head_branch: string;
  readonly head_repository: { readonly full_name: string } | null;
  readonly html_url: string;
  run_attempt: number;
  status: string;
  conclusion: string | null;
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

export interface FakeRepository {
  /** Newest first. */
  readonly runs: FakeWorkflowRun[];
  readonly environments: Map<string, FakeEnvironment>;
  readonly reviews: FakeReview[];
  /** The head of each pull request. */
  readonly pulls: Map<number, string>;
  /** The commit of each branch, where there is no folder. */
  readonly tips: Map<string, string>;
  /** The folder whose branches and trees are shown. */
  folder: string | undefined;
}

export function newRepository(): FakeRepository {
  return {
    runs: [],
    environments: new Map(),
    reviews: [],
    pulls: new Map([[7, 'c0ffee0000000000000000000000000000000001']]),
    tips: new Map([['main', 'feed000000000000000000000000000000000002']]),
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
  const [, what = '', rest = ''] = /^GET \/repos\/o\/r\/([\w-]+)\/(.*)$/.exec(line.replace(/\?.*/, '')) ?? [];
  const name = decodeURIComponent(rest);
  if (what === 'environments') return environmentOf(repository, name);
  if (what === 'branches') return branchOf(repository, name);
  if (what === 'pulls') return pullOf(repository, Number(name));
  const tree = /^trees\/(\w+)$/.exec(name)?.[1];
  if (what === 'git' && tree !== undefined) return treeOf(repository, tree);
  const reviewed = /^runs\/(\d+)\/approvals$/.exec(name)?.[1];
  if (what === 'actions' && reviewed !== undefined) return reviewsOf(repository, Number(reviewed));
  if (what === 'actions' && name.startsWith('workflows/')) return runsOf(repository, pathname, searchParams);
  return undefined;
}

/** The filters are GitHub's: `branch` compares names, so that a tag or a fork's branch of that name is found as well. */
function runsOf({ runs }: FakeRepository, pathname: string, asked: URLSearchParams): Answer {
  const workflow = decodeURIComponent(pathname.split('/').at(-2) ?? '');
  if (!workflow.startsWith('xtap-')) return missing;
  const [branch, status] = ['branch', 'status'].map((name) => asked.get(name));
  const found = runs.filter(
    (run) => run.workflow === workflow && run.head_branch === branch && (status === null || run.conclusion === status),
  );
  return [200, { workflow_runs: found }];
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
