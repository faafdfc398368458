/** Small builders of settings, of configurations and of tenants. */

import type { Declaration, DesiredPartner, DesiredState } from '../../src/model/desiredState.ts';
import { fieldTable } from '../../src/model/fieldTable.ts';
import type { Json, JsonObject } from '../../src/model/json.ts';
import type { LivePartner, LiveState, SettingValues } from '../../src/model/liveState.ts';
import type { Setting } from '../../src/model/setting.ts';
import type { TenantId } from '../../src/model/tenantId.ts';
import { home } from './tenants.ts';

export const u1 = '10000000-0000-4000-8000-000000000001';
export const u2 = '10000000-0000-4000-8000-000000000002';
export const u3 = '10000000-0000-4000-8000-000000000003';
export const g1 = '20000000-0000-4000-8000-000000000001';
export const g2 = '20000000-0000-4000-8000-000000000002';
export const a1 = '30000000-0000-4000-8000-000000000001';
export const a2 = '30000000-0000-4000-8000-000000000002';
export const a3 = '30000000-0000-4000-8000-000000000003';

/** The row of a setting. */
export function rowOf(name: string): Setting {
  const row = fieldTable.find((candidate) => candidate.name === name);
  if (!row) throw new Error(`no row ${name}`);
  return row;
}

function targetTypeOf(target: string): string {
  if (target.startsWith('2')) return 'group';
  return target.startsWith('1') || target === 'AllUsers' ? 'user' : 'application';
}

/** `allowed AllUsers`, `blocked <id> <id>`: a half in Graph's words. */
export function half(words: string): {
  readonly accessType: string;
  readonly targets: readonly { readonly target: string; readonly targetType: string }[];
} {
  const [accessType = '', ...targets] = words.split(' ');
  return { accessType, targets: targets.map((target) => ({ target, targetType: targetTypeOf(target) })) };
}

/** A B2B setting out of two halves in words. */
export function access(users: string, applications: string) {
  return { usersAndGroups: half(users), applications: half(applications) };
}

export const open = access('allowed AllUsers', 'allowed AllApplications');
export const closed = access('blocked AllUsers', 'blocked AllApplications');

/** All three members of `inboundTrust`. */
export const trust = (mfa: boolean, device = false, hybrid = false): JsonObject => ({
  isMfaAccepted: mfa,
  isCompliantDeviceAccepted: device,
  isHybridAzureADJoinedDeviceAccepted: hybrid,
});

/** A value of `identitySynchronization`. */
export const sync = (isSyncAllowed: boolean): JsonObject => ({ userSyncInbound: { isSyncAllowed } });

let line = 0;
/** A position of its own for each declaration. */
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
    unmanaged: new Set(),
    settings: declarations,
    position: position(),
    ...more,
  };
}

export function livePartner(tenantId: TenantId, settings: SettingValues, more: Partial<LivePartner> = {}): LivePartner {
  return { tenantId, settings, onCreation: {}, isInMultiTenantOrganization: false, others: {}, ...more };
}

/** A configuration that watches no undeclared setting, for tests of something else. */
export const nothingWatched = {
  undeclaredSettings: 'ignore',
  unmanaged: new Set(),
  ignored: new Map(),
  silence: new Set(),
  names: new Map(),
} as const satisfies Partial<DesiredState>;

export function desiredState(partners: readonly DesiredPartner[], more: Partial<DesiredState> = {}): DesiredState {
  return {
    tenantId: home,
    cloud: 'global',
    apiVersion: 'v1.0',
    undeclaredPartners: 'report',
    ...nothingWatched,
    protected: new Set(),
    guards: { maxDeletes: 5, maxDeletePercent: 20, maxChangePercent: 50 },
    policy: new Map(),
    default: new Map(),
    partners,
    files: ['configs/partners.yaml'],
    sourceName: 'configs/',
    ...more,
  };
}

/** Collaboration open, direct connect closed, nothing trusted. */
export const systemDefault: SettingValues = {
  b2bCollaborationInbound: open,
  b2bCollaborationOutbound: open,
  b2bDirectConnectInbound: closed,
  b2bDirectConnectOutbound: closed,
  inboundTrust: trust(false),
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
