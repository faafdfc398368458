/*
 * What somebody changed in the tenant after a plan was made, as changes: from the value that the plan was made from to
 * the value found. So every format shows and groups them as it shows a plan, and the impact comes from the same rules.
 * They have no requests: nothing can be sent from them.
 */

import { otherCloudsSetting } from '../access/effective.ts';
import { fieldTable } from '../model/fieldTable.ts';
import type { LiveState, SettingValues } from '../model/liveState.ts';
import { tableOf } from '../model/members.ts';
import type { Change, ChangeIntent, FieldChange } from '../model/plan.ts';
import type { Setting } from '../model/setting.ts';
import { buildChange, type ChangeLabels, createChangeDeriver } from './deriveChange.ts';
import type { Conflict, MovedValue } from './staleness.ts';

/** One change for each partner, and one for the default and for the policy, each with the partners that need it. */
export function describeTenantChanges(moved: readonly Conflict[], live: LiveState): readonly Change[] {
  const table = tableOf(fieldTable, live.apiVersion);
  const written = { default: live.default ?? {}, policy: live.policy ?? {} };
  const derive = createChangeDeriver(written, table);
  const changeOf = (intent: ChangeIntent, labels: ChangeLabels = {}, others: readonly FieldChange[] = []): Change => {
    const derived = derive(intent);
    const fields = [...derived.fields, ...others];
    return buildChange(intent, labels, { ...derived, origin: 'unknown', fields, requests: [] });
  };
  const byChange = new Map<Change, Conflict[]>();
  for (const conflict of moved) byChange.set(conflict.change, [...(byChange.get(conflict.change) ?? []), conflict]);
  const partners = [...byChange].flatMap(([change, conflicts]): readonly Change[] => {
    if (change.resource !== 'partner') return [];
    if (conflicts.some(({ value }) => value === undefined)) return [deletedPartner(change)];
    const values = conflicts.flatMap(({ value }) => (value && !value.isBasis ? [value] : []));
    if (values.length === 0) return [];
    const settings = values.filter(({ name }) => table.some((row) => row.name === name));
    const basis = { ...written.default, ...written.policy, ...change.basis };
    return [changeOf(intentOf(change, settings, basis), change, otherFields(values, table))];
  });
  return [...sharedChanges(moved, table).map(([intent, labels]) => changeOf(intent, labels)), ...partners];
}

/** The plan contains only the settings that it writes, so the effect of the deletion as a whole is not known. */
function deletedPartner(change: Change): Change {
  const intent = { ...subjectOf(change), action: 'delete', preimage: change.preimage, after: null, basis: {} } as const;
  const message = 'the partner was deleted in the tenant';
  const reasons = [{ code: 'whole', impact: 'mixed', message }] as const;
  return buildChange(intent, change, {
    origin: 'unknown',
    impact: 'mixed',
    fields: [],
    reasons,
    requests: [],
  });
}

/** Only with the basis of the settings that moved, since any other setting would be judged, too. */
function intentOf(change: Change, values: readonly MovedValue[], basis: SettingValues): ChangeIntent {
  const isNew = change.action === 'create';
  const names = new Set([otherCloudsSetting, ...values.map(({ name }) => name)]);
  const isKept = ([name]: readonly [string, unknown]): boolean => names.has(name);
  return {
    ...subjectOf(change),
    action: isNew ? 'create' : 'update',
    preimage: isNew ? null : valuesOf(values, 'before'),
    after: valuesOf(values, 'found'),
    basis: Object.fromEntries(Object.entries(basis).filter(isKept)),
  };
}

/** The default and the policy: moved values that a change writes, and those on which changes of partners depend. */
function sharedChanges(
  moved: readonly Conflict[],
  table: readonly Setting[],
): readonly (readonly [ChangeIntent, ChangeLabels])[] {
  return (['default', 'policy'] as const).flatMap((resource) => {
    const isOf = ({ change, value }: Conflict): boolean =>
      value?.isBasis === true
        ? table.some(({ name, places }) => name === value.name && places.includes(resource))
        : change.resource === resource;
    const conflicts = moved.filter(isOf);
    if (conflicts.length === 0) return [];
    const byName = new Map(conflicts.flatMap(({ value }) => (value ? [[value.name, value] as const] : [])));
    const values = [...byName.values()];
    const intent = {
      action: 'update',
      resource,
      preimage: valuesOf(values, 'before'),
      after: valuesOf(values, 'found'),
      basis: {},
    } as const;
    const heirs = new Map(conflicts.flatMap(({ change }) => (change.tenantId ? [[change.tenantId, change]] : [])));
    const inheritedBy = [...heirs].map(([tenantId, { name }]) => ({ tenantId, ...(name !== undefined && { name }) }));
    return [[intent, resource === 'default' && inheritedBy.length > 0 ? { inheritedBy } : {}]];
  });
}

/** Facts about a partner that are not settings. They do not change access. */
function otherFields(values: readonly MovedValue[], table: readonly Setting[]): readonly FieldChange[] {
  return values
    .filter(({ name }) => !table.some((row) => row.name === name))
    .map(({ name, before, found }) => ({ path: name, before, after: found, impact: 'neutral' }));
}

function valuesOf(values: readonly MovedValue[], side: 'before' | 'found'): SettingValues {
  return Object.fromEntries(values.map((value) => [value.name, value[side]]));
}

function subjectOf({ resource, tenantId }: Change): Pick<Change, 'resource' | 'tenantId'> {
  return { resource, ...(tenantId !== undefined && { tenantId }) };
}
