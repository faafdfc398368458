/*
 * From ownership to the intents of changes: which resource is created, updated or deleted, from which live value, to
 * which complete value, resting on which defaults.
 */

import { otherCloudsSetting } from '../access/effective.ts';
import type { Declaration, Declarations, DesiredPartner, DesiredState } from '../model/desiredState.ts';
import { type Setting, settingsOf } from '../model/fieldTable.ts';
import { type Json, jsonEquals } from '../model/json.ts';
import type { LivePartner, LiveState, SettingValues } from '../model/liveState.ts';
import type { ChangeIntent } from '../model/plan.ts';
import type { Position } from '../model/position.ts';
import { completedValue, satisfies, wantedValue } from './compare.ts';
import type { Partition } from './partition.ts';

/** The live state, and the default as it will be when this run is done. */
export interface PlanningContext {
  readonly live: LiveState;
  /** Undefined where a snapshot has no default. */
  readonly plannedDefault: SettingValues | undefined;
  /** Other clouds are allowed, live or as planned, or nobody knows. */
  readonly acrossClouds: boolean;
  readonly table: readonly Setting[];
}

/** An intent together with who declared it. */
export interface DeclaredChange {
  readonly intent: ChangeIntent;
  readonly desired?: DesiredPartner | undefined;
  readonly live?: LivePartner | undefined;
  readonly position: Position | undefined;
}

export function singletonChanges(
  desired: DesiredState,
  planning: Pick<PlanningContext, 'live' | 'table'>,
): readonly DeclaredChange[] {
  return (['policy', 'default'] as const).flatMap((resource) => {
    const intent = singletonChange(resource, desired[resource], planning);
    const [first] = desired[resource].values();
    return intent ? [{ intent, position: first?.position }] : [];
  });
}

export function partnerChanges(
  owned: Partition,
  planning: PlanningContext,
  desired: DesiredState,
): readonly DeclaredChange[] {
  const present = owned.present.flatMap(({ desired: partner, live }): readonly DeclaredChange[] => {
    const intent = partnerChange(partner, live, planning);
    return intent ? [{ intent, desired: partner, live, position: partner.position }] : [];
  });
  const deletions = owned.deletions.map(({ desired: tombstone, live }): DeclaredChange => {
    const position = tombstone?.position ?? desired.undeclaredPartnersPosition;
    return { intent: deletion(live, planning), desired: tombstone, live, position };
  });
  return [...present, ...deletions];
}

/** The change of the default or of the policy root, if one is declared and has drifted. */
function singletonChange(
  resource: 'default' | 'policy',
  declarations: Declarations,
  { live, table }: Pick<PlanningContext, 'live' | 'table'>,
): ChangeIntent | undefined {
  const values = live[resource] ?? {};
  const rows = settingsOf(table, resource);
  const { preimage, after } = findDrift(rows, declarations, { own: values, inherited: {} });
  return Object.keys(after).length === 0 ? undefined : { action: 'update', resource, preimage, after, basis: {} };
}

/** The creation or update of a declared partner; undefined where it already is as declared. */
function partnerChange(
  desired: DesiredPartner,
  live: LivePartner | undefined,
  planning: PlanningContext,
): ChangeIntent | undefined {
  const rows = settingsOf(planning.table, 'partner');
  const inherited = planning.plannedDefault ?? {};
  const drift = findDrift(rows, desired.settings, { own: live?.settings ?? {}, inherited });
  const identity = { resource: 'partner', tenantId: desired.tenantId } as const;
  if (!live)
    return withBasis({ action: 'create', ...identity, preimage: null, after: withoutNulls(drift.after) }, planning);
  if (Object.keys(drift.after).length === 0) return undefined;
  return withBasis({ action: 'update', ...identity, ...drift }, planning);
}

function deletion(live: LivePartner, planning: PlanningContext): ChangeIntent {
  const rows = settingsOf(planning.table, 'partner').filter((row) => live.settings[row.name] !== undefined);
  const preimage = {
    ...pick(live.settings, rows),
    ...(live.isServiceProvider ? { isServiceProvider: true } : {}),
    ...(live.isInMultiTenantOrganization ? { isInMultiTenantOrganization: true } : {}),
    ...live.others,
  };
  const { tenantId } = live;
  return withBasis({ action: 'delete', resource: 'partner', tenantId, preimage, after: null }, planning);
}

type IntentWithoutBasis = Omit<ChangeIntent, 'basis'>;

/**
 * The settings whose default decides what a partner's change opens or closes: those that are inherited, or not set in
 * every member, before or after. Where an organization may be of another cloud, being a partner or not also opens or
 * closes what it inherits: then every access setting counts, declared or not.
 */
export function basisSettings(
  { action, preimage, after }: IntentWithoutBasis,
  { acrossClouds, table }: Pick<PlanningContext, 'acrossClouds' | 'table'>,
): readonly Setting[] {
  const rows = settingsOf(table, 'partner').filter((row) => row.inherits !== 'never');
  const dependsOnDefault = (row: Setting): boolean => {
    const touched = Object.hasOwn(after ?? preimage ?? {}, row.name);
    if (action !== 'update') return touched || (acrossClouds && row.kind === 'access');
    return touched && isIncomplete(row, preimage?.[row.name] ?? null, after?.[row.name] ?? null);
  };
  return rows.filter(dependsOnDefault);
}

function withBasis(intent: IntentWithoutBasis, planning: PlanningContext): ChangeIntent {
  const { default: defaults, policy } = planning.live;
  const rows = defaults ? basisSettings(intent, planning) : [];
  const clouds = intent.action === 'update' ? undefined : policy?.[otherCloudsSetting];
  const basis = { ...pick(defaults ?? {}, rows), ...(clouds === undefined ? {} : { [otherCloudsSetting]: clouds }) };
  return { ...intent, basis };
}

/**
 * A declared value that, completed by what the partner has, is what the partner would inherit anyway. A member that
 * nobody declares may differ from the default: then the setting does something, whoever set it.
 */
export function isRedundant(
  row: Setting,
  declaration: Declaration,
  { live = null, planned }: { readonly live?: Json | undefined; readonly planned: SettingValues | undefined },
): boolean {
  if (declaration.state !== 'value' || row.inherits === 'never' || !planned) return false;
  const inherited = planned[row.name] ?? null;
  // Most declarations differ from the default by themselves, and need not be completed to be told apart.
  if (inherited === null || !satisfies(row, inherited, declaration.value)) return false;
  return jsonEquals(inherited, completedValue(row, declaration.value, { live, inherited }));
}

function findDrift(
  rows: readonly Setting[],
  declarations: Declarations,
  state: { readonly own: SettingValues; readonly inherited: SettingValues },
): { readonly preimage: SettingValues; readonly after: SettingValues } {
  const preimage: Record<string, Json> = {};
  const after: Record<string, Json> = {};
  for (const row of rows) {
    const declaration = declarations.get(row.name);
    if (!declaration) continue;
    const live = state.own[row.name] ?? null;
    const inherited = row.inherits === 'never' ? null : (state.inherited[row.name] ?? null);
    const wanted = wantedValue(row, declaration, { live, inherited });
    if (!wanted) continue;
    preimage[row.name] = live;
    after[row.name] = wanted.value;
  }
  return { preimage, after };
}

/** Whether the default decides any part of the value, before or after: it is inherited, or a member of it is not set. */
function isIncomplete(row: Setting, before: Json, after: Json): boolean {
  return [before, after].some((value) => value === null || !hasEveryMember(row, value));
}

function hasEveryMember(row: Setting, value: Json): boolean {
  return row.members.every(({ path, only }) => {
    const [name] = path;
    return name === undefined || only !== undefined || (value as Record<string, Json>)[name] !== undefined;
  });
}

function pick(values: SettingValues, rows: readonly Setting[]): SettingValues {
  return Object.fromEntries(rows.map((row) => [row.name, values[row.name] ?? null]));
}

function withoutNulls(values: SettingValues): SettingValues {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== null));
}
