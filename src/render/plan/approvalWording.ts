/*
 * Sentences about consent. A preview says which approval apply will need. The plan that `apply` shows must not ask for
 * an approval that was given, and must not call an allowed guard refused.
 */

import type { Review } from '../review.ts';
import { approvalWords, guardFinding } from './planWording.ts';

export const approvalWays = '--expect-digest, --allow-broadening, or "yes"';

/** The approval that this plan needs or has; empty if it needs none. */
export function approvalSentences({ approval }: Pick<Review, 'approval'>, ways = ''): readonly string[] {
  if (approval === undefined) return [];
  const reason = approvalWords(approval.reasons);
  if (approval.given !== undefined) return [`Allowed by ${approval.given}: this plan ${reason}.`];
  return [`Applying needs approval, since it ${reason}${ways === '' ? '' : `: ${ways}`}.`];
}

/** A sentence for each exceeded guard that a flag allows. */
export function allowanceSentences({ allowances }: Pick<Review, 'allowances'>): readonly string[] {
  return allowances.map(({ result, flag }) => `${result.guard}: ${guardFinding(result)} Allowed by ${flag}.`);
}
