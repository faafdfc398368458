import type { Json } from '../../../src/model/json.ts';
import type { Change, FieldChange, Impact, Plan, Released } from '../../../src/model/plan.ts';
import type { TenantId } from '../../../src/model/tenantId.ts';
import { home } from '../tenants.ts';

export const digest = `sha256:${'0123456789abcdef'.repeat(4)}`;

export function tenant(number: number): TenantId {
  return `${String(number).padStart(8, '0')}-71ad-49c7-9ce8-db3f41ea06f1` as TenantId;
}

export function object(number: number): string {
  return `${String(number).padStart(8, '0')}-4d6b-4f43-8d8f-3f6b0a112233`;
}

export function half(accessType: string, ...targets: readonly (readonly [type: string, target: string])[]): Json {
  return { accessType, targets: targets.map(([targetType, target]) => ({ target, targetType })) };
}

/** The word for a keyword target: its type follows from it. */
export const allUsers = ['user', 'AllUsers'] as const;
export const allApplications = ['application', 'AllApplications'] as const;
export const office = ['application', 'Office365'] as const;

export function field(path: string, before: Json, after: Json, impact: Impact): FieldChange {
  return { path, before, after, impact, origin: 'unknown' };
}

export function partnerChange(number: number, part: Partial<Change>): Change {
  return {
    action: 'update',
    resource: 'partner',
    tenantId: tenant(number),
    file: 'configs/partners.yaml',
    line: number * 10,
    origin: 'unknown',
    impact: 'neutral',
    fields: [],
    preimage: {},
    after: {},
    reasons: [],
    basis: {},
    requests: [
      {
        method: 'PATCH',
        url: `/policies/crossTenantAccessPolicy/partners/${tenant(number)}`,
        body: { inboundTrust: null },
      },
    ],
    ...part,
  };
}

export function released(tenantId: TenantId, name: string): Released {
  return { resource: 'partner', tenantId, name, value: { inboundTrust: name }, impact: 'broadens' };
}

/** One of everything that a change can take out of management or loosen, with the name in every place for text. */
export function unmanagedParts(name: string): Pick<Plan, 'released' | 'loosened'> {
  return {
    released: [
      released(tenant(5), name),
      { ...released(tenant(6), name), setting: 'b2bCollaborationInbound', value: name },
      { ...released(tenant(6), name), setting: name, member: name, value: { [name]: name }, impact: 'mixed' },
    ],
    loosened: [
      { what: 'protected', tenantId: tenant(5), name },
      { what: name, tenantId: tenant(6), name, before: name, after: [name] },
    ],
  };
}

/** Counts follow from the changes. */
export function planOf(changes: readonly Change[], part: Partial<Plan> = {}): Plan {
  const impacts = (...wanted: readonly Impact[]) => changes.filter((change) => wanted.includes(change.impact)).length;
  const actions = (wanted: Change['action']) => changes.filter((change) => change.action === wanted).length;
  return {
    formatVersion: 1,
    toolVersion: '1.0.0',
    tenantId: home as TenantId,
    cloud: 'global',
    apiVersion: 'v1.0',
    source: 'graph',
    createdAt: '2026-11-22T01:00:00Z',
    configDigest: digest,
    digest,
    partial: false,
    summary: {
      create: actions('create'),
      update: actions('update'),
      delete: actions('delete'),
      unchanged: 40,
      undeclared: part.undeclared?.length ?? 0,
      broadening: impacts('broadens', 'mixed'),
      narrowing: impacts('narrows', 'mixed'),
      problems: 0,
    },
    changes,
    undeclared: [],
    ignored: [],
    problems: [],
    released: [],
    loosened: [],
    warnings: [],
    silenced: [],
    guards: [{ guard: 'maxDeletes', limit: 5, actual: actions('delete'), status: 'ok' }],
    integrity: digest,
    ...part,
  };
}

const closedTrust = {
  inboundTrust: { isMfaAccepted: false, isCompliantDeviceAccepted: false, isHybridAzureADJoinedDeviceAccepted: false },
};

const openBasis = {
  ...closedTrust,
  b2bCollaborationInbound: { usersAndGroups: half('allowed', allUsers) },
  allowedCloudEndpoints: [],
};

/** Twelve changes: every action, resource and impact. */
const sampleChanges: readonly Change[] = [
  partnerChange(1, {
    resource: 'policy',
    impact: 'broadens',
    fields: [field('allowedCloudEndpoints', [], ['microsoftonline.us'], 'broadens')],
    requests: [
      {
        method: 'PATCH',
        url: '/policies/crossTenantAccessPolicy',
        body: { allowedCloudEndpoints: ['microsoftonline.us'] },
      },
    ],
  }),
  partnerChange(2, {
    name: 'Fabrikam',
    impact: 'broadens',
    fields: [
      field('inboundTrust.isMfaAccepted', 'inherit', true, 'broadens'),
      field('inboundTrust.isCompliantDeviceAccepted', 'inherit', false, 'neutral'),
      field(
        'b2bCollaborationInbound.applications',
        half('allowed', ['application', object(1)]),
        half('allowed', ['application', object(1)], office),
        'broadens',
      ),
    ],
    basis: closedTrust,
  }),
  partnerChange(3, {
    name: 'Contoso Ltd',
    impact: 'narrows',
    fields: [
      field('b2bDirectConnectInbound.usersAndGroups', half('allowed', allUsers), half('blocked', allUsers), 'narrows'),
      field(
        'b2bDirectConnectInbound.applications',
        half('allowed', allApplications),
        half('blocked', allApplications),
        'narrows',
      ),
    ],
  }),
  partnerChange(4, {
    name: 'Woodgrove Bank',
    impact: 'mixed',
    fields: [
      field(
        'b2bCollaborationOutbound.usersAndGroups',
        half('allowed', ['group', object(2)], ['group', object(3)]),
        half('allowed', ['group', object(3)], ['user', object(4)]),
        'mixed',
      ),
    ],
  }),
  partnerChange(5, {
    action: 'create',
    name: 'Adventure Works',
    impact: 'broadens',
    fields: [
      field('inboundTrust.isMfaAccepted', 'inherit', true, 'broadens'),
      field(
        'b2bCollaborationInbound.usersAndGroups',
        'inherit',
        half('allowed', ['group', object(5)], ['group', object(6)]),
        'narrows',
      ),
      field('identitySynchronization.userSyncInbound.isSyncAllowed', null, true, 'broadens'),
    ],
    preimage: null,
    basis: openBasis,
  }),
  partnerChange(6, {
    name: 'Tailspin Toys',
    impact: 'neutral',
    fields: [field('identitySynchronization.displayName', 'Tailspin', 'Tailspin Toys', 'neutral')],
  }),
  partnerChange(7, {
    name: 'Northwind',
    impact: 'narrows',
    fields: [
      field(
        'b2bCollaborationInbound.applications',
        half('blocked', ['application', object(7)]),
        half('blocked', ['application', object(7)], ['application', object(8)]),
        'narrows',
      ),
    ],
  }),
  partnerChange(8, {
    impact: 'broadens',
    fields: [field('automaticUserConsentSettings.inboundAllowed', false, true, 'broadens')],
  }),
  {
    ...partnerChange(9, { impact: 'mixed' }),
    resource: 'default',
    fields: [
      field('inboundTrust.isMfaAccepted', true, false, 'narrows'),
      field(
        'invitationRedemptionIdentityProviderConfiguration.primaryIdentityProviderPrecedenceOrder',
        ['externalFederation', 'azureActiveDirectory'],
        ['azureActiveDirectory', 'externalFederation'],
        'broadens',
      ),
    ],
    inheritedBy: Array.from({ length: 12 }, (_, index) => ({ tenantId: tenant(100 + index), name: `Heir ${index}` })),
  },
  partnerChange(10, {
    name: 'Proseware',
    impact: 'narrows',
    fields: [field('b2bCollaborationInbound.usersAndGroups', half('allowed', allUsers), 'inherit', 'narrows')],
    basis: { b2bCollaborationInbound: { usersAndGroups: half('blocked', allUsers) } },
  }),
  partnerChange(11, {
    name: 'Litware',
    impact: 'mixed',
    fields: [
      field(
        'tenantRestrictions.usersAndGroups',
        half('allowed', ...Array.from({ length: 20 }, (_, index) => ['group', object(index)] as const)),
        half('blocked', ...Array.from({ length: 15 }, (_, index) => ['user', object(50 + index)] as const)),
        'mixed',
      ),
    ],
  }),
  partnerChange(12, {
    action: 'delete',
    name: 'Wingtip Toys',
    impact: 'narrows',
    fields: [
      field('inboundTrust.isMfaAccepted', true, 'inherit', 'narrows'),
      field('b2bCollaborationInbound.usersAndGroups', half('allowed', allUsers), 'inherit', 'neutral'),
    ],
    after: null,
    basis: openBasis,
    requests: [{ method: 'DELETE', url: `/policies/crossTenantAccessPolicy/partners/${tenant(12)}` }],
  }),
];

export const samplePlan: Plan = planOf(
  sampleChanges.map((change) => {
    if (change.resource === 'partner') return change;
    const { tenantId: _none, ...rest } = change;
    return rest;
  }),
  {
    undeclared: [
      { tenantId: tenant(201), reason: 'not in the configuration', settings: {}, impact: 'neutral' },
      {
        tenantId: tenant(2),
        setting: 'tenantRestrictions',
        reason: 'setting not in the configuration',
        value: null,
        impact: 'mixed',
      },
    ],
    warnings: [
      {
        code: 'review-overdue',
        message: 'Fabrikam was to be reviewed by 2026-03-31',
        tenantId: tenant(2),
        file: 'configs/partners.yaml',
        line: 24,
      },
    ],
  },
);

/** The sample beyond its guards, with origins. */
export const refusedPlan: Plan = {
  ...samplePlan,
  changes: samplePlan.changes.map((change, index) => ({
    ...change,
    origin: 'both',
    fields: change.fields.map((each, position) => ({
      ...each,
      origin: (['config', 'drift', 'both'] as const)[(index + position) % 3] ?? 'config',
    })),
  })),
  guards: [
    { guard: 'maxDeletes', limit: 0, actual: 1, status: 'exceeded', tenantIds: [tenant(12)] },
    { guard: 'maxDeletePercent', limit: 20, actual: 25, status: 'exceeded', tenantIds: [tenant(12)] },
    { guard: 'maxChangePercent', limit: 50, actual: 66.6667, status: 'exceeded', tenantIds: [tenant(2), tenant(8)] },
    { guard: 'protected', limit: 0, actual: 1, status: 'exceeded', tenantIds: [tenant(12)] },
    { guard: 'emptyDesiredState', limit: 0, actual: 0, status: 'ok' },
  ],
};
