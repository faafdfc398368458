/* Writes the comment and the drift issue. A failed write does not fail the step, since the summary has everything. */
import { info, notice, warning } from '@actions/core';
import { reportDrift } from './driftIssue.ts';
import { type Client, connectGithub, isForbidden, withRetry } from './github.ts';
import type { Inputs } from './inputs.ts';
import type { Job } from './job.ts';
import { countsLine, type RunFacts } from './runFacts.ts';
import type { StickyPart } from './stickyBody.ts';
import { type CommentPlace, keepComment, keepPlainComment } from './stickyComment.ts';

export async function publishComment(part: StickyPart, inputs: Inputs, job: Job): Promise<void> {
  const { pullRequest } = job;
  if (pullRequest === undefined) return;
  await publish('comment', 'pull-requests: write', async () => {
    const client = connectGithub(inputs.token);
    const place = { ...job.repository(), number: pullRequest, key: commentKeyOf(inputs), runsUrl: job.runsUrl };
    const newer = await findNewerHead(client, place, job.commit);
    if (newer === undefined) return keepComment(client, place, part);
    const [now, planned] = [newer, job.commit].map((commit) => commit.slice(0, 7));
    return `unchanged, since the pull request is at ${now} now and this run planned ${planned}`;
  });
}

/** The current head of the pull request if this run planned another commit: an old run can be started again. */
async function findNewerHead(
  client: Client,
  { owner, repo, number }: CommentPlace,
  commit: string,
): Promise<string | undefined> {
  const { data } = await withRetry(() => client.rest.pulls.get({ owner, repo, pull_number: number }));
  return data.head.sha === commit ? undefined : data.head.sha;
}

/** The one comment of a pull request with the result of its apply. */
export function publishResult(
  client: Client,
  { number, markdown, key }: { readonly number: number; readonly markdown: string; readonly key: string },
  { inputs, job }: { readonly inputs: Inputs; readonly job: Job },
): Promise<string> {
  const place = { ...job.repository(), number, key: inputs.commentKey || key, runsUrl: job.runsUrl };
  return keepPlainComment(client, place, markdown);
}

/** Keeps the issues of the monitor. */
export async function publishDrift(
  facts: RunFacts,
  markdown: string,
  { inputs, job }: { readonly inputs: Inputs; readonly job: Job },
): Promise<void> {
  const { runUrl } = job;
  await publish('issue', 'issues: write', () =>
    reportDrift(connectGithub(inputs.token), job.repository(), { facts, counts: countsLine(facts), markdown, runUrl }),
  );
}

function commentKeyOf({ commentKey, workingDirectory, paths }: Inputs): string {
  return commentKey === '' ? JSON.stringify([workingDirectory, paths]) : commentKey;
}

export async function publish(what: string, permission: string, write: () => Promise<string>): Promise<void> {
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
