/** Somebody edits the tenant by hand: no rule of the API is asked, and the audit log says who it was. */
import { type Actor, type AuditSubject, recordEvent } from './audit-log.ts';
import { syncSubject } from './identity-synchronization.ts';
import { isObject, type Json, type JsonObject, without } from './json.ts';
import { getEntry, type KeyedStore, withEntry, withoutEntry } from './keyed-store.ts';
import { emptyPartner, partnerSubject } from './partners.ts';
import { singletonSubject } from './policy.ts';
import type { Tenant } from './tenant-state.ts';

/** What is edited: a partner by its tenantId, the default settings, or the policy itself. */
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
 * Lays `change` over what is stored, property by property and unchecked; a partner that does not exist is created, and null deletes
 * it together with its identity synchronization. A member `identitySynchronization` sets (or, as null, removes) that resource.
 */
export function editByHand(
  tenant: Tenant,
  target: EditTarget,
  change: JsonObject | null,
  occasion: Occasion,
): Tenant {
  const record = (next: Tenant, subject: AuditSubject): Tenant => ({
    ...next,
    audit: recordEvent(next.audit, subject, { actor: administrator, ...occasion }),
  });
  if (target === 'default' || target === 'policy') {
    const before = tenant[target];
    const after = { ...before, ...change };
    const activity =
      target === 'default'
        ? 'Update the company default cross-tenant access setting'
        : 'Update the cross-tenant access policy';
    return record({ ...tenant, [target]: after }, singletonSubject(activity, before, after));
  }
  const key = target.toLowerCase();
  let next = tenant;
  const sync = change === null ? null : change['identitySynchronization'];
  const before = getEntry(tenant.partners, key);
  if (change === null) {
    next = { ...next, partners: withoutEntry(next.partners, key) };
    if (before !== undefined) next = record(next, partnerSubject(key, before, undefined));
  } else {
    const settings = without(change, 'identitySynchronization');
    if (before === undefined || Object.keys(settings).length > 0) {
      const after = { ...(before ?? emptyPartner()), ...settings, tenantId: key };
      next = { ...next, partners: withEntry(next.partners, key, after) };
      next = record(next, partnerSubject(key, before, after));
    }
  }
  if (sync === undefined) return next;
  const oldSync = getEntry(next.identitySynchronization, key);
  const newSync = isObject(sync) ? { tenantId: key, ...oldSync, ...sync } : undefined;
  if (oldSync === undefined && newSync === undefined) return next;
  next = { ...next, identitySynchronization: storeSync(next.identitySynchronization, key, sync, newSync) };
  return record(next, syncSubject(key, oldSync, newSync));
}

function storeSync(
  store: KeyedStore,
  key: string,
  sync: Json,
  value: JsonObject | undefined,
): KeyedStore {
  return sync === null || value === undefined
    ? withoutEntry(store, key)
    : withEntry(store, key, value);
}
