import type { Change, Plan, PlanSummary } from '../model/plan.ts';
import { planDigest, planIntegrity } from './digest.ts';
import { narrowsAccess, opensAccess } from './planReading.ts';

/** Adds the two sums that bind a plan: the digest of what would be sent, and the check sum of everything. */
export function sealPlan(plan: Omit<Plan, 'digest' | 'integrity'>): Plan {
  const { formatVersion, toolVersion, tenantId, cloud, apiVersion, source, createdAt, configDigest, ...rest } = plan;
  const head = { formatVersion, toolVersion, tenantId, cloud, apiVersion, source, createdAt, configDigest };
  const digested = { ...head, digest: planDigest(plan), ...rest };
  return { ...digested, integrity: planIntegrity(digested) };
}

export function summarize(
  changes: readonly Change[],
  counted: Pick<PlanSummary, 'unchanged' | 'undeclared'>,
): PlanSummary {
  const count = (test: (change: Change) => boolean): number => changes.filter(test).length;
  return {
    create: count(({ action }) => action === 'create'),
    update: count(({ action }) => action === 'update'),
    delete: count(({ action }) => action === 'delete'),
    unchanged: counted.unchanged,
    undeclared: counted.undeclared,
    broadening: count(opensAccess),
    narrowing: count(narrowsAccess),
  };
}
