/** An edit as if in the portal: no rule of the API applies, and the audit log names a person. */
import { type Actor, type AuditSubject, recordEvent } from '../directory/auditLog.ts';
import { isObject, type Json, type JsonObject, without } from '../json.ts';
import { syncSubject } from './identitySynchronization.ts';
import { getEntry, withEntry, withoutEntry } from './keyedStore.ts';
import { emptyPartner, partnerSubject } from './partners.ts';
import { singletonSubject } from './policy.ts';
import { systemDefault } from './systemDefault.ts';
import type { Tenant } from './tenantState.ts';

/** A partner (by its tenantId), the default settings, or the policy itself. */
export type EditTarget = string | 'default' | 'policy';

export interface Occasion {
  readonly id: string;
  readonly at: string;
  readonly actor?: Actor;
}

const administrator: Actor = {
  kind: 'user',
  id: '41c6d0a8-9be7-4f52-8d13-e0b7f59c2a64',
  name: 'dana@contoso.example',
};

/**
 * Writes the properties of `change` over the stored ones, without checks, and creates a partner that does not exist.
 * Null deletes a partner with its identity synchronization, and resets the default to the system default. The member
 * `identitySynchronization` sets that resource; null removes it.
 */
export function editByHand(tenant: Tenant, target: EditTarget, change: JsonObject | null, occasion: Occasion): Tenant {
  if (target === 'default' || target === 'policy') return editSingleton(tenant, target, change, occasion);
  const key = target.toLowerCase();
  const settings = change === null ? null : without(change, 'identitySynchronization');
  const sync = change === null ? null : change.identitySynchronization;
  const edited = editPartner(tenant, key, settings, occasion);
  return sync === undefined ? edited : editSync(edited, key, sync, occasion);
}

function editSingleton(
  tenant: Tenant,
  target: 'default' | 'policy',
  change: JsonObject | null,
  occasion: Occasion,
): Tenant {
  const before = tenant[target];
  const after = change === null && target === 'default' ? systemDefault : { ...before, ...change };
  const activity =
    target === 'default'
      ? 'Update the company default cross-tenant access setting'
      : 'Update the cross-tenant access policy';
  return record({ ...tenant, [target]: after }, singletonSubject(activity, before, after), occasion);
}

function editPartner(tenant: Tenant, key: string, settings: JsonObject | null, occasion: Occasion): Tenant {
  const before = getEntry(tenant.partners, key);
  if (settings === null) {
    const partners = withoutEntry(tenant.partners, key);
    if (before === undefined) return tenant;
    return record({ ...tenant, partners }, partnerSubject(key, before, undefined), occasion);
  }
  if (before !== undefined && Object.keys(settings).length === 0) return tenant;
  const after = { ...(before ?? emptyPartner()), ...settings, tenantId: key };
  const partners = withEntry(tenant.partners, key, after);
  return record({ ...tenant, partners }, partnerSubject(key, before, after), occasion);
}

function editSync(tenant: Tenant, key: string, sync: Json, occasion: Occasion): Tenant {
  const store = tenant.identitySynchronization;
  const before = getEntry(store, key);
  const after = isObject(sync) ? { tenantId: key, ...before, ...sync } : undefined;
  if (before === undefined && after === undefined) return tenant;
  const identitySynchronization = after === undefined ? withoutEntry(store, key) : withEntry(store, key, after);
  return record({ ...tenant, identitySynchronization }, syncSubject(key, before, after), occasion);
}

function record(tenant: Tenant, subject: AuditSubject, occasion: Occasion): Tenant {
  return { ...tenant, audit: recordEvent(tenant.audit, subject, { actor: administrator, ...occasion }) };
}
