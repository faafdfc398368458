/*
 * From ownership to the cores of changes: which resource is created, updated or deleted, from which live value, to
 * which complete value, resting on which defaults.
 */
import type { Declaration, Declarations, DesiredPartner } from '../model/desiredState.ts';
import { type Setting, settingsOf } from '../model/fieldTable.ts';
import type { Json } from '../model/json.ts';
import type { LivePartner, LiveState, SettingValues } from '../model/liveState.ts';
import type { ChangeCore } from '../model/plan.ts';
import { isAlready, wantedValue } from './diff.ts';
import { cloudsSetting } from './elaborate.ts';

/** The live state, and the default as it will be when this run is done. */
export interface Ground {
  readonly live: LiveState;
  /** Undefined where a snapshot has no default. */
  readonly plannedDefault: SettingValues | undefined;
  /** Other clouds are allowed, live or as planned, or nobody knows. */
  readonly acrossClouds: boolean;
  readonly table: readonly Setting[];
}

/** The change of the default or of the policy root, if one is declared and has drifted. */
export function singletonCore(
  resource: 'default' | 'policy',
  declarations: Declarations,
  { live, table }: Pick<Ground, 'live' | 'table'>,
): ChangeCore | undefined {
  const values = live[resource] ?? {};
  const rows = settingsOf(table, resource);
  const { preimage, after } = driftOf(rows, declarations, { own: values, inherited: {} });
  return Object.keys(after).length === 0 ? undefined : { action: 'update', resource, preimage, after, basis: {} };
}

/** The creation or update of a declared partner; undefined where it already is as declared. */
export function partnerCore(
  desired: DesiredPartner,
  live: LivePartner | undefined,
  ground: Ground,
): ChangeCore | undefined {
  const rows = settingsOf(ground.table, 'partner');
  const inherited = ground.plannedDefault ?? {};
  const drift = driftOf(rows, desired.settings, { own: live?.settings ?? {}, inherited });
  if (!live) {
    const after = withoutNulls(drift.after);
    return {
      action: 'create',
      resource: 'partner',
      tenantId: desired.tenantId,
      preimage: null,
      after,
      basis: { ...creationBasis(rows, after, ground), ...cloudBasis(ground.live) },
    };
  }
  if (Object.keys(drift.after).length === 0) return undefined;
  const leansOnDefault = (row: Setting): boolean =>
    Object.hasOwn(drift.after, row.name) &&
    isIncomplete(row, drift.preimage[row.name] ?? null, drift.after[row.name] ?? null);
  return {
    action: 'update',
    resource: 'partner',
    tenantId: desired.tenantId,
    preimage: drift.preimage,
    after: drift.after,
    basis: defaultsOf(rows.filter(leansOnDefault), ground.live),
  };
}

export function deletionCore(live: LivePartner, ground: Pick<Ground, 'live' | 'table'>): ChangeCore {
  const rows = settingsOf(ground.table, 'partner').filter((row) => live.settings[row.name] !== undefined);
  return {
    action: 'delete',
    resource: 'partner',
    tenantId: live.tenantId,
    preimage: {
      ...pick(live.settings, rows),
      ...(live.isServiceProvider ? { isServiceProvider: true } : {}),
      ...(live.isInMultiTenantOrganization ? { isInMultiTenantOrganization: true } : {}),
      ...live.others,
    },
    after: null,
    basis: { ...defaultsOf(rows, ground.live), ...cloudBasis(ground.live) },
  };
}

/** A declared value that is what the partner would inherit anyway. */
export function isRedundant(
  row: Setting,
  declaration: Declaration,
  plannedDefault: SettingValues | undefined,
): boolean {
  if (declaration.state !== 'value' || row.inherits === 'never' || !plannedDefault) return false;
  const inherited = plannedDefault[row.name] ?? null;
  return inherited !== null && isAlready(row, declaration.value, inherited);
}

function driftOf(
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

/**
 * Where an organization may be of another cloud, creating the partner also opens what it inherits: then the effect of
 * every access setting rests on the default, declared or not.
 */
function creationBasis(rows: readonly Setting[], after: SettingValues, { live, acrossClouds }: Ground): SettingValues {
  const touched = rows.filter((row) => Object.hasOwn(after, row.name) || (acrossClouds && row.kind === 'access'));
  return defaultsOf(touched, live);
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

function defaultsOf(rows: readonly Setting[], live: LiveState): SettingValues {
  const defaults = live.default;
  if (!defaults) return {};
  const inheriting = rows.filter((row) => row.inherits !== 'never');
  return Object.fromEntries(inheriting.map((row) => [row.name, defaults[row.name] ?? null]));
}

function cloudBasis(live: LiveState): SettingValues {
  const clouds = live.policy?.[cloudsSetting];
  return clouds === undefined ? {} : { [cloudsSetting]: clouds };
}

function pick(values: SettingValues, rows: readonly Setting[]): SettingValues {
  return Object.fromEntries(rows.map((row) => [row.name, values[row.name] ?? null]));
}

function withoutNulls(values: SettingValues): SettingValues {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== null));
}
