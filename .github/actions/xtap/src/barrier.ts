/*
 * Decides whether xtap may start in a job that writes, or that plans for such a job. The run must be the newest, its
 * commit must be the newest for the configuration, and a person must approve. The action asks GitHub for all three.
 */

import { checkApproval } from './environmentApproval.ts';
import type { Inputs, XtapCommand } from './inputs.ts';
import type { Job } from './job.ts';
import { checkNewestCommit, checkNewestRun } from './runOrder.ts';

export interface Barrier {
  readonly exitCode: 3 | 4;
  readonly refusal: string;
}

/** Undefined if xtap may start. Throws if GitHub does not answer. */
export async function findBarrier(command: XtapCommand, inputs: Inputs, job: Job): Promise<Barrier | undefined> {
  if (command === 'drift') return isCorrection(inputs) ? staleBarrier(await checkNewestCommit(inputs, job)) : undefined;
  if (!isOrdered(command, inputs, job)) return undefined;
  const superseded = staleBarrier(await checkNewestRun(inputs, job));
  if (superseded !== undefined) return superseded;
  const refusal = await checkApproval(inputs, job);
  return refusal === undefined ? undefined : { exitCode: 3, refusal };
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
  return refusal === undefined ? undefined : { exitCode: 4, refusal };
}
