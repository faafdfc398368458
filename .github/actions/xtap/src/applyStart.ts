/*
 * Decides whether the job that applies a plan has started. Its results say more, but a runner that is lost keeps none,
 * and then "nobody approved" would be a guess. GitHub lists the jobs of a run; a job that never had a runner has no
 * steps.
 */
import { basename } from 'node:path';
import { warning } from '@actions/core';
import { type Client, withRetry } from './github.ts';
import type { Job } from './job.ts';

export type ApplyStart = 'started' | 'not-started' | 'unknown';

/** The job is called `apply`, as in the templates; in a fleet `tenant (NAME) / apply`. */
export async function findApplyStart(client: Client, label: string, job: Job): Promise<ApplyStart> {
  try {
    const asked = { ...job.repository(), run_id: job.runId, filter: 'latest', per_page: 100 } as const;
    const jobs = await withRetry(() => client.paginate(client.rest.actions.listJobsForWorkflowRun, asked));
    const applying = jobs.filter(({ name }) => name.split(' / ').at(-1) === 'apply');
    const own = applying.length < 2 ? applying : applying.filter(({ name }) => name.includes(`(${basename(label)})`));
    if (own.length === 0) return 'unknown';
    return own.some(({ steps = [] }) => steps.length > 0) ? 'started' : 'not-started';
  } catch (error) {
    const text = error instanceof Error ? error.message : String(error);
    warning(`Whether the apply has started is not known (the job needs "actions: read"): ${text}`);
    return 'unknown';
  }
}
