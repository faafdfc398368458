/* Who approves an apply, by the input `approval`, and how it is called. */

import { markdownCode } from '../../../../src/render/text/escape.ts';
import { checkApproval as checkEnvironment, findReviewers } from './environmentApproval.ts';
import type { Inputs, XtapCommand } from './inputs.ts';
import type { Job } from './job.ts';
import { findReview, type ReviewedPlan } from './pullRequestApproval.ts';

export interface Approval {
  readonly kind: Inputs['approval'];
  readonly approvers: readonly string[];
  readonly pullRequest?: number;
  /** The first line of the summary. */
  readonly sentence: string;
}

/** Returns why nobody approves, or the review that does; neither for an environment, which asks its own reviewers. */
export async function checkApproval(
  inputs: Inputs,
  job: Job,
): Promise<{ readonly refusal?: string | undefined; readonly review?: ReviewedPlan }> {
  if (inputs.approval !== 'pull-request') return { refusal: await checkEnvironment(inputs, job) };
  const review = await findReview(inputs, job);
  return 'refusal' in review ? { refusal: review.refusal } : { review };
}

/** The sentence for a plan or an apply that nobody approves; undefined with an approval. */
export function unapprovedNotice({ approval }: Inputs, command: XtapCommand): string | undefined {
  return approval === 'none'
    ? `Nobody approves this ${command}: "approval" is "none". Whatever is merged is applied.`
    : undefined;
}

/** Who approved this apply. A failed read does not fail the apply. */
export async function readApproval(inputs: Inputs, job: Job, review: ReviewedPlan | undefined): Promise<Approval> {
  const { approval: kind } = inputs;
  if (review !== undefined) return reviewApproval(review);
  if (kind === 'environment') return { kind, ...(await findReviewers(inputs, job)) };
  return { kind, approvers: [], sentence: unapprovedNotice(inputs, 'apply') ?? '' };
}

export function reviewApproval({ number, commit, approvers }: ReviewedPlan): Approval {
  const names = approvers.map((login) => markdownCode(login)).join(', ');
  const sentence = `Approved by ${names} in the review of pull request #${number} at ${commit.slice(0, 7)}.`;
  return { kind: 'pull-request', approvers, pullRequest: number, sentence };
}
