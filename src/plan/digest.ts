/*
 * The digest binds what was reviewed to what is applied: SHA-256 over the requests, over everything that they are based
 * on, and over what refuses the plan. It contains nothing else. So it is the same on every machine and for every way of
 * writing the same configuration, and it differs as soon as a request, a live value under it, a default that it
 * inherits, a limit or a refusal differs.
 */
import { createHash } from 'node:crypto';
import { canonicalJson, compareText, type Json, type JsonObject } from '../model/json.ts';
import type { Change, GuardResult, Plan } from '../model/plan.ts';

/** SHA-256 of a text that comes in parts: the whole text is never in memory. */
export function sha256OfParts(parts: Iterable<string>): string {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part);
  return `sha256:${hash.digest('hex')}`;
}

function sha256(value: object): string {
  return sha256OfParts([canonicalJson(value as JsonObject)]);
}

export type DigestInput = Pick<
  Plan,
  'apiVersion' | 'changes' | 'cloud' | 'formatVersion' | 'guards' | 'partial' | 'tenantId'
>;

export function planDigest(plan: DigestInput): string {
  const { apiVersion, cloud, formatVersion, partial, tenantId } = plan;
  const changes = plan.changes.map(digestedChange);
  const guards = plan.guards.map(digestedGuard);
  return sha256({ apiVersion, changes, cloud, formatVersion, guards, partial, tenantId });
}

function digestedChange({ action, after, basis, preimage, requests, resource, tenantId }: Change): object {
  return { action, after, basis, preimage, requests, resource, ...(tenantId ? { tenantId } : {}) };
}

/**
 * A limit, and the refusals that cannot be counted again from the plan and the live state: an apply does not know which
 * partners were protected, or whether the configuration was empty.
 */
function digestedGuard({ guard, limit, status, tenantIds = [] }: GuardResult): Json {
  const refusal = (): JsonObject => {
    if (status !== 'exceeded') return {};
    if (guard === 'protected') return { tenantIds: tenantIds.map((id) => id.toLowerCase()).sort(compareText) };
    return guard === 'emptyDesiredState' ? { status } : {};
  };
  return { guard, limit, ...refusal() };
}

/**
 * A checksum of a plan file, without a key: it finds a label, count or time that was changed by accident, and anybody
 * can compute it again. The values are in the digest, and what follows from them is recomputed when a file is read.
 */
export function planIntegrity(plan: Omit<Plan, 'integrity'>): string {
  return sha256({ ...plan, changes: plan.changes.map(labels) });
}

function labels({ after: _, basis: _b, preimage: _p, requests: _r, fields, ...change }: Change): object {
  return { ...change, origins: fields.map(({ origin }) => origin) };
}
