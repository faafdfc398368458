/*
 * Decides whether xtap may start in a job that writes, or that plans for such a job: the run must be the newest, its
 * commit must be the newest for the configuration, and a person must approve. Only GitHub knows this, so the action asks.
 */

import { missingApproval } from './environmentApproval.ts';
import type { Inputs, XtapCommand } from './inputs.ts';
import type { Job } from './job.ts';
import { outdated, supersededBy } from './runOrder.ts';

export interface Barrier {
  readonly exitCode: 3 | 4;
  readonly refusal: string;
}

/** Undefined where xtap may start. Throws if GitHub does not answer. */
export async function barrierBefore(command: XtapCommand, inputs: Inputs, job: Job): Promise<Barrier | undefined> {
  if (command === 'drift') return corrects(inputs) ? stale(await outdated(inputs, job)) : undefined;
  if (!isOrdered(command, inputs, job)) return undefined;
  const superseded = stale(await supersededBy(inputs, job));
  if (superseded !== undefined) return superseded;
  const refusal = await missingApproval(inputs, job);
  return refusal === undefined ? undefined : { exitCode: 3, refusal };
}

/** An apply, and a plan for an apply: its base is the last run of its own workflow. */
export function isOrdered(command: XtapCommand, { baseFrom }: Inputs, { branch, workflow }: Job): boolean {
  if (command === 'apply') return true;
  return command === 'plan' && branch !== undefined && baseFrom !== '' && baseFrom === (workflow?.file ?? baseFrom);
}

/**
 * A correction of an old commit would revert a newer commit. A correction reads the tenant itself, so that a second run
 * of the newest commit is safe, and only the commit is compared.
 */
function corrects({ args }: Inputs): boolean {
  return args.includes('--correct') || !['', '0', 'false'].includes(process.env.XTAP_CORRECT ?? '');
}

function stale(refusal: string | undefined): Barrier | undefined {
  return refusal === undefined ? undefined : { exitCode: 4, refusal };
}
