/* What an auditor needs to know about one apply, as a file beside its results. */
import { createHash } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import type { Approval } from './approval.ts';
import { connectGithub, withRetry } from './github.ts';
import type { Inputs } from './inputs.ts';
import type { Job } from './job.ts';
import { type RunFacts, readIfThere } from './runFacts.ts';

export interface Evidence {
  readonly formatVersion: 1;
  readonly tenantId?: string;
  readonly digest?: string;
  readonly commit: string;
  /** The commit that the plan was compared with. */
  readonly base?: string;
  /** The page of the run, and its attempt. */
  readonly run: string;
  readonly attempt: number;
  readonly pullRequest?: number;
  readonly approval: Approval['kind'];
  /** Empty where nobody approved, or where GitHub names nobody. */
  readonly approvers: readonly string[];
  readonly outcome: 'applied' | 'refused' | 'failed';
  readonly exitCode: number;
  /** `sha256:` of the journal; missing if nothing was sent. */
  readonly journal?: string;
}

export interface ApplyEnd {
  readonly facts: RunFacts;
  readonly approval: Approval;
  readonly cwd: string;
}

/** Writes the file and returns its path. */
export async function writeEvidence(
  folder: string,
  { facts, approval, cwd }: ApplyEnd,
  { inputs, job }: { readonly inputs: Inputs; readonly job: Job },
): Promise<string> {
  const { tenantId, digest, exitCode } = facts;
  const pullRequest = approval.pullRequest ?? (await findPullRequest(inputs, job));
  const base = await baseOfPlan(inputs, cwd);
  const journal = await journalHash(inputs, cwd);
  const evidence: Evidence = {
    formatVersion: 1,
    ...(tenantId !== undefined && { tenantId }),
    ...(digest !== undefined && { digest }),
    commit: job.sha,
    ...(base !== undefined && { base }),
    run: job.runUrl,
    attempt: job.runAttempt,
    ...(pullRequest !== undefined && { pullRequest }),
    approval: approval.kind,
    approvers: approval.approvers,
    outcome: exitCode === 0 ? 'applied' : [3, 4, 64, 65].includes(exitCode) ? 'refused' : 'failed',
    exitCode,
    ...(journal !== undefined && { journal }),
  };
  const file = join(folder, 'evidence.json');
  await writeFile(file, `${JSON.stringify(evidence, null, 2)}\n`);
  return file;
}

/** The plan job keeps its facts beside the plan. */
async function baseOfPlan({ planFile }: Inputs, cwd: string): Promise<string | undefined> {
  if (planFile === '') return undefined;
  const text = await readIfThere(join(dirname(resolve(cwd, planFile)), 'result.json'));
  return text === undefined ? undefined : (JSON.parse(text) as RunFacts).base;
}

async function journalHash({ args }: Inputs, cwd: string): Promise<string | undefined> {
  const at = args.indexOf('--journal');
  const path = at < 0 ? args.find((word) => word.startsWith('--journal='))?.slice('--journal='.length) : args[at + 1];
  if (path === undefined) return undefined;
  const bytes = await readFile(resolve(cwd, path)).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  });
  return bytes === undefined ? undefined : `sha256:${createHash('sha256').update(bytes).digest('hex')}`;
}

/** A label, so a failed read leaves it out. */
async function findPullRequest({ token }: Inputs, { repository, sha, branch }: Job): Promise<number | undefined> {
  try {
    const client = connectGithub(token);
    const { data } = await withRetry(() =>
      client.rest.repos.listPullRequestsAssociatedWithCommit({ ...repository(), commit_sha: sha }),
    );
    return data.find(({ merged_at: at, base }) => at !== null && base.ref === branch)?.number;
  } catch {
    return undefined;
  }
}
