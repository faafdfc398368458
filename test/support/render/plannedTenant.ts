import { type TrustMap, trustMapOf } from '../../../src/access/trustMap.ts';
import { canonicalValue } from '../../../src/model/canonical.ts';
import type { Declaration, DesiredPartner, DesiredState } from '../../../src/model/desiredState.ts';
import { fieldTable } from '../../../src/model/fieldTable.ts';
import type { Json } from '../../../src/model/json.ts';
import type { LivePartner, LiveState, SettingValues } from '../../../src/model/liveState.ts';
import type { Plan } from '../../../src/model/plan.ts';
import type { TenantId } from '../../../src/model/tenantId.ts';
import { afterApply } from '../../../src/plan/afterApply.ts';
import { makePlan } from '../../../src/plan/planner.ts';
import { a1, access, g1, g2, half, rowOf, u1 } from '../settings.ts';
import { home } from '../tenants.ts';
import { tenant } from './samplePlan.ts';

export interface PartnerStory {
  readonly tenantId: TenantId;
  readonly name: string;
  /** Undefined: no partner yet. */
  readonly live: SettingValues | undefined;
  /** Undefined: declared as it is. Null: a tombstone. A setting that is null is declared `inherit`. */
  readonly wanted?: SettingValues | null;
}

export interface PlannedTenant {
  readonly live: LiveState;
  readonly plan: Plan;
  readonly access: TrustMap;
}

const position = { file: 'configs/partners.yaml', line: 24, column: 5 };

export const trust = (mfa: boolean, device = false): Json => ({
  isMfaAccepted: mfa,
  isCompliantDeviceAccepted: device,
  isHybridAzureADJoinedDeviceAccepted: false,
});
export const everybody = access('allowed AllUsers', 'allowed AllApplications');
export const nobody = access('blocked AllUsers', 'blocked AllApplications');

const liveDefault: SettingValues = {
  b2bCollaborationInbound: everybody,
  b2bCollaborationOutbound: everybody,
  b2bDirectConnectInbound: nobody,
  b2bDirectConnectOutbound: nobody,
  inboundTrust: trust(false),
  tenantRestrictions: nobody,
  m365CollaborationInbound: { users: half('allowed AllUsers') },
  m365CollaborationOutbound: { usersAndGroups: half('allowed AllUsers') },
  appServiceConnectInbound: { applications: half('blocked AllApplications') },
};

/** The real planner over a small tenant, so that page and plan cannot disagree by construction of the test. */
export function planTenant(
  stories: readonly PartnerStory[],
  { clouds = [], wantedDefault = {} }: { readonly clouds?: Json; readonly wantedDefault?: SettingValues } = {},
): PlannedTenant {
  const live: LiveState = {
    source: 'graph',
    tenantId: home,
    cloud: 'global',
    apiVersion: 'v1.0',
    policy: { allowedCloudEndpoints: clouds },
    default: liveDefault,
    partners: stories.flatMap(({ tenantId, live: settings }) => (settings ? [livePartner(tenantId, settings)] : [])),
  };
  const desired: DesiredState = {
    tenantId: home,
    cloud: 'global',
    apiVersion: 'v1.0',
    undeclaredPartners: 'report',
    protected: new Set(),
    guards: { maxDeletes: 5, maxDeletePercent: 20, maxChangePercent: 50 },
    policy: new Map(),
    default: declarations(wantedDefault),
    partners: stories.map(desiredPartner),
    files: ['configs/partners.yaml'],
    label: 'configs/',
  };
  const { plan } = makePlan({
    desired,
    live,
    table: fieldTable,
    toolVersion: '1.0.0',
    createdAt: '2026-11-22T01:00:00Z',
    warnings: [],
  });
  if (!plan) throw new Error('the tenant cannot be planned');
  const names = new Map(stories.map(({ tenantId, name }) => [tenantId, name]));
  const after = afterApply(live, plan.changes);
  return { live, plan, access: trustMapOf({ live, after, plan, table: fieldTable, names }) };
}

function livePartner(tenantId: TenantId, settings: SettingValues): LivePartner {
  return {
    tenantId,
    settings: canonical(settings),
    isServiceProvider: false,
    isInMultiTenantOrganization: false,
    others: {},
  };
}

function desiredPartner({ tenantId, name, live, wanted }: PartnerStory): DesiredPartner {
  const settings = declarations(wanted === undefined ? (live ?? {}) : (wanted ?? {}));
  const state = wanted === null ? 'absent' : 'present';
  return { tenantId, name, state, undeclaredSettings: 'ignore', settings, position };
}

function canonical(settings: SettingValues): SettingValues {
  return Object.fromEntries(
    Object.entries(settings).map(([name, value]) => [name, canonicalValue(rowOf(name), value)]),
  );
}

function declarations(settings: SettingValues): ReadonlyMap<string, Declaration> {
  return new Map(
    Object.entries(canonical(settings)).map(([name, value]): [string, Declaration] => [
      name,
      value === null ? { state: 'inherit', position } : { state: 'value', value, position },
    ]),
  );
}

/** Every kind of change, and partners that stay as they are. */
export const storiesOfAKind: readonly PartnerStory[] = [
  { tenantId: tenant(1), name: 'Fabrikam', live: {}, wanted: { inboundTrust: trust(true, true) } },
  {
    tenantId: tenant(2),
    name: 'Contoso Ltd',
    live: { b2bDirectConnectInbound: everybody, b2bDirectConnectOutbound: everybody },
    wanted: { b2bDirectConnectInbound: null, b2bDirectConnectOutbound: access(`allowed ${g1}`, `allowed ${a1}`) },
  },
  {
    tenantId: tenant(3),
    name: 'Woodgrove Bank',
    live: { b2bCollaborationInbound: access(`allowed ${g1} ${u1}`, 'allowed Office365') },
    wanted: { b2bCollaborationInbound: access(`allowed ${g2} ${u1}`, 'allowed Office365') },
  },
  {
    tenantId: tenant(4),
    name: 'Adventure Works',
    live: undefined,
    wanted: {
      b2bCollaborationInbound: access(`allowed ${g1}`, 'allowed Office365'),
      identitySynchronization: { userSyncInbound: { isSyncAllowed: true } },
      automaticUserConsentSettings: { inboundAllowed: true },
    },
  },
  { tenantId: tenant(5), name: 'Wingtip Toys', live: { inboundTrust: trust(true) }, wanted: null },
  { tenantId: tenant(6), name: 'Tailspin Toys', live: { b2bCollaborationInbound: nobody } },
  {
    tenantId: tenant(7),
    name: 'Northwind Traders',
    live: { b2bCollaborationInbound: access('allowed AllUsers', 'blocked AllApplications') },
  },
  {
    tenantId: tenant(8),
    name: 'Proseware',
    live: { b2bCollaborationInbound: everybody },
    wanted: { b2bCollaborationInbound: null },
  },
  { tenantId: tenant(9), name: 'Litware', live: {} },
];

/** As many partners as asked for; every hundredth changes. */
export function manyStories(amount: number): readonly PartnerStory[] {
  return Array.from({ length: amount }, (_, index): PartnerStory => {
    const kind = storiesOfAKind[index % storiesOfAKind.length] as PartnerStory;
    const changes = index % 100 === 0 ? { wanted: { ...kind.live, inboundTrust: trust(true) } } : {};
    return { tenantId: tenant(index + 1), name: `${kind.name} ${index + 1}`, live: kind.live ?? {}, ...changes };
  });
}
