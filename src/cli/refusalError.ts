import { XtapError } from '../model/errors.ts';
import type { Plan } from '../model/plan.ts';
import type { TenantId } from '../model/tenantId.ts';
import { approvalReasons, type Refusal } from '../plan/approval.ts';
import { excerpt } from '../platform/text.ts';
import { approvalWords, guardSentence, namesIn } from '../render/plan/planWording.ts';
import { count, firstFew } from '../render/text/amounts.ts';
import { terminalText } from '../render/text/escape.ts';

/**
 * The error of a refused plan: for each guard its limit, the actual number, the partners, and the flag to exceed it.
 */
export function refusalError({ guards, needsApproval, livePartners }: Refusal, plan: Plan): XtapError {
  const names = namesIn(plan);
  const nameOf = (tenantId: TenantId): string => {
    const name = names(tenantId);
    return name === tenantId ? tenantId : `${excerpt(name)} (${tenantId})`;
  };
  const reasons = guards.map((guard) => {
    const partners = guard.tenantIds?.length ? ` Partners: ${firstFew(guard.tenantIds.map(nameOf), 10)}.` : '';
    return `${guard.guard}: ${guardSentence(guard, plan, terminalText)}${partners}`;
  });
  if (livePartners !== undefined) reasons.unshift(`The tenant has ${count(livePartners, 'partner')} by now.`);
  if (needsApproval) {
    reasons.push(
      `approval: this plan ${approvalWords(approvalReasons(plan.changes))}. Review it, then give --expect-digest ${plan.digest}, or --allow-broadening.`,
    );
  }
  return new XtapError('refused', refusalWords(guards.length, needsApproval), {
    notDone: 'Nothing was written.',
    next: `\n${reasons.join('\n')}`,
  });
}

function refusalWords(guards: number, needsApproval: boolean): string {
  const exceeded = `${count(guards, 'guard')} ${guards === 1 ? 'is' : 'are'} exceeded`;
  if (guards === 0) return 'The plan needs approval.';
  return needsApproval ? `${exceeded}, and the plan needs approval.` : `${exceeded}.`;
}
