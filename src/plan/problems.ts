/*
 * Partners that cannot be planned: apply would send a value that Graph refuses. Such a partner gets no change and is
 * listed, and everything else is planned, so that one partner does not hide the drift of all others. The same finding
 * about the default or the policy ends the run, since every partner may depend on it.
 */

import type { DesiredPartner, DesiredState } from '../model/desiredState.ts';
import type { Diagnostic } from '../model/diagnostic.ts';
import type { LiveState } from '../model/liveState.ts';
import type { Problem } from '../model/plan.ts';
import { fileAndLine } from '../model/position.ts';
import type { Setting } from '../model/setting.ts';
import type { TenantId } from '../model/tenantId.ts';
import { type DeclaredChange, partnerChanges } from './changes.ts';
import { startPlanning } from './planningContext.ts';
import { findRefusedValues, type RefusedValue } from './refusedValues.ts';

export interface ProblemSearch {
  readonly desired: DesiredState;
  readonly base: DesiredState | undefined;
  readonly live: LiveState;
  readonly table: readonly Setting[];
  readonly partial: boolean;
  readonly names: ReadonlyMap<TenantId, string>;
}

export interface ProblemsFound {
  /** About the default or the policy: there is no plan. */
  readonly errors: readonly Diagnostic[];
  /** One for each partner, in the order of the changes. */
  readonly problems: readonly Problem[];
  /** One for each refused value of these partners. */
  readonly findings: readonly Diagnostic[];
  /** The changes of the other partners, of the default and of the policy. */
  readonly plannable: readonly DeclaredChange[];
}

export function findProblems(changes: readonly DeclaredChange[], search: ProblemSearch): ProblemsFound {
  const errors: Diagnostic[] = [];
  const problems: Problem[] = [];
  const findings: Diagnostic[] = [];
  const plannable: DeclaredChange[] = [];
  const existedBefore = createBaseSearch(search);
  for (const change of changes) {
    const { resource, tenantId } = change.intent;
    const refused = refusedIn(change, search);
    if (resource !== 'partner' || tenantId === undefined) errors.push(...refused.map(({ finding }) => finding));
    const explained = refused.map(({ row, finding }) => withBase(finding, tenantId && existedBefore(tenantId, row)));
    const [first, ...others] = explained;
    if (!first || tenantId === undefined) {
      plannable.push(change);
      continue;
    }
    findings.push(...explained);
    problems.push(problemOf(tenantId, [first, ...others], search.names.get(tenantId)));
  }
  return { errors, problems, findings, plannable };
}

function refusedIn(change: DeclaredChange, { desired, names, table }: ProblemSearch): readonly RefusedValue[] {
  const { resource, tenantId } = change.intent;
  const declarations = resource === 'partner' ? change.desired?.settings : desired[resource];
  if (!declarations) return [];
  return findRefusedValues(change.intent, { declarations, table, name: tenantId && names.get(tenantId) });
}

function problemOf(
  tenantId: TenantId,
  found: readonly [Diagnostic, ...Diagnostic[]],
  name: string | undefined,
): Problem {
  const [first] = found;
  const message = found.map((each) => [each.message, each.hint].filter(Boolean).join(' ')).join(' ');
  return {
    tenantId,
    ...(name !== undefined && { name }),
    code: first.code,
    message,
    ...(first.position && fileAndLine(first.position)),
  };
}

function withBase(finding: Diagnostic, existed: boolean | undefined): Diagnostic {
  if (existed === undefined) return finding;
  const sentence = existed ? 'The same problem exists without this change.' : 'This change causes the problem.';
  return { ...finding, message: `${finding.message} ${sentence}` };
}

/** Whether the base has the same problem with the same tenant; undefined without a base. */
function createBaseSearch({
  base,
  live,
  table,
  partial,
  names,
}: ProblemSearch): (tenantId: TenantId, row: Setting) => boolean | undefined {
  if (!base) return () => undefined;
  let found: ReadonlyMap<TenantId, readonly RefusedValue[]> | undefined;
  return (tenantId, row) => {
    found ??= findRefusedByPartner(base, { live, table, partial, names });
    return found.get(tenantId)?.some((refused) => refused.row.name === row.name) ?? false;
  };
}

function findRefusedByPartner(
  desired: DesiredState,
  { live, table, partial, names }: Omit<ProblemSearch, 'desired' | 'base'>,
): ReadonlyMap<TenantId, readonly RefusedValue[]> {
  const { context } = startPlanning(desired, { live, table, partial });
  const livePartners = new Map(live.partners.map((partner) => [partner.tenantId, partner]));
  const present = desired.partners
    .filter(({ state }: DesiredPartner) => state === 'present')
    .map((partner) => ({ desired: partner, live: livePartners.get(partner.tenantId) }));
  const changes = partnerChanges({ present, deletions: [] }, context, desired);
  const search = { desired, base: undefined, live, table, partial, names };
  return new Map(
    changes.flatMap((change) => (change.intent.tenantId ? [[change.intent.tenantId, refusedIn(change, search)]] : [])),
  );
}
