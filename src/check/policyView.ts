/*
 * What is known about a tenant's policy after apply: the live state after the plan, or only what the configuration
 * declares. Without a live state, a setting that is not declared in full is unknown; nothing is assumed.
 */
import { hasEveryMember } from '../access/effective.ts';
import { type ApiVersion, type Cloud, endpointOf } from '../model/cloud.ts';
import type { Declarations, DesiredPartner, DesiredState } from '../model/desiredState.ts';
import { compareText, type Json } from '../model/json.ts';
import type { LivePartner, LiveState } from '../model/liveState.ts';
import { rowIn } from '../model/members.ts';
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
  const scope: ReadScope = { apiVersion, unread: new Set(after?.unread) };
  const singleton = (resource: 'default' | 'policy'): SubjectView => ({
    resource,
    exists: true,
    isIgnored: false,
    isBlocked: false,
    declarations: desired[resource],
    own: (row) => ownValue(row, scope, after ? after[resource] : desired[resource]),
  });
  const defaults = singleton('default');
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
      own: (row) => ownValue(row, scope, after ? (live?.settings ?? {}) : (entry?.settings ?? new Map())),
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
    policy: singleton('policy'),
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

interface ReadScope {
  readonly apiVersion: ApiVersion;
  readonly unread: ReadonlySet<string>;
}

const unknownValue: OwnValue = { complete: false, value: null };

/** From live settings, or from declarations. */
function ownValue(
  row: Setting,
  { apiVersion, unread }: ReadScope,
  settings: Declarations | Readonly<Record<string, Json>> | undefined,
): OwnValue {
  if (settings === undefined || unread.has(row.name) || !row.versions.includes(apiVersion)) return unknownValue;
  if (!isDeclarations(settings)) return { complete: true, value: settings[row.name] ?? null };
  const declaration = settings.get(row.name);
  if (!declaration) return unknownValue;
  if (declaration.state !== 'value') return { complete: true, value: null };
  return { complete: hasEveryMember(rowIn(row, apiVersion), declaration.value), value: declaration.value };
}

function isDeclarations(settings: Declarations | Readonly<Record<string, Json>>): settings is Declarations {
  return settings instanceof Map;
}
