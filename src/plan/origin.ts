/*
 * The origin of a difference: a change of the configuration, a change in the tenant, or both. It follows from three
 * values of a leaf: the base's declaration, the head's declaration and the live value.
 */
import { effectiveIn } from '../access/effective.ts';
import { leavesOf } from '../model/canonical.ts';
import type { Declarations, DesiredState } from '../model/desiredState.ts';
import { type Json, jsonEquals } from '../model/json.ts';
import type { LiveState, SettingValues } from '../model/liveState.ts';
import { memoizeBriefly } from '../model/memoize.ts';
import type { ChangeIntent, FieldChange, Origin } from '../model/plan.ts';
import type { Setting } from '../model/setting.ts';
import type { DerivedField } from './deriveChange.ts';
import { reasonToKeep } from './partition.ts';

/**
 * The value that a configuration declares for a leaf. `unmanaged`: not declared. `gone`: the partner must not exist.
 */
type WantedLeaf = { readonly value: Json } | 'unmanaged' | 'gone';

export interface OriginInput {
  readonly head: DesiredState;
  readonly base: DesiredState | undefined;
  /** What was applied last, if that is known beside the base. */
  readonly applied?: DesiredState | undefined;
  /** The base is what was applied last: what the head changed since then is waiting. */
  readonly baseIsApplied?: boolean | undefined;
  readonly live: LiveState;
  /** The tenant default as the plan leaves it; undefined where a snapshot has none. */
  readonly plannedDefault: SettingValues | undefined;
  readonly table: readonly Setting[];
}

export interface ChangeOrigin {
  readonly origin: Origin;
  readonly fields: readonly FieldChange[];
}

/** Creates the function that finds the origins of a change. Use one function for all changes of a plan. */
export function createOriginFinder({
  head,
  base,
  applied,
  baseIsApplied = false,
  live,
  plannedDefault,
  table,
}: OriginInput): (intent: ChangeIntent, fields: readonly DerivedField[]) => ChangeOrigin {
  const withOrigin = createOriginSetter();
  if (!base) {
    return (_intent, fields) => ({
      origin: 'unknown',
      fields: fields.map((field) => withOrigin(field, 'unknown')),
    });
  }
  const wantedByHead = readWanted(head, live, table);
  const wantedByBase = readWanted(base, live, table);
  const wantedByApplied = applied && readWanted(applied, live, table);
  return (intent, fields) =>
    findOrigins(intent, fields, {
      head: wantedByHead(intent),
      base: wantedByBase(intent),
      applied: wantedByApplied?.(intent),
      keepsEffect: (field) => keepsEffectOf(field, intent, { table, before: live.default, after: plannedDefault }),
      ofConfiguration: baseIsApplied ? 'waiting' : 'config',
      withOrigin,
    });
}

interface WantedByConfigurations {
  readonly head: WantedLeafOf;
  readonly base: WantedLeafOf;
  readonly applied: WantedLeafOf | undefined;
  readonly keepsEffect: (field: DerivedField) => boolean;
  readonly ofConfiguration: 'config' | 'waiting';
  readonly withOrigin: ReturnType<typeof createOriginSetter>;
}

function findOrigins(
  intent: ChangeIntent,
  fields: readonly DerivedField[],
  { head: headWants, base: baseWants, applied, keepsEffect, ofConfiguration, withOrigin }: WantedByConfigurations,
): ChangeOrigin {
  const live = (field: DerivedField): WantedLeaf => (intent.action === 'create' ? 'gone' : { value: field.before });

  const originAt = (path: string, now: WantedLeaf): Origin => {
    const [before, wanted] = [baseWants(path), headWants(path)];
    const found = originOf(before, wanted, now);
    const origin = applied === undefined ? found : sinceApplied(found, { last: applied(path), before, now });
    return origin === 'config' ? ofConfiguration : origin;
  };
  const own = new Map<string, Origin>();
  for (const field of fields)
    if (headWants(field.path) !== 'unmanaged') own.set(field.path, originAt(field.path, live(field)));
  const originOfUndeclared = (field: DerivedField): Origin | undefined => {
    const siblings = combineOrigins(siblingOrigins(field.path, own), ofConfiguration);
    if (baseWants(field.path) !== 'unmanaged') return siblings;
    if (keepsEffect(field)) return undefined;
    // It is not in the configuration, so there is no conflict about it.
    return siblings === 'both' ? ofConfiguration : siblings;
  };
  const attributed = fields.map((field) => withOrigin(field, own.get(field.path) ?? originOfUndeclared(field)));
  const existence = (): Origin => originAt('', intent.action === 'create' ? 'gone' : { value: null });
  const origin = fields.length > 0 ? originOfFields(attributed, ofConfiguration) : existence();
  return { origin, fields: attributed };
}

function originOf(base: WantedLeaf, head: WantedLeaf, live: WantedLeaf): Origin {
  if (base === 'unmanaged') return 'config';
  if (sameWant(base, head)) return 'drift';
  return sameWant(base, live) ? 'config' : 'both';
}

/**
 * The origin, given what was applied last. A field on which base and head agree waits if the base has changed it since
 * then. A live value that is as it was applied is not a conflict.
 */
function sinceApplied(
  origin: Origin,
  { last, before, now }: { readonly last: WantedLeaf; readonly before: WantedLeaf; readonly now: WantedLeaf },
): Origin {
  if (origin === 'drift' && !sameWant(last, before)) return 'waiting';
  return origin === 'both' && sameWant(last, now) ? 'config' : origin;
}

function sameWant(a: WantedLeaf, b: WantedLeaf): boolean {
  if (typeof a === 'string' || typeof b === 'string') return a === b;
  return jsonEquals(a.value, b.value);
}

/** Creates the function that adds an origin to a field. For one plan: equal fields stay one object. */
export function createOriginSetter(): (field: DerivedField, origin: Origin | undefined) => FieldChange {
  return memoizeBriefly((field, origin) => (origin === undefined ? field : { ...field, origin }));
}

/** Fields without an origin do not count. */
export function originOfFields(fields: readonly FieldChange[], ofNone: Origin = 'config'): Origin {
  return combineOrigins(
    fields.flatMap(({ origin }) => origin ?? []),
    ofNone,
  );
}

/** Whether a member has the same effect before and after, inherited or not. */
function keepsEffectOf(
  { path }: DerivedField,
  { resource, preimage, after }: ChangeIntent,
  defaults: {
    readonly table: readonly Setting[];
    readonly before: SettingValues | undefined;
    readonly after: SettingValues | undefined;
  },
): boolean {
  const name = path.split('.')[0] ?? '';
  const row = defaults.table.find((each) => each.name === name);
  if (!row) return false;
  const leafOf = (own: SettingValues | null, values: SettingValues | undefined): Json | undefined => {
    const side = effectiveIn(row, own, resource === 'partner' ? values : {});
    return side.of === 'value' ? (leavesOf(row, side.value).get(path) ?? null) : undefined;
  };
  const [was, is] = [leafOf(preimage, defaults.before), leafOf(after, defaults.after)];
  return was !== undefined && is !== undefined && jsonEquals(was, is);
}

/** The origin of a change, from the origins of its fields. */
function combineOrigins(origins: readonly Origin[], ofNone: Origin): Origin {
  const [first = ofNone] = origins;
  return origins.every((origin) => origin === first) ? first : 'both';
}

/** An undeclared member has the origins of the declared members of its setting. */
function siblingOrigins(path: string, own: ReadonlyMap<string, Origin>): readonly Origin[] {
  const setting = `${path.split('.')[0]}.`;
  return [...own].filter(([other]) => other.startsWith(setting)).map(([, origin]) => origin);
}

/** Returns the declared value of a leaf of one resource; the empty path is the resource itself. */
type WantedLeafOf = (path: string) => WantedLeaf;

function readWanted(
  desired: DesiredState,
  live: LiveState,
  table: readonly Setting[],
): (intent: ChangeIntent) => WantedLeafOf {
  const partners = new Map(desired.partners.map((partner) => [partner.tenantId, partner]));
  // A partner that this configuration would have kept was not declared gone.
  const kept = new Set(
    live.partners.filter((partner) => reasonToKeep(partner, desired) !== undefined).map(({ tenantId }) => tenantId),
  );
  return ({ resource, tenantId }) => {
    if (resource !== 'partner') return declaredLeaf(desired[resource], table);
    const partner = tenantId && partners.get(tenantId);
    if (!partner) {
      const isKept = desired.undeclaredPartners !== 'delete' || (tenantId !== undefined && kept.has(tenantId));
      return () => (isKept ? 'unmanaged' : 'gone');
    }
    if (partner.state === 'absent') return () => 'gone';
    const leaf = declaredLeaf(partner.settings, table);
    return (path) => (path === '' ? { value: null } : leaf(path));
  };
}

function declaredLeaf(declarations: Declarations, table: readonly Setting[]): WantedLeafOf {
  const leaves = new Map<string, Json>();
  const bySetting = new Map<string, Json>();
  for (const row of table) {
    const declaration = declarations.get(row.name);
    if (declaration?.state === 'value')
      for (const [path, leaf] of leavesOf(row, declaration.value)) leaves.set(path, leaf);
    if (declaration?.state === 'inherit') bySetting.set(row.name, 'inherit');
    if (declaration?.state === 'absent') bySetting.set(row.name, null);
  }
  return (path) => {
    const value = leaves.get(path) ?? bySetting.get(path.split('.')[0] ?? '');
    return value === undefined ? 'unmanaged' : { value };
  };
}
