/*
 * From ownership to the cores of changes: which resource is created, updated or deleted, from which live value, to
 * which complete value, resting on which defaults.
 */
import type { Declaration, Declarations, DesiredPartner } from '../model/desiredState.ts';
import { type Setting, settingsOf } from '../model/fieldTable.ts';
import { type Json, jsonEquals } from '../model/json.ts';
import type { LivePartner, LiveState, SettingValues } from '../model/liveState.ts';
import type { ChangeCore } from '../model/plan.ts';
import { completedValue, says, wantedValue } from './compare.ts';
import { cloudsSetting } from './deriveChange.ts';

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
  const about = { resource: 'partner', tenantId: desired.tenantId } as const;
  if (!live) return withBasis({ action: 'create', ...about, preimage: null, after: withoutNulls(drift.after) }, ground);
  if (Object.keys(drift.after).length === 0) return undefined;
  return withBasis({ action: 'update', ...about, ...drift }, ground);
}

export function deletionCore(live: LivePartner, ground: Ground): ChangeCore {
  const rows = settingsOf(ground.table, 'partner').filter((row) => live.settings[row.name] !== undefined);
  const preimage = {
    ...pick(live.settings, rows),
    ...(live.isServiceProvider ? { isServiceProvider: true } : {}),
    ...(live.isInMultiTenantOrganization ? { isInMultiTenantOrganization: true } : {}),
    ...live.others,
  };
  const { tenantId } = live;
  return withBasis({ action: 'delete', resource: 'partner', tenantId, preimage, after: null }, ground);
}

type Bare = Omit<ChangeCore, 'basis'>;

/**
 * The settings whose default decides what a partner's change opens or closes: those that are inherited, or not set in
 * every member, before or after. Where an organization may be of another cloud, being a partner or not also opens or
 * closes what it inherits: then every access setting counts, declared or not.
 */
export function settingsItRestsOn(
  { action, preimage, after }: Bare,
  { acrossClouds, table }: Pick<Ground, 'acrossClouds' | 'table'>,
): readonly Setting[] {
  const rows = settingsOf(table, 'partner').filter((row) => row.inherits !== 'never');
  const leans = (row: Setting): boolean => {
    const touched = Object.hasOwn(after ?? preimage ?? {}, row.name);
    if (action !== 'update') return touched || (acrossClouds && row.kind === 'access');
    return touched && isIncomplete(row, preimage?.[row.name] ?? null, after?.[row.name] ?? null);
  };
  return rows.filter(leans);
}

function withBasis(core: Bare, ground: Ground): ChangeCore {
  const { default: defaults, policy } = ground.live;
  const rows = defaults ? settingsItRestsOn(core, ground) : [];
  const clouds = core.action === 'update' ? undefined : policy?.[cloudsSetting];
  const basis = { ...pick(defaults ?? {}, rows), ...(clouds === undefined ? {} : { [cloudsSetting]: clouds }) };
  return { ...core, basis };
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
  if (inherited === null || !says(row, inherited, declaration.value)) return false;
  return jsonEquals(inherited, completedValue(row, declaration.value, { live, inherited }));
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
