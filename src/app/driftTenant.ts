/*
 * The use case behind drift: a plan read as an alarm, and its scheduled correction. Correction takes whole changes
 * that neither broaden access, nor delete, nor touch default or policy; what it leaves, people decide.
 */
import type { Change, Plan } from '../model/plan.ts';
import { reasonProtected } from '../reconcile/ownership.ts';
import { sealPlan, summarize } from '../reconcile/sealPlan.ts';
import type { Configuration } from './loadConfiguration.ts';
import { type Planned, planAgainst } from './planTenant.ts';
import type { Surroundings } from './surroundings.ts';

/** Whether the tenant is not as declared. A protected partner that nobody declares was meant to stay. */
export function hasDrifted({ changes, undeclared }: Pick<Plan, 'changes' | 'undeclared'>): boolean {
  return changes.length > 0 || undeclared.some(({ reason }) => reason !== reasonProtected);
}

/** Whether a corrected plan leaves anything to people. */
export function remainsAfter(whole: Plan, correction: Plan): boolean {
  const corrected = new Set(correction.changes.map(({ tenantId }) => tenantId));
  const rest = whole.changes.filter(({ tenantId }) => tenantId === undefined || !corrected.has(tenantId));
  return hasDrifted({ changes: rest, undeclared: whole.undeclared });
}

/**
 * The part of a plan that a schedule may apply by itself; a plan like any other, made anew without default and policy,
 * so that nothing in it rests on a default that is not written.
 */
export function correctionOf(planned: Planned, configuration: Configuration, surroundings: Surroundings): Plan {
  const { live, desired } = planned;
  const everyPartner = new Set([...desired.partners, ...live.partners].map(({ tenantId }) => tenantId));
  const plan = planAgainst(configuration, live, { only: everyPartner, surroundings });
  const changes = plan.changes.filter(
    (change) => isHarmless(change) && (!configuration.base || change.origin === 'drift'),
  );
  const { digest: _digest, integrity: _integrity, ...rest } = plan;
  return sealPlan({
    ...rest,
    partial: true,
    changes,
    summary: summarize(changes, { unchanged: plan.summary.unchanged, undeclared: plan.summary.undeclared }),
  });
}

function isHarmless({ action, resource, impact }: Change): boolean {
  return resource === 'partner' && action !== 'delete' && (impact === 'narrows' || impact === 'neutral');
}
