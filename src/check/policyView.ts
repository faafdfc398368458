/*
 * What is known about a tenant's policy after apply: the live state after the plan, or only what the configuration
 * declares. Without a live state, a setting that is not declared in full is unknown; nothing is assumed. Every
 * predicate reads values from here.
 */
import {
  defaultValueIn,
  effectiveValue,
  hasEveryMember,
  memberSourceOf,
  sourceOf as sourceOfValue,
} from '../access/effective.ts';
import { type AccessRule, accessRule, nobodyReachesAnything } from '../access/rule.ts';
import { leavesOf } from '../model/canonical.ts';
import type { ApiVersion, Cloud } from '../model/cloud.ts';
import type { Declarations, DesiredPartner, DesiredState } from '../model/desiredState.ts';
import { compareText, type Json } from '../model/json.ts';
import type { LivePartner, LiveState } from '../model/liveState.ts';
import type { Position } from '../model/position.ts';
import type { Setting } from '../model/setting.ts';
import type { TenantId } from '../model/tenantId.ts';

/** Undefined: not known. */
export type Truth = boolean | undefined;

/**
 * A value that a resource sets itself. `complete`: the members that `value` lacks are not set; else they are unknown.
 */
export interface OwnValue {
  readonly complete: boolean;
  readonly value: Json;
}

export interface SubjectView {
  readonly resource: 'default' | 'partner' | 'policy';
  readonly tenantId?: TenantId;
  readonly name?: string;
  readonly own: (row: Setting) => OwnValue;
  /** Of a partner. */
  readonly live?: LivePartner | undefined;
  readonly desired?: DesiredPartner | undefined;
  readonly declarations: Declarations;
  /** Whether the partner has an entry after apply. */
  readonly exists: Truth;
  readonly isIgnored: boolean;
  /** The default that a partner inherits from. */
  readonly inherited?: SubjectView;
  /** An organization of another cloud is blocked while it has no entry. */
  readonly isBlocked: boolean;
}

export interface PolicyView {
  readonly tenantId: TenantId;
  readonly cloud: Cloud;
  readonly apiVersion: ApiVersion;
  readonly table: readonly Setting[];
  /** ISO day (UTC). */
  readonly today: string;
  /** The id of the policy root, as Graph sent it; undefined if the root was not read. */
  readonly policyId: { readonly id: string | undefined } | undefined;
  /** Whether the live state was read. */
  readonly isLive: boolean;
  readonly default: SubjectView;
  readonly policy: SubjectView;
  /** Declared, ignored or live, by tenantId. */
  readonly partners: readonly SubjectView[];
  /** Of any tenant, also one without an entry. `cloud`: where the tenant is known to be in another cloud. */
  readonly partner: (tenantId: TenantId, cloud?: Cloud) => SubjectView;
  readonly waivers: NonNullable<DesiredState['waivers']>;
  readonly keyPositions: NonNullable<DesiredState['keyPositions']>;
}

/** What a view takes from a configuration. */
export type ViewedConfiguration = Pick<
  DesiredState,
  | 'tenantId'
  | 'cloud'
  | 'apiVersion'
  | 'policy'
  | 'default'
  | 'partners'
  | 'names'
  | 'ignored'
  | 'waivers'
  | 'keyPositions'
>;

export interface PolicyViewInput {
  readonly desired: ViewedConfiguration;
  /** The live state after the plan; undefined if it was not read. */
  readonly after: LiveState | undefined;
  readonly table: readonly Setting[];
  readonly today: string;
}

export function viewPolicy({ desired, after, table, today }: PolicyViewInput): PolicyView {
  const { tenantId, cloud, apiVersion } = desired;
  const site: Site = { apiVersion, unread: new Set(after?.unread) };
  const common = { exists: true, isIgnored: false, isBlocked: false } as const;
  const root: SubjectView = {
    ...common,
    resource: 'policy',
    declarations: desired.policy,
    own: (row) => ownValue(row, site, after ? after.policy : desired.policy),
  };
  const defaults: SubjectView = {
    ...common,
    resource: 'default',
    declarations: desired.default,
    own: (row) => ownValue(row, site, after ? after.default : desired.default),
  };
  const declared = new Map(desired.partners.map((partner) => [partner.tenantId, partner]));
  const living = new Map(after?.partners.map((partner) => [partner.tenantId, partner]));
  const partner = (id: TenantId, otherCloud: Cloud = cloud): SubjectView => {
    const [entry, live] = [declared.get(id), living.get(id)];
    const isPresent = entry?.state === 'present';
    const exists = after ? live !== undefined : entry ? isPresent : undefined;
    const name = entry?.name ?? desired.names.get(id);
    return {
      resource: 'partner',
      tenantId: id,
      ...(name !== undefined && { name }),
      own: (row) => ownValue(row, site, after ? (live?.settings ?? {}) : (entry?.settings ?? new Map())),
      live,
      desired: isPresent ? entry : undefined,
      declarations: isPresent ? entry.settings : new Map(),
      exists,
      isIgnored: desired.ignored.has(id),
      inherited: defaults,
      isBlocked: exists === false && endpointOf[otherCloud] !== endpointOf[cloud],
    };
  };
  const ids = new Set([...living.keys(), ...declaredIds(desired, living, after !== undefined)]);
  return {
    tenantId,
    cloud,
    apiVersion,
    table,
    today,
    policyId: after?.policy && { id: after.policyId },
    isLive: after !== undefined,
    default: defaults,
    policy: root,
    partners: [...ids].sort(compareText).map((id) => partner(id)),
    partner,
    waivers: desired.waivers ?? { default: [], policy: [] },
    keyPositions: desired.keyPositions ?? {},
  };
}

/** Tombstones, and ignored tenants that are known not to be partners, are not subjects. */
function declaredIds(
  { partners, ignored }: ViewedConfiguration,
  living: ReadonlyMap<TenantId, LivePartner>,
  isLive: boolean,
): readonly TenantId[] {
  const present = partners.filter(({ state }) => state === 'present').map(({ tenantId }) => tenantId);
  return [...present, ...ignored.keys()].filter((id) => !isLive || living.has(id));
}

/** The name that `allowedCloudEndpoints` has for each cloud (Microsoft: crossTenantAccessPolicy). */
export const endpointOf: Readonly<Record<Cloud, string>> = {
  global: 'microsoftonline.com',
  usgov: 'microsoftonline.us',
  usgovdod: 'microsoftonline.us',
  china: 'partner.microsoftonline.cn',
};

interface Site {
  readonly apiVersion: ApiVersion;
  readonly unread: ReadonlySet<string>;
}

const unknownValue: OwnValue = { complete: false, value: null };

/** From live settings, or from declarations. */
function ownValue(
  row: Setting,
  { apiVersion, unread }: Site,
  settings: Declarations | Readonly<Record<string, Json>> | undefined,
): OwnValue {
  if (settings === undefined || unread.has(row.name) || !row.versions.includes(apiVersion)) return unknownValue;
  if (!isDeclarations(settings)) return { complete: true, value: settings[row.name] ?? null };
  const declaration = settings.get(row.name);
  if (!declaration) return unknownValue;
  if (declaration.state !== 'value') return { complete: true, value: null };
  return { complete: hasEveryMember(row, declaration.value, apiVersion), value: declaration.value };
}

function isDeclarations(settings: Declarations | Readonly<Record<string, Json>>): settings is Declarations {
  return settings instanceof Map;
}

/** A value with its source. `value` is undefined where it is not known. */
export interface Reading<Value> {
  readonly known: Value | undefined;
  readonly source: 'partner' | 'default';
  readonly value: Json;
}

export function sourceOf(view: SubjectView, row: Setting): 'partner' | 'default' {
  if (view.resource !== 'partner') return 'default';
  const { complete, value } = view.own(row);
  return complete && sourceOfValue(row, value) === 'inherited' ? 'default' : 'partner';
}

const off: OwnValue = { complete: true, value: null };

/** The value of the default that a partner inherits from. A setting that the default cannot have is off there. */
export function inheritedValue({ inherited }: SubjectView, row: Setting): OwnValue | undefined {
  const value = inherited?.own(row);
  return !value?.complete && defaultValueIn(row, undefined) === null ? off : value;
}

/** Which users reach which applications, as far as it is known. */
export function readRule(view: SubjectView, row: Setting): Reading<AccessRule> {
  const source = sourceOf(view, row);
  if (view.isBlocked) return { known: nobodyReachesAnything, source, value: null };
  const own = view.own(row);
  const inherited = view.inherited ? inheritedValue(view, row) : off;
  const from = inherited?.complete ? inherited.value : undefined;
  const effective = own.complete ? effectiveValue(row, own.value, from) : undefined;
  const value = effective?.of === 'value' ? effective.value : own.value;
  return { known: effective?.of === 'value' ? accessRule(row, effective.value) : undefined, source, value };
}

/** A flag. One that neither the partner nor the default sets is off, the service default of every flag. */
export function readFlag(view: SubjectView, row: Setting, path: string): Reading<boolean> {
  const source = sourceOf(view, row);
  if (view.isBlocked) return { known: false, source: 'default', value: null };
  const own = view.own(row);
  const [leaf, inherited] = [readLeaf(own, row, path), view.inherited && inheritedValue(view, row)];
  const isInherited = leaf === 'missing' && memberSourceOf(row, own.value, `${row.name}.${path}`) === 'inherited';
  if (!inherited || !isInherited) return { ...asFlag(leaf), source };
  return { ...asFlag(readLeaf(inherited, row, path)), source: 'default' };
}

/** A flag that the partner sets itself. */
export function readOwnFlag(view: SubjectView, row: Setting, path: string): Reading<boolean> {
  return { ...asFlag(readLeaf(view.own(row), row, path)), source: 'partner' };
}

type LeafReading = { readonly value: Json } | 'missing' | 'unknown';

export function readLeaf({ complete, value }: OwnValue, row: Setting, path: string): LeafReading {
  const leaf = leavesOf(row, value).get(`${row.name}.${path}`);
  if (leaf !== undefined) return { value: leaf };
  return complete ? 'missing' : 'unknown';
}

function asFlag(leaf: LeafReading): Pick<Reading<boolean>, 'known' | 'value'> {
  if (leaf === 'unknown') return { known: undefined, value: null };
  if (leaf === 'missing') return { known: false, value: false };
  return { known: typeof leaf.value === 'boolean' ? leaf.value : undefined, value: leaf.value };
}

/** The line that decides a setting or a member of it; undefined where no YAML line does. */
export function decidingPosition(view: SubjectView, row: Setting, path?: string): Position | undefined {
  const own = view.declarations.get(row.name);
  if (own?.state === 'value') return (path === undefined ? undefined : own.members?.get(path)) ?? own.position;
  const inherits = view.resource === 'partner' && sourceOf(view, row) === 'default';
  const ofDefault = inherits ? view.inherited?.declarations.get(row.name) : undefined;
  if (ofDefault?.state === 'value') {
    return (path === undefined ? undefined : ofDefault.members?.get(path)) ?? ofDefault.position;
  }
  return own?.position;
}
