import { buildTrustMap, type TrustMap } from '../../../src/access/trustMap.ts';
import { canonicalValue } from '../../../src/model/canonical.ts';
import type { Declaration, DesiredPartner } from '../../../src/model/desiredState.ts';
import { fieldTable } from '../../../src/model/fieldTable.ts';
import type { Json } from '../../../src/model/json.ts';
import type { LiveState, SettingValues } from '../../../src/model/liveState.ts';
import type { Plan } from '../../../src/model/plan.ts';
import type { TenantId } from '../../../src/model/tenantId.ts';
import { makePlan } from '../../../src/plan/planner.ts';
import { stateAfterApply } from '../../../src/plan/stateAfterApply.ts';
import {
  a1,
  access,
  closed,
  desiredState,
  g1,
  g2,
  half,
  livePartner,
  liveState,
  open,
  partner,
  rowOf,
  trust,
  u1,
} from '../builders.ts';
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

const liveDefault: SettingValues = {
  b2bCollaborationInbound: open,
  b2bCollaborationOutbound: open,
  b2bDirectConnectInbound: closed,
  b2bDirectConnectOutbound: closed,
  inboundTrust: trust(false),
  tenantRestrictions: closed,
  m365CollaborationInbound: { users: half('allowed AllUsers') },
  m365CollaborationOutbound: { usersAndGroups: half('allowed AllUsers') },
  appServiceConnectInbound: { applications: half('blocked AllApplications') },
};

/** The real planner over a small tenant, so that a test cannot build a page and a plan that disagree. */
export function planTenant(
  stories: readonly PartnerStory[],
  { clouds = [], wantedDefault = {} }: { readonly clouds?: Json; readonly wantedDefault?: SettingValues } = {},
): PlannedTenant {
  const partners = stories.flatMap(({ tenantId, live: settings }) =>
    settings ? [livePartner(tenantId, canonical(settings))] : [],
  );
  const live = liveState(partners, { policy: { allowedCloudEndpoints: clouds }, default: liveDefault });
  const desired = desiredState(stories.map(desiredPartner), { default: declarations(wantedDefault) });
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
  const after = stateAfterApply(live, plan.changes);
  return { live, plan, access: buildTrustMap({ live, after, plan, table: fieldTable, names }) };
}

function desiredPartner({ tenantId, name, live, wanted }: PartnerStory): DesiredPartner {
  const settings = declarations(wanted === undefined ? (live ?? {}) : (wanted ?? {}));
  return partner(tenantId, {}, { name, state: wanted === null ? 'absent' : 'present', settings, position });
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
    live: { b2bDirectConnectInbound: open, b2bDirectConnectOutbound: open },
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
  { tenantId: tenant(6), name: 'Tailspin Toys', live: { b2bCollaborationInbound: closed } },
  {
    tenantId: tenant(7),
    name: 'Northwind Traders',
    live: { b2bCollaborationInbound: access('allowed AllUsers', 'blocked AllApplications') },
  },
  {
    tenantId: tenant(8),
    name: 'Proseware',
    live: { b2bCollaborationInbound: open },
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
