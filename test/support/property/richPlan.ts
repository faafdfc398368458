/** One plan in which everything occurs that a plan can hold. */
import type { Declaration, DesiredPartner, DesiredState } from '../../../src/model/desiredState.ts';
import type { Json } from '../../../src/model/json.ts';
import type { LivePartner, LiveState, SettingValues } from '../../../src/model/liveState.ts';
import type { Plan } from '../../../src/model/plan.ts';
import type { TenantId } from '../../../src/model/tenantId.ts';
import { a1, access, g1, half } from '../settings.ts';
import { home } from './arbitraries.ts';
import { planOf } from './tenantModel.ts';

export const fabrikam = '90e29127-71ad-49c7-9ce8-db3f41ea06f1' as TenantId;
export const newcomer = '2f9a6c41-d05b-4e83-b7f2-18c3e5d9a064' as TenantId;
export const tombstone = '3d0f5dec-5d3d-455c-8016-e2af1ae4d31a' as TenantId;
export const stranger = '8f2c5d0e-3b43-4d6b-9f43-2d8f3f6b0a11' as TenantId;
export const inheritor = 'a4e0c9b1-7f3d-4826-95ea-d3c1b2f06e58' as TenantId;

let line = 0;
const position = () => {
  line += 1;
  return { file: 'configs/partners.yaml', line, column: 3 };
};
export const value = (of: Json): Declaration => ({ state: 'value', value: of, position: position() });
export const inherit = (): Declaration => ({ state: 'inherit', position: position() });
export const absent = (): Declaration => ({ state: 'absent', position: position() });

export function partner(
  tenantId: TenantId,
  settings: Readonly<Record<string, Declaration>>,
  more: Partial<DesiredPartner> = {},
): DesiredPartner {
  const declarations = new Map(Object.entries(settings));
  return {
    tenantId,
    state: 'present',
    undeclaredSettings: 'ignore',
    settings: declarations,
    position: position(),
    ...more,
  };
}

export function livePartner(tenantId: TenantId, settings: SettingValues, more: Partial<LivePartner> = {}): LivePartner {
  return { tenantId, settings, isServiceProvider: false, isInMultiTenantOrganization: false, others: {}, ...more };
}

export const trust = (mfa: boolean, device: boolean, hybrid: boolean): Json => ({
  isMfaAccepted: mfa,
  isCompliantDeviceAccepted: device,
  isHybridAzureADJoinedDeviceAccepted: hybrid,
});
export const open = access('allowed AllUsers', 'allowed AllApplications');
export const closed = access('blocked AllUsers', 'blocked AllApplications');
const sync = (isSyncAllowed: boolean): Json => ({ userSyncInbound: { isSyncAllowed } });

export function desiredState(partners: readonly DesiredPartner[], more: Partial<DesiredState> = {}): DesiredState {
  return {
    tenantId: home,
    cloud: 'global',
    apiVersion: 'v1.0',
    undeclaredPartners: 'report',
    protected: new Set(),
    guards: { maxDeletes: 5, maxDeletePercent: 20, maxChangePercent: 50 },
    policy: new Map(),
    default: new Map(),
    partners,
    files: ['configs/partners.yaml'],
    label: 'configs/',
    ...more,
  };
}

/** Collaboration open, direct connect closed, nothing trusted. */
export const systemDefault: SettingValues = {
  b2bCollaborationInbound: open,
  b2bCollaborationOutbound: open,
  b2bDirectConnectInbound: closed,
  b2bDirectConnectOutbound: closed,
  inboundTrust: trust(false, false, false),
  automaticUserConsentSettings: { inboundAllowed: false, outboundAllowed: false },
  tenantRestrictions: closed,
};

export function liveState(partners: readonly LivePartner[], more: Partial<LiveState> = {}): LiveState {
  return {
    source: 'graph',
    tenantId: home,
    cloud: 'global',
    apiVersion: 'v1.0',
    policy: { allowedCloudEndpoints: [] },
    default: systemDefault,
    partners,
    ...more,
  };
}

const { b2bCollaborationInbound, inboundTrust, automaticUserConsentSettings, tenantRestrictions } = systemDefault;
// Few settings: every one of them is altered in every way by the tests of plan files.
const sparseDefault = {
  b2bCollaborationInbound,
  inboundTrust,
  automaticUserConsentSettings,
  tenantRestrictions,
} as SettingValues;

export const richLive = liveState(
  [
    livePartner(
      tombstone,
      { b2bCollaborationInbound: open, identitySynchronization: sync(true) },
      {
        isServiceProvider: true,
        others: { futureSetting: { scope: 'everything' } },
      },
    ),
    livePartner(stranger, { inboundTrust: trust(true, true, true) }),
    livePartner(fabrikam, {
      inboundTrust: { isMfaAccepted: false, isCompliantDeviceAccepted: true },
      b2bCollaborationInbound: access('allowed AllUsers', `allowed ${a1}`),
      b2bDirectConnectInbound: open,
      b2bDirectConnectOutbound: open,
      identitySynchronization: { ...(sync(false) as object), displayName: 'Fabrikam' },
    }),
    livePartner(inheritor, {
      automaticUserConsentSettings: { inboundAllowed: true, outboundAllowed: true },
      tenantRestrictions: open,
    }),
  ],
  { default: sparseDefault },
);

export const richDesired = desiredState(
  [
    partner(
      fabrikam,
      {
        inboundTrust: value({ isMfaAccepted: true }),
        b2bCollaborationInbound: value({ usersAndGroups: half(`allowed ${g1}`) }),
        identitySynchronization: value(sync(true)),
      },
      { name: 'Fabrikam', undeclaredSettings: 'report' },
    ),
    partner(
      newcomer,
      { inboundTrust: value({ isMfaAccepted: true }), identitySynchronization: value(sync(true)) },
      { name: 'Litware' },
    ),
    partner(tombstone, {}, { state: 'absent' }),
    partner(
      inheritor,
      { automaticUserConsentSettings: inherit(), tenantRestrictions: inherit() },
      { name: 'Relecloud' },
    ),
  ],
  {
    default: new Map([['tenantRestrictions', value(access(`allowed ${g1}`, 'allowed AllApplications'))]]),
    policy: new Map([['allowedCloudEndpoints', value(['microsoftonline.us'])]]),
    guards: { maxDeletes: 0, maxDeletePercent: 20, maxChangePercent: 50 },
  },
);

/** What the configuration was before: other trust, no newcomer, and more under management. */
const base = desiredState(
  [
    partner(
      fabrikam,
      {
        inboundTrust: value({ isMfaAccepted: false, isCompliantDeviceAccepted: true }),
        b2bDirectConnectOutbound: value(open),
        identitySynchronization: value(sync(true)),
      },
      { reviewBy: '2027-03-31' },
    ),
    partner(stranger, {}),
  ],
  { protected: new Set([stranger]) },
);

export function richPlan(): Plan {
  const warning = { code: 'review-overdue', message: 'late', severity: 'warning', position: position() } as const;
  const plan = planOf({ desired: richDesired, live: richLive, base, warnings: [warning] });
  if (!plan) throw new Error('the rich world has no plan');
  return plan;
}
