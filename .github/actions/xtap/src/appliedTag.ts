/*
 * Keeps the commit that was applied last as the tag `xtap-applied/TENANT`, so that every CI system and every clone can
 * read it. The tag only moves forward, as a ruleset can demand ("block force pushes", "restrict deletions"). After a
 * forced push of the branch, a person must delete the tag.
 */
import { warning } from '@actions/core';
import { type Client, type Repository, withRetry } from './github.ts';

export interface AppliedCommit {
  readonly tenantId: string;
  readonly commit: string;
}

/** Moves the tag to the commit. A failed move does not fail the step: on GitHub, the list of runs decides. */
export async function moveAppliedTag(client: Client, at: Repository, applied: AppliedCommit): Promise<string> {
  const tag = appliedTagOf(applied.tenantId);
  try {
    return `${tag}: ${await withRetry(() => moveTag(client, at, applied))}.`;
  } catch (error) {
    const text = error instanceof Error ? error.message : String(error);
    warning(`The tag ${tag} was not moved to ${applied.commit.slice(0, 7)} (the job needs "contents: write"): ${text}`);
    return `${tag}: not moved.`;
  }
}

function appliedTagOf(tenantId: string): string {
  return `xtap-applied/${tenantId}`;
}

async function moveTag(client: Client, at: Repository, { tenantId, commit }: AppliedCommit): Promise<string> {
  const ref = `tags/${appliedTagOf(tenantId)}`;
  const now = await tagCommit(client, at, ref);
  if (now === commit) return 'unchanged';
  if (now === undefined) {
    await client.rest.git.createRef({ ...at, ref: `refs/${ref}`, sha: commit });
    return `created at ${commit.slice(0, 7)}`;
  }
  const { data } = await client.rest.repos.compareCommitsWithBasehead({ ...at, basehead: `${now}...${commit}` });
  if (data.status === 'behind') return `unchanged, since it names the newer commit ${now.slice(0, 7)}`;
  await client.rest.git.updateRef({ ...at, ref, sha: commit, force: false });
  return `moved from ${now.slice(0, 7)} to ${commit.slice(0, 7)}`;
}

async function tagCommit(client: Client, at: Repository, ref: string): Promise<string | undefined> {
  try {
    return (await client.rest.git.getRef({ ...at, ref })).data.object.sha;
  } catch (error) {
    if ((error as { readonly status?: number }).status === 404) return undefined;
    throw error;
  }
}
