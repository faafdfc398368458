/* The changes of a plan and the steps of drift, as a notification lists them. */
import type { Change, FieldChange, Ignored, Undeclared } from '../../model/plan.ts';
import { type Drift, driftedSteps } from '../../plan/drift/describeDrift.ts';
import type { NotifiedChange } from './notification.ts';

export function changesOfPlan(changes: readonly Change[]): readonly NotifiedChange[] {
  return changes.map(notified);
}

/** What people must look at; what waits for its apply is not drift. */
export function changesOfDrift(drift: Drift): readonly NotifiedChange[] {
  const { undeclared, ignored } = drift;
  return [
    ...driftedSteps(drift).map(notified),
    ...undeclared.map(notifiedUndeclared),
    ...ignored.map(({ tenantId, name, impact }: Ignored) =>
      notified({ resource: 'partner', tenantId, impact, fields: [], ...(name !== undefined && { name }) }),
    ),
  ];
}

function notifiedUndeclared({ resource, tenantId, name, impact, setting, member }: Undeclared): NotifiedChange {
  const path = [setting, member].filter((part) => part !== undefined).join('.');
  const settings = path === '' ? [] : [path];
  const subject = { resource: resource ?? ('partner' as const), impact: impact ?? ('neutral' as const), settings };
  return { ...subject, ...(tenantId && { tenantId }), ...(name !== undefined && { name }) };
}

function notified({
  resource,
  tenantId,
  name,
  impact,
  fields,
}: Pick<Change, 'resource' | 'tenantId' | 'name' | 'impact' | 'fields'>): NotifiedChange {
  return {
    resource,
    ...(tenantId && { tenantId }),
    ...(name !== undefined && { name }),
    impact,
    settings: pathsOf(fields),
  };
}

/** Without the fields whose access stays the same, unless there are no others. */
function pathsOf(fields: readonly FieldChange[]): readonly string[] {
  const changed = fields.filter(({ impact }) => impact !== 'neutral');
  return (changed.length > 0 ? changed : fields).map(({ path }) => path);
}
