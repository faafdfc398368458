/* A tenant and a configuration for it whose plan has every kind of write, thirty in all. */
import { seedOf } from '../../src/emulator/state/seed.ts';
import type { TenantSeed } from '../../src/emulator/state/tenantState.ts';
import { sync } from './builders.ts';
import { datum, home, proseware } from './tenants.ts';

const numbered = (kind: string, count: number): readonly string[] =>
  Array.from({ length: count }, (_, n) => `${kind}0000000-0000-4000-8000-0000000000${String(n + 10)}`);

const created = numbered('a', 6);
const changed = numbered('b', 10);
const deleted = numbered('c', 4);
const inSync = [...deleted.slice(0, 2), changed[0], changed[1]].filter((id) => id !== undefined);

const sample = seedOf('sample');
const trust = { isMfaAccepted: false, isCompliantDeviceAccepted: true, isHybridAzureADJoinedDeviceAccepted: false };

export const thirtyOperationsSeed: TenantSeed = {
  ...sample,
  partners: [
    ...sample.partners,
    ...[...changed, ...deleted].map((tenantId) => ({
      tenantId,
      inboundTrust: { ...trust, isCompliantNetworkAccepted: true },
    })),
  ],
  identitySynchronization: {
    ...sample.identitySynchronization,
    ...Object.fromEntries(inSync.map((tenantId) => [tenantId, { tenantId, displayName: null, ...sync(false) }])),
  },
};

/** JSON is YAML. */
export const thirtyOperations = JSON.stringify({
  version: 1,
  tenant: home,
  undeclaredPartners: 'ignore',
  policy: { allowedCloudEndpoints: ['microsoftonline.us', 'partner.microsoftonline.cn'] }, // 1
  default: { inboundTrust: { isCompliantDeviceAccepted: true } }, // 1
  partners: [
    // 6 POST, 2 PUT
    ...created.map((tenantId, n) => ({
      tenantId,
      inboundTrust: { isMfaAccepted: true },
      ...(n < 2 ? { identitySynchronization: sync(false) } : {}),
    })),
    // 10 PATCH, and of synchronizations 1 PATCH, 1 DELETE, 1 PUT
    ...changed.map((tenantId, n) => ({
      tenantId,
      inboundTrust: { isMfaAccepted: true },
      b2bCollaborationInbound: n % 2 === 0 ? 'blocked' : 'inherit',
      ...[
        { identitySynchronization: sync(true) },
        { identitySynchronization: 'absent' },
        { identitySynchronization: sync(true) },
      ][n],
    })),
    { tenantId: proseware, b2bCollaborationOutbound: 'inherit' }, // 1 PATCH
    { tenantId: datum, inboundTrust: { isMfaAccepted: true } }, // as it is
    // 2 DELETE of synchronizations, 4 DELETE
    ...deleted.map((tenantId) => ({ tenantId, state: 'absent' })),
  ],
});

export const consent = ['--yes', '--allow-broadening', '--allow-deletes', '10', '--allow-changes', '40'];
