/*
 * Which changes a configuration needs: which resource is created, updated or deleted, from which live values, to which
 * complete values, and on which defaults the change depends. deriveChange.ts derives requests, fields and impact.
 */

import { hasEveryMember, otherCloudsSetting } from '../access/effective.ts';
import type { Declaration, Declarations, DesiredPartner, DesiredState } from '../model/desiredState.ts';
import type { Json } from '../model/json.ts';
import { type LivePartner, type LiveState, type SettingValues, writtenValues } from '../model/liveState.ts';
import type { ChangeIntent } from '../model/plan.ts';
import type { Position } from '../model/position.ts';
import { type Setting, settingsOf } from '../model/setting.ts';
import { isSame, satisfied } from './compare.ts';
import { completedValue } from './completion.ts';
import type { Partition } from './partition.ts';
import { wantedValue } from './wantedValue.ts';

/** The live state, and the default after this run. */
export interface PlanningContext {
  readonly live: LiveState;
  /** Undefined if a snapshot has no default. */
  readonly plannedDefault: SettingValues | undefined;
  /** Other clouds are allowed, live or as planned, or a snapshot does not say. */
  readonly acrossClouds: boolean;
  readonly table: readonly Setting[];
}

/** An intent, and the declaration and live partner that it comes from. */
export interface DeclaredChange {
  readonly intent: ChangeIntent;
  readonly desired?: DesiredPartner | undefined;
  readonly live?: LivePartner | undefined;
  readonly position: Position | undefined;
}

export function singletonChanges(
  desired: DesiredState,
  context: Pick<PlanningContext, 'live' | 'table'>,
): readonly DeclaredChange[] {
  return (['policy', 'default'] as const).flatMap((resource) => {
    const intent = singletonChange(resource, desired[resource], context);
    const [first] = desired[resource].values();
    return intent ? [{ intent, position: first?.position }] : [];
  });
}

export function partnerChanges(
  partition: Pick<Partition, 'present' | 'deletions'>,
  context: PlanningContext,
  desired: DesiredState,
): readonly DeclaredChange[] {
  const present = partition.present.flatMap(({ desired: partner, live }): readonly DeclaredChange[] => {
    const intent = partnerChange(partner, live, context);
    return intent ? [{ intent, desired: partner, live, position: partner.position }] : [];
  });
  const deletions = partition.deletions.map(({ desired: tombstone, live }): DeclaredChange => {
    const position = tombstone?.position ?? desired.undeclaredPartnersPosition;
    return { intent: deletion(live, context), desired: tombstone, live, position };
  });
  return [...present, ...deletions];
}

/** The update of the default or of the policy root; undefined if it is as declared. */
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

/** The creation or update of a declared partner; undefined if it is as declared. */
function partnerChange(
  desired: DesiredPartner,
  live: LivePartner | undefined,
  context: PlanningContext,
): ChangeIntent | undefined {
  const rows = settingsOf(context.table, 'partner');
  const inherited = context.plannedDefault ?? {};
  const drift = findDrift(rows, desired.settings, { own: live?.settings ?? {}, inherited });
  const identity = { resource: 'partner', tenantId: desired.tenantId } as const;
  if (!live) {
    const after = { ...withoutNulls(drift.after), ...writtenOnCreation(desired.settings, context) };
    return withBasis({ action: 'create', ...identity, preimage: null, after }, context);
  }
  if (Object.keys(drift.after).length === 0) return undefined;
  return withBasis({ action: 'update', ...identity, ...drift }, context);
}

/** The values that Graph takes only in the request that creates a partner, without those that it sets by itself. */
function writtenOnCreation(declarations: Declarations, { table }: Pick<PlanningContext, 'table'>): SettingValues {
  const written = settingsOf(table, 'creation').flatMap((row): readonly (readonly [string, Json])[] => {
    const declaration = declarations.get(row.name);
    const isSent = declaration?.state === 'value' && !isSame(row, declaration.value, row.setByGraph ?? null);
    return isSent ? [[row.name, declaration.value]] : [];
  });
  return Object.fromEntries(written);
}

function deletion(live: LivePartner, context: PlanningContext): ChangeIntent {
  const rows = [...settingsOf(context.table, 'partner'), ...settingsOf(context.table, 'creation')];
  const values = writtenValues(live);
  const preimage = {
    ...pick(
      values,
      rows.filter((row) => values[row.name] !== undefined),
    ),
    ...(live.isInMultiTenantOrganization ? { isInMultiTenantOrganization: true } : {}),
    ...live.others,
  };
  const { tenantId } = live;
  return withBasis({ action: 'delete', resource: 'partner', tenantId, preimage, after: null }, context);
}

type IntentWithoutBasis = Omit<ChangeIntent, 'basis'>;

/**
 * The settings whose default decides the impact of a partner's change: those that are inherited, or have an unset
 * member, before or after. If other clouds are allowed, creating or deleting a partner also gives or removes the access
 * that it inherits, so every access setting counts then.
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

function withBasis(intent: IntentWithoutBasis, context: PlanningContext): ChangeIntent {
  const { default: defaults, policy } = context.live;
  const rows = defaults ? basisSettings(intent, context) : [];
  const clouds = intent.action === 'update' ? undefined : policy?.[otherCloudsSetting];
  const basis = { ...pick(defaults ?? {}, rows), ...(clouds === undefined ? {} : { [otherCloudsSetting]: clouds }) };
  return { ...intent, basis };
}

/**
 * Whether a declared value, completed with the partner's live members, equals the tenant default. It is not redundant
 * if an undeclared member differs from the default.
 */
export function isRedundant(
  row: Setting,
  declaration: Declaration,
  { live = null, planned }: { readonly live?: Json | undefined; readonly planned: SettingValues | undefined },
): boolean {
  if (declaration.state !== 'value' || row.inherits === 'never' || !planned) return false;
  const inherited = planned[row.name] ?? null;
  // Fast path: most declarations differ from the default without completing them.
  if (inherited === null || !satisfied(row, inherited, declaration.value)) return false;
  return isSame(row, inherited, completedValue(row, declaration.value, { live, inherited }));
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

/** Whether the default decides a part of the value, before or after: it is inherited, or a flag is not set. */
function isIncomplete(row: Setting, before: Json, after: Json): boolean {
  return [before, after].some((value) => value === null || (row.kind !== 'access' && !hasEveryMember(row, value)));
}

function pick(values: SettingValues, rows: readonly Setting[]): SettingValues {
  return Object.fromEntries(rows.map((row) => [row.name, values[row.name] ?? null]));
}

function withoutNulls(values: SettingValues): SettingValues {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== null));
}
