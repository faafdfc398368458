/* The reports of plans of which nothing is sent. `calls`: the requests that the run has sent so far. */
import { fieldTable } from '../model/fieldTable.ts';
import type { Change, Plan } from '../model/plan.ts';
import { type ApplyReport, isDone, summarizeOutcomes } from '../model/report.ts';
import type { LiveComparison } from '../plan/staleness.ts';
import { type Operation, type OperationResult, operationsOf, outcomeOf } from './operation.ts';

type Calls = ApplyReport['calls'];

/** The tenant is already as planned. */
export function satisfiedReport(plan: Plan, { added }: LiveComparison, calls: Calls): ApplyReport {
  return reportOf({ plan, added, calls }, () => ({ status: 'already-satisfied' }));
}

/** The tenant has changed since the plan was made. */
export function staleReport(plan: Plan, { satisfied, moved, added }: LiveComparison, calls: Calls): ApplyReport {
  const reasons = new Map<Change, string[]>();
  for (const { change, what } of moved) reasons.set(change, [...(reasons.get(change) ?? []), what]);
  return reportOf({ plan, added, calls }, ({ change, request: sent }) => {
    const reason = reasons.get(change);
    if (satisfied.has(sent)) return { status: 'already-satisfied' };
    if (reason !== undefined) return { status: 'stale', error: reason.join('; ') };
    return { status: 'not-attempted', error: 'the plan is stale: nothing was sent' };
  });
}

function reportOf(
  { plan, added, calls }: { readonly plan: Plan; readonly added: LiveComparison['added']; readonly calls: Calls },
  resultOf: (operation: Operation) => Pick<OperationResult, 'status' | 'error'>,
): ApplyReport {
  const outcomes = operationsOf(plan, fieldTable).map((operation) => outcomeOf(operation, resultOf(operation)));
  return {
    planDigest: plan.digest,
    converged: outcomes.every(isDone),
    summary: summarizeOutcomes(outcomes),
    outcomes,
    notShown: [],
    ...(added.length === 0 ? {} : { added }),
    calls,
  };
}
