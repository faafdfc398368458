/*
 * What stands before xtap in the jobs that write, or that plan for one that does: the run must be the newest, of the
 * newest commit, and somebody must approve it. The action decides this and not xtap, because only GitHub knows it.
 */

import { missingApproval } from './environmentApproval.ts';
import type { Inputs, XtapCommand } from './inputs.ts';
import type { Job } from './job.ts';
import { outdated, supersededBy } from './runOrder.ts';

export interface Barrier {
  readonly exitCode: 3 | 4;
  readonly refusal: string;
}

/** Undefined where xtap may run. Throws where GitHub cannot be asked. */
export async function barrierBefore(command: XtapCommand, inputs: Inputs, job: Job): Promise<Barrier | undefined> {
  if (command === 'drift') return corrects(inputs) ? stale(await outdated(inputs, job)) : undefined;
  if (!isOrdered(command, inputs, job)) return undefined;
  const superseded = stale(await supersededBy(inputs, job));
  if (superseded !== undefined) return superseded;
  const refusal = await missingApproval(inputs, job);
  return refusal === undefined ? undefined : { exitCode: 3, refusal };
}

/** An apply, and the plan that one is held to: that of the workflow whose last run is the base. */
export function isOrdered(command: XtapCommand, { baseFrom }: Inputs, { branch, workflow }: Job): boolean {
  if (command === 'apply') return true;
  return command === 'plan' && branch !== undefined && baseFrom !== '' && baseFrom === (workflow?.file ?? baseFrom);
}

/**
 * A correction reverts what differs from its commit, so an old commit would revert a newer one. It reads the tenant anew,
 * so a second run of the newest commit does no harm, and the runs are not asked.
 */
function corrects({ args }: Inputs): boolean {
  return args.includes('--correct') || !['', '0', 'false'].includes(process.env.XTAP_CORRECT ?? '');
}

function stale(refusal: string | undefined): Barrier | undefined {
  return refusal === undefined ? undefined : { exitCode: 4, refusal };
}
