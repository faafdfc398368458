import { createHash } from 'node:crypto';
import { resolve } from 'node:path';
import { info, setFailed, setOutput, warning } from '@actions/core';
import { fleetMarkdown, fleetTitle, readPairs, readResults, removedSentence } from './fleetSummary.ts';
import type { Inputs } from './inputs.ts';
import type { Job } from './job.ts';
import { findLastApplied } from './knownGood.ts';
import { publishComment } from './publish.ts';
import { writeStepSummary } from './stepSummary.ts';
import { commentLimit } from './stickyBody.ts';
import { affectedTenants, type GitEvent, removedTenants } from './tenants.ts';

export async function listTenants(inputs: Inputs, job: Job): Promise<void> {
  const [root = 'configs', ...more] = inputs.paths;
  if (more.length > 0) return setFailed('tenants takes one path: the folder of folders.');
  const workspace = resolve(job.workspace, inputs.workingDirectory);
  const event = await eventSinceApplied(inputs, job, workspace);
  const tenants = await affectedTenants(workspace, root.replace(/\/+$/, ''), event);
  requireNamedTenant(inputs, tenants);
  info(`${tenants.length} tenants: ${tenants.join(', ')}`);
  setOutput('tenants', JSON.stringify(tenants));
  setOutput('has-changes', tenants.length > 0);
  const removed = job.pullRequest === undefined ? [] : await removedTenants(workspace, root.replace(/\/+$/, ''), event);
  for (const tenant of removed) warning(removedSentence(tenant));
  setOutput('removed', JSON.stringify(removed));
  setOutput('has-removed', removed.length > 0);
}

/**
 * What a person asks for one tenant must not be done for no tenant, or for all. Throws for a tenant that is not
 * planned.
 */
function requireNamedTenant({ tenant, undoRun, allowed }: Inputs, tenants: readonly string[]): void {
  const isAsked = undoRun > 0 || allowed.deletes !== undefined || allowed.changes !== undefined;
  if (tenant === '' && !isAsked) return;
  if (tenants.includes(tenant)) return;
  const problem =
    tenant === '' ? '"undo-run", "allow-deletes" and "allow-changes" are about one tenant' : `"${tenant}" is not one`;
  throw new Error(`${problem}. Name the folder of a tenant in "tenant": ${tenants.join(', ')}. Nothing was planned.`);
}

/**
 * With `base-from`, the changes of a push are counted from the commit applied last. So the next run includes a tenant
 * whose apply failed.
 */
async function eventSinceApplied(inputs: Inputs, job: Job, workspace: string): Promise<GitEvent> {
  const { name } = job.event;
  if (inputs.baseFrom === '' || name !== 'push') return job.event;
  const applied = await findLastApplied(inputs, job, workspace);
  info(applied === undefined ? 'Nothing is known to be applied: all tenants.' : `Changed since ${applied.commit}:`);
  return applied === undefined ? { name } : { name, before: applied.commit };
}

export async function summarize(inputs: Inputs, job: Job): Promise<void> {
  const folder = resolve(job.workspace, inputs.results);
  const [runs, pairs] = await Promise.all([readResults(folder), readPairs(folder)]);
  const { removed } = inputs;
  if (runs.length + removed.length === 0) return info('No results: no tenant was concerned.');
  setOutput(
    'has-changes',
    runs.some(({ facts }) => facts.hasChanges),
  );
  const detailCounts = [runs.length, 100, 30, 10, 3, 0].filter((count) => count <= runs.length);
  const candidates = detailCounts.map((count) => () => fleetMarkdown(runs, { removed, pairs, detailed: count }));
  await writeStepSummary(candidates);
  if (!inputs.comment) return;
  const digest = [
    ...runs.map(({ facts }) => `${facts.label} ${facts.digest ?? facts.exitCode}`),
    ...removed.map(({ name }) => name),
  ].join('\n');
  // The rest of the comment is for the list of older plans.
  const markdown = candidates.map((candidate) => candidate()).find((text) => text.length <= commentLimit - 8192);
  await publishComment(
    {
      commit: job.commit,
      runId: job.runId,
      digest: digestOf(digest),
      title: fleetTitle(runs, { removed, pairs }),
      markdown: markdown ?? fleetMarkdown(runs, { removed, pairs, detailed: 0 }),
    },
    { ...inputs, commentKey: inputs.commentKey || 'fleet' },
    job,
  );
}

function digestOf(text: string): string {
  return `sha256:${createHash('sha256').update(text).digest('hex')}`;
}
