/* What goes to GitHub. A comment that cannot be written does not fail a plan: the summary has everything. */
import { info, notice, warning } from '@actions/core';
import { endDrift, reportDrift } from './driftIssue.ts';
import { connectGithub, isForbidden } from './github.ts';
import type { Inputs } from './inputs.ts';
import type { Job } from './job.ts';
import { countsLine, type RunFacts } from './runFacts.ts';
import type { StickyPart } from './stickyBody.ts';
import { keepComment } from './stickyComment.ts';

export async function publishComment(part: StickyPart, inputs: Inputs, job: Job): Promise<void> {
  const { pullRequest } = job;
  if (pullRequest === undefined) return;
  await publish('comment', 'pull-requests: write', async () => {
    const place = { ...job.repository(), number: pullRequest, key: keyOf(inputs) };
    return keepComment(connectGithub(inputs.token), place, part);
  });
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
