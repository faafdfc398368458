/**
 * /policies/deletedItems (beta): deleted partners and deleted identity synchronizations are kept and can be restored.
 */
import type { AuditSubject } from '../directory/auditLog.ts';
import { type Call, commit, fail, type Handler, show, viewOf, withContext } from '../http/call.ts';
import { alreadyExists, notFound } from '../http/failure.ts';
import { showPage } from '../http/page.ts';
import { type EntityType, presentText } from '../http/present.ts';
import { readQuery } from '../http/queryOptions.ts';
import type { JsonObject } from '../json.ts';
import { syncSubject } from './identitySynchronization.ts';
import { getEntry, withEntry, withoutEntry } from './keyedStore.ts';
import { partnerSubject } from './partners.ts';

interface DeletedKind {
  readonly typeName: EntityType;
  /** The last segment of the path. */
  readonly name: string;
  /** Where the items come from, and where the deleted ones are. */
  readonly live: 'partners' | 'identitySynchronization';
  readonly deleted: 'deletedPartners' | 'deletedSynchronizations';
  readonly subject: (tenantId: string, before: JsonObject | undefined, after: JsonObject | undefined) => AuditSubject;
}

const partners: DeletedKind = {
  typeName: 'crossTenantAccessPolicyConfigurationPartner',
  name: 'crossTenantPartners',
  live: 'partners',
  deleted: 'deletedPartners',
  subject: partnerSubject,
};

const synchronizations: DeletedKind = {
  typeName: 'crossTenantIdentitySyncPolicyPartner',
  name: 'crossTenantSyncPolicyPartners',
  live: 'identitySynchronization',
  deleted: 'deletedSynchronizations',
  subject: syncSubject,
};

interface DeletedHandlers {
  readonly list: Handler;
  readonly get: Handler;
  readonly restore: Handler;
  readonly purge: Handler;
}

export const deletedPartners = handlersOf(partners);
export const deletedSynchronizations = handlersOf(synchronizations);

function handlersOf(kind: DeletedKind): DeletedHandlers {
  const { typeName, deleted } = kind;
  const path = `policies/deletedItems/${kind.name}`;
  return {
    list: (call) => {
      const options = readQuery(call, typeName, ['$top', '$skiptoken']);
      if ('code' in options) return fail(call, options);
      return showPage(call, { path, store: call.tenant[deleted], options }, ({ value }) =>
        presentText(value, typeName, viewOf(call)),
      );
    },
    get: (call) => {
      const stored = getEntry(call.tenant[deleted], call.id);
      if (stored === undefined) return fail(call, notFound(call.id));
      return show(call, withContext(call, `${path}/$entity`, presentText(stored, typeName, viewOf(call))));
    },
    restore: (call) => restore(call, kind, path),
    purge: (call) => {
      if (getEntry(call.tenant[deleted], call.id) === undefined) return fail(call, notFound(call.id));
      return { tenant: { ...call.tenant, [deleted]: withoutEntry(call.tenant[deleted], call.id) }, status: 204 };
    },
  };
}

function restore(call: Call, { typeName, live, deleted, subject }: DeletedKind, path: string): ReturnType<Handler> {
  const stored = getEntry(call.tenant[deleted], call.id);
  const isOrphan = live !== 'partners' && getEntry(call.tenant.partners, call.id) === undefined;
  if (stored === undefined || isOrphan) return fail(call, notFound(call.id));
  const key = call.id.toLowerCase();
  if (getEntry(call.tenant[live], key) !== undefined) return fail(call, alreadyExists(409));
  const entity = { ...stored, deletedDateTime: null };
  const tenant = {
    ...call.tenant,
    [live]: withEntry(call.tenant[live], key, entity),
    [deleted]: withoutEntry(call.tenant[deleted], key),
  };
  return {
    tenant: commit(call, tenant, subject(key, undefined, entity)),
    status: 200,
    body: withContext(call, `${path}/$entity`, presentText(entity, typeName, viewOf(call))),
  };
}
