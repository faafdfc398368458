/*
 * The digest binds what was reviewed to what is applied: SHA-256 over what would be sent and what it rests on, and
 * over nothing else. So it is the same on every machine and for every way of writing the same configuration, and it
 * differs as soon as a request, a live value under it, a default it inherits or a limit differs.
 */
import { createHash } from 'node:crypto';
import { canonicalJson, type Json, type JsonObject } from '../model/json.ts';
import type { Change, Plan } from '../model/plan.ts';

function sha256(value: Json): string {
  return `sha256:${createHash('sha256').update(canonicalJson(value)).digest('hex')}`;
}

/** Of a text that comes in parts, so that it is never whole in memory. */
export function sha256OfParts(parts: Iterable<string>): string {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part);
  return `sha256:${hash.digest('hex')}`;
}

export type DigestInput = Pick<
  Plan,
  'apiVersion' | 'changes' | 'cloud' | 'formatVersion' | 'guards' | 'partial' | 'tenantId'
>;

export function planDigest(plan: DigestInput): string {
  return sha256({
    apiVersion: plan.apiVersion,
    changes: plan.changes.map(digestedChange),
    cloud: plan.cloud,
    formatVersion: plan.formatVersion,
    guards: plan.guards.map(({ guard, limit }) => ({ guard, limit })),
    partial: plan.partial,
    tenantId: plan.tenantId,
  });
}

/**
 * The check sum of a plan file: a changed label, count or time is an altered file as well. The values are in the digest,
 * and what follows from them is recomputed when a file is read.
 */
export function planIntegrity(plan: Omit<Plan, 'integrity'>): string {
  return sha256({ ...plan, changes: plan.changes.map(labels) } as unknown as JsonObject);
}

function labels({ after: _, basis: _b, preimage: _p, requests: _r, fields, ...change }: Change): object {
  return { ...change, origins: fields.map(({ origin }) => origin) };
}

function digestedChange({ action, after, basis, preimage, requests, resource, tenantId }: Change): JsonObject {
  return {
    action,
    after,
    basis,
    preimage,
    requests: requests.map(({ method, url, body }) => ({ method, url, ...(body ? { body } : {}) })),
    resource,
    ...(tenantId ? { tenantId } : {}),
  };
}
