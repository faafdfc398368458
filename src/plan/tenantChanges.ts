/*
 * What somebody changed in the tenant after a plan was made, as changes: from the value that the plan was made from to
 * the value found. So every format shows and groups them as it shows a plan, and the impact comes from the same rules.
 * They have no requests: nothing can be sent from them.
 */

import { effectiveValue, otherCloudsSetting, type PlannedDefaults } from '../access/effective.ts';
import { assessSetting, combineImpacts } from '../access/impact.ts';
import { fieldTable } from '../model/fieldTable.ts';
import type { LiveState, SettingValues } from '../model/liveState.ts';
import { tableOf } from '../model/members.ts';
import type { Change, ChangeIntent, FieldChange } from '../model/plan.ts';
import { type Setting, settingsIn } from '../model/setting.ts';
import { dependsOnCloud } from './changeReasons.ts';
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
    const impact = combineImpacts([derived.impact, ...others.map((field) => field.impact)]);
    const parts = { ...derived, impact, fields };
    const whole = intent.action === 'create' ? addition(intent, parts, written) : {};
    return buildChange(intent, labels, { ...parts, ...whole, origin: 'unknown', requests: [] });
  };
  const byChange = new Map<Change, Conflict[]>();
  for (const conflict of moved) byChange.set(conflict.change, [...(byChange.get(conflict.change) ?? []), conflict]);
  const partners = [...byChange].flatMap(([change, conflicts]): readonly Change[] => {
    if (change.resource !== 'partner') return [];
    if (conflicts.some(({ value }) => value === undefined)) return [deletedPartner(change)];
    const values = conflicts.flatMap(({ value }) => (value && !value.isBasis ? [value] : []));
    if (values.length === 0) return [];
    const action = change.action === 'create' ? 'create' : 'update';
    const rows = settingsIn(table, { resource: 'partner', action });
    const settings = values.filter(({ name }) => rows.some((row) => row.name === name));
    const others = values.filter((value) => !settings.includes(value));
    const basis = { ...written.default, ...written.policy, ...change.basis };
    return [changeOf(intentOf(change, settings, basis), change, otherFields(others, table))];
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

/**
 * A partner that was added may inherit everything that the plan sets: then no field shows it. What else it inherits is
 * access that a tenant of another cloud did not have.
 */
function addition(
  intent: ChangeIntent,
  { fields, reasons, impact }: Pick<Change, 'fields' | 'reasons' | 'impact'>,
  written: PlannedDefaults,
): Pick<Change, 'reasons' | 'impact'> {
  const isBroader = impact === 'neutral' && dependsOnCloud(intent, written);
  if (!isBroader && fields.length + reasons.length > 0) return { reasons, impact };
  const added = isBroader ? 'broadens' : impact;
  const message = 'the partner was added in the tenant';
  return { impact: added, reasons: [...reasons, { code: 'whole', impact: added, message }] };
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

/** Facts about a partner, which do not change access, and settings that only a creation writes. */
function otherFields(values: readonly MovedValue[], table: readonly Setting[]): readonly FieldChange[] {
  return values.map(({ name, before, found }) => {
    const row = table.find((each) => each.name === name);
    const impact =
      row && assessSetting(row, effectiveValue(row, before, null), effectiveValue(row, found, null)).overall;
    return { path: name, before, after: found, impact: impact ?? 'neutral' };
  });
}

function valuesOf(values: readonly MovedValue[], side: 'before' | 'found'): SettingValues {
  return Object.fromEntries(values.map((value) => [value.name, value[side]]));
}

function subjectOf({ resource, tenantId }: Change): Pick<Change, 'resource' | 'tenantId'> {
  return { resource, ...(tenantId !== undefined && { tenantId }) };
}
