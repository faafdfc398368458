/*
 * Decides whether xtap may start in a job that writes, or that plans for such a job. The run must be the newest, its
 * commit must be the newest for the configuration, and a person must approve. The action asks GitHub for all three.
 */
import { checkApproval } from './approval.ts';
import type { Inputs, XtapCommand } from './inputs.ts';
import type { Job } from './job.ts';
import type { ReviewedPlan } from './pullRequestApproval.ts';
import { checkNewestCommit, checkNewestRun } from './runOrder.ts';

export interface Barrier {
  readonly exitCode: 3 | 4;
  readonly refusal: string;
  /** A newer run or commit takes over. */
  readonly superseded?: true;
}

interface Gate {
  /** Undefined if xtap may start. */
  readonly barrier?: Barrier | undefined;
  /** The review of the pull request that approves this, with `approval: pull-request`. */
  readonly review?: ReviewedPlan | undefined;
}

/** Throws if GitHub does not answer. */
export async function passGate(command: XtapCommand, inputs: Inputs, job: Job): Promise<Gate> {
  if (command === 'drift') {
    return isCorrection(inputs) ? { barrier: staleBarrier(await checkNewestCommit(inputs, job)) } : {};
  }
  if (!isOrdered(command, inputs, job)) return {};
  const superseded = staleBarrier(await checkNewestRun(inputs, job));
  if (superseded !== undefined) return { barrier: superseded };
  const { refusal, review } = await checkApproval(inputs, job);
  if (refusal !== undefined) return { barrier: { exitCode: 3, refusal } };
  // A plan has no digest yet.
  return {
    review,
    barrier: command === 'apply' && review ? unreviewedBarrier(review, inputs.expectDigest) : undefined,
  };
}

/** Undefined if the digest is that of a plan that the reviewers could see. */
export function unreviewedBarrier({ number, digests }: ReviewedPlan, digest: string): Barrier | undefined {
  if (digests.has(digest)) return undefined;
  const refusal = `This is not the plan that was reviewed in pull request #${number}: the tenant or the branch has changed since. Nothing was sent to the tenant. Open a pull request that plans again, and have it reviewed.`;
  return { exitCode: 4, refusal };
}

/** True for an apply and for a plan for an apply, whose base is the last run of its own workflow. */
export function isOrdered(command: XtapCommand, { baseFrom }: Inputs, { branch, workflow }: Job): boolean {
  if (command === 'apply') return true;
  return command === 'plan' && branch !== undefined && baseFrom !== '' && baseFrom === (workflow?.file ?? baseFrom);
}

/**
 * A correction with an old commit would revert a newer commit. Only the commit is compared: a correction reads the
 * tenant again, so a repeated run of the newest commit is safe.
 */
function isCorrection({ args }: Inputs): boolean {
  return args.includes('--correct') || !['', '0', 'false'].includes(process.env.XTAP_CORRECT ?? '');
}

function staleBarrier(refusal: string | undefined): Barrier | undefined {
  return refusal === undefined ? undefined : { exitCode: 4, refusal, superseded: true };
}
