import { isList, isObject, type Json, type JsonObject } from '../json.ts';
import type { TenantSeed } from './tenantState.ts';

/** The seed in a snapshot of `xtap pull --snapshot`, which has each synchronization policy inside its partner. */
export function seedOfSnapshot(snapshot: Json): TenantSeed | undefined {
  const { tenantId, partners, default: defaults, policy }: JsonObject = isObject(snapshot) ? snapshot : {};
  if (typeof tenantId !== 'string' || !isList(partners) || !isObject(defaults) || !isObject(policy)) return undefined;
  const synchronization: [string, JsonObject][] = [];
  const partnersWithoutSync = partners.filter(isObject).map(({ identitySynchronization = null, ...partner }) => {
    if (isObject(identitySynchronization)) synchronization.push([String(partner.tenantId), identitySynchronization]);
    return partner;
  });
  return {
    tenantId,
    displayName: 'Snapshot',
    partners: partnersWithoutSync,
    default: defaults,
    policy,
    directory: [],
    identitySynchronization: Object.fromEntries(synchronization),
  };
}
