/** One plan with everything that a plan can contain. */
import type { SettingValues } from '../../../src/model/liveState.ts';
import type { Plan } from '../../../src/model/plan.ts';
import {
  a1,
  access,
  desiredState,
  g1,
  half,
  inherit,
  livePartner,
  liveState,
  open,
  partner,
  sync,
  systemDefault,
  trust,
  value,
} from '../builders.ts';
import { fabrikam, litware, proseware, relecloud, woodgrove } from '../tenants.ts';
import { planOf } from './tenantModel.ts';

/** The roles of the sample's tenants. */
export const newcomer = litware;
export const tombstone = proseware;
export const undeclaredPartner = woodgrove;
export const inheritor = relecloud;

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
        onCreation: { isServiceProvider: true },
        others: { futureSetting: { scope: 'everything' } },
      },
    ),
    livePartner(undeclaredPartner, { inboundTrust: trust(true, true, true) }),
    livePartner(fabrikam, {
      inboundTrust: { isMfaAccepted: false, isCompliantDeviceAccepted: true },
      b2bCollaborationInbound: access('allowed AllUsers', `allowed ${a1}`),
      b2bDirectConnectInbound: open,
      b2bDirectConnectOutbound: open,
      identitySynchronization: { ...sync(false), displayName: 'Fabrikam' },
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

/** What the configuration was before: other trust, without the new partner, and with more declared. */
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
    partner(undeclaredPartner, {}),
  ],
  { protected: new Set([undeclaredPartner]) },
);

export function richPlan(): Plan {
  const position = { file: 'configs/partners.yaml', line: 1, column: 3 };
  const warning = { code: 'review-overdue', message: 'late', severity: 'warning', position } as const;
  const plan = planOf({ desired: richDesired, live: richLive, base, warnings: [warning] });
  if (!plan) throw new Error('the rich world has no plan');
  return plan;
}
