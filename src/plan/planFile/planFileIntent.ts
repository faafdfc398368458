/*
 * Reads and checks the intents of a plan file. Everything else in the file is computed from them, so they must be
 * exactly what a planner could have written.
 */

import { mayAllowOtherClouds, otherCloudsSetting, type PlannedDefaults } from '../../access/effective.ts';
import { canonicalValue } from '../../model/canonical.ts';
import { isJsonObject, type Json, jsonEquals } from '../../model/json.ts';
import type { SettingValues } from '../../model/liveState.ts';
import { memoize } from '../../model/memoize.ts';
import type { Change, ChangeIntent, Plan } from '../../model/plan.ts';
import { type Setting, settingsIn, unsetWord } from '../../model/setting.ts';
import { basisSettings } from '../changes.ts';
import { isSame } from '../compare.ts';

export interface IntentContext {
  readonly plan: Pick<Plan, 'tenantId' | 'partial' | 'source'>;
  readonly table: readonly Setting[];
  /** Makes equal values one object. */
  readonly internValue: (value: Json) => Json;
}

/** Copies the intent without checking it; `findIntentFault` checks it. */
export function readIntent(raw: Change, { internValue }: IntentContext): ChangeIntent {
  const { action, resource, tenantId, preimage = null, after = null, basis }: ChangeIntent = raw;
  const values = (side: SettingValues): SettingValues =>
    Object.fromEntries(Object.entries(side).map(([name, value]) => [name, internValue(value)]));
  const intent = {
    action,
    resource,
    ...(tenantId ? { tenantId } : {}),
    preimage: preimage && values(preimage),
    after: after && values(after),
    basis: internValue(basis) as SettingValues,
  };
  return intent;
}

/** The first part of an intent that the planner would not have written; undefined if there is none. */
export function findIntentFault(intent: ChangeIntent, { plan, table }: IntentContext): keyof ChangeIntent | undefined {
  const { action, preimage, after } = intent;
  const rows = settingsIn(table, intent);
  const wanted = after ?? {};
  const isUnsettable = ([name, value]: [string, Json]): boolean =>
    value !== null || mayBeUnset(intent, rowOf(rows, name));
  if (!isAddressed(intent, plan)) return 'resource';
  if ((preimage === null) !== (action === 'create')) return 'preimage';
  if ((after === null) !== (action === 'delete')) return 'after';
  if (!isCanonical(wanted, rows) || !Object.entries(wanted).every(isUnsettable)) return 'after';
  if (action === 'update' && !(isCanonical(preimage ?? {}, rows) && isDrift(preimage ?? {}, wanted, rows)))
    return 'preimage';
  if (action === 'delete' && !isWholePartner(preimage ?? {}, rows)) return 'preimage';
  return undefined;
}

/** Whether the intent is for a partner other than the own tenant, or an update of default or policy in a full plan. */
function isAddressed(intent: ChangeIntent, plan: Pick<Plan, 'tenantId' | 'partial'>): boolean {
  const { action, resource, tenantId } = intent;
  if (resource !== 'partner') {
    return action === 'update' && tenantId === undefined && !plan.partial;
  }
  return tenantId !== undefined && tenantId !== plan.tenantId;
}

/** Whether null is a valid value: the partner inherits again, or the object of the own endpoint is deleted. */
function mayBeUnset({ action, resource }: ChangeIntent, row: Setting | undefined): boolean {
  return action === 'update' && resource === 'partner' && row !== undefined && unsetWord(row) !== undefined;
}

function isDrift(preimage: SettingValues, after: SettingValues, rows: readonly Setting[]): boolean {
  const names = Object.keys(after);
  const drifted = names.every((name) => {
    const row = rowOf(rows, name);
    return row && Object.hasOwn(preimage, name) && !isSame(row, preimage[name] ?? null, after[name] ?? null);
  });
  return drifted && names.length > 0 && names.length === Object.keys(preimage).length;
}

/** Whether the settings are canonical. Other members are only for display and are not checked. */
function isWholePartner(preimage: SettingValues, rows: readonly Setting[]): boolean {
  const settings = Object.entries(preimage).filter(([name]) => rowOf(rows, name) !== undefined);
  return settings.every(([, value]) => value !== null) && isCanonical(Object.fromEntries(settings), rows);
}

/** Whether the basis has exactly the defaults on which the change depends. A plan from a snapshot may lack some. */
export function hasCompleteBasis(
  intent: ChangeIntent,
  plannedDefaults: PlannedDefaults,
  { plan, table }: IntentContext,
): boolean {
  const names = Object.keys(intent.basis);
  if (intent.resource !== 'partner') return names.length === 0;
  const acrossClouds = mayAllowOtherClouds(intent.basis, plannedDefaults.policy);
  const defaults = basisSettings(intent, { acrossClouds, table }).map(({ name }) => name);
  const expected = [...defaults, ...(intent.action === 'update' ? [] : [otherCloudsSetting])];
  const complete = plan.source === 'snapshot' || expected.every((name) => names.includes(name));
  return complete && names.every((name) => expected.includes(name)) && isCanonical(intent.basis, table);
}

function rowOf(rows: readonly Setting[], name: string): Setting | undefined {
  return rows.find((row) => row.name === name);
}

function isCanonical(values: SettingValues, rows: readonly Setting[]): boolean {
  return Object.entries(values).every(([name, value]) => {
    const row = rowOf(rows, name);
    return row !== undefined && isCanonicalValue(row, value);
  });
}

const isCanonicalValue = memoize((row: Setting, value: Json): boolean => {
  // The object of an own endpoint may exist and be empty.
  const canonical = canonicalValue(row, value) ?? (row.ownEndpoint && isJsonObject(value) ? {} : null);
  return jsonEquals(canonical, value);
});
