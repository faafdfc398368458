/* What goes to GitHub. A comment that cannot be written does not fail a plan: the summary has everything. */
import { info, notice, warning } from '@actions/core';
import { endDrift, reportDrift } from './driftIssue.ts';
import { type Client, connectGithub, isForbidden, withRetry } from './github.ts';
import type { Inputs } from './inputs.ts';
import type { Job } from './job.ts';
import { countsLine, type RunFacts } from './runFacts.ts';
import type { StickyPart } from './stickyBody.ts';
import { type CommentPlace, keepComment } from './stickyComment.ts';

export async function publishComment(part: StickyPart, inputs: Inputs, job: Job): Promise<void> {
  const { pullRequest } = job;
  if (pullRequest === undefined) return;
  await publish('comment', 'pull-requests: write', async () => {
    const client = connectGithub(inputs.token);
    const place = { ...job.repository(), number: pullRequest, key: keyOf(inputs) };
    const newer = await newerHead(client, place, job.commit);
    if (newer === undefined) return keepComment(client, place, part);
    const [now, planned] = [newer, job.commit].map((commit) => commit.slice(0, 7));
    return `unchanged, since the pull request is at ${now} now and this run planned ${planned}`;
  });
}

/** The head that the pull request has now, where this run planned another: a run of an old commit can be started again. */
async function newerHead(
  client: Client,
  { owner, repo, number }: CommentPlace,
  commit: string,
): Promise<string | undefined> {
  const { data } = await withRetry(() => client.rest.pulls.get({ owner, repo, pull_number: number }));
  return data.head.sha === commit ? undefined : data.head.sha;
}

/** Only a comparison opens or closes an issue: a run that could not read the tenant says nothing about drift. */
export async function publishDrift(
  facts: RunFacts,
  markdown: string,
  { inputs, job }: { readonly inputs: Inputs; readonly job: Job },
): Promise<void> {
  const { digest, tenantId, exitCode } = facts;
  if (digest === undefined || tenantId === undefined || ![0, 2, 3, 5].includes(exitCode)) return;
  const { runUrl } = job;
  await publish('issue', 'issues: write', async () => {
    const client = connectGithub(inputs.token);
    const at = job.repository();
    if (exitCode === 0) return endDrift(client, at, { key: tenantId, runUrl });
    const title = `xtap: drift in tenant ${tenantId}`;
    return reportDrift(client, at, { key: tenantId, title, digest, counts: countsLine(facts), markdown, runUrl });
  });
}

function keyOf({ commentKey, workingDirectory, paths }: Inputs): string {
  return commentKey === '' ? JSON.stringify([workingDirectory, paths]) : commentKey;
}

async function publish(what: string, permission: string, write: () => Promise<string>): Promise<void> {
  try {
    info(`The ${what}: ${await write()}.`);
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    if (isForbidden(error)) {
      notice(
        `This job may not write the ${what} (${permission} is missing; a fork's token only reads). The summary of the run has it all.`,
      );
    } else {
      warning(`The ${what} could not be written: ${message}`);
    }
  }
}
