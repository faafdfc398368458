/*
 * The digest binds what was reviewed to what is applied: SHA-256 over what would be sent and what it rests on, and
 * over nothing else. So it is the same on every machine and for every way of writing the same configuration, and it
 * differs as soon as a request, a live value under it, a default it inherits or a limit differs.
 */
import { createHash } from 'node:crypto';
import { canonicalJson, compareText, type JsonObject } from '../model/json.ts';
import type { Change, Plan, PlannedRequest } from '../model/plan.ts';
import { remembered } from '../model/remembered.ts';

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

/** Over the canonical JSON of all that is named here; changes are much alike, so their values' texts are made once. */
export function planDigest(plan: DigestInput): string {
  return sha256OfParts(digestedText(plan));
}

function* digestedText({ apiVersion, changes, cloud, formatVersion, guards, partial, tenantId }: DigestInput) {
  const limits = guards.map(({ guard, limit }) => ({ guard, limit }));
  yield `{"apiVersion":"${apiVersion}","changes":[`;
  for (const [index, change] of changes.entries()) yield `${index === 0 ? '' : ','}${textOfChange(change)}`;
  yield `],${canonicalJson({ cloud, formatVersion, guards: limits, partial, tenantId }).slice(1)}`;
}

function textOfChange({ action, after, basis, preimage, requests, resource, tenantId }: Change): string {
  const sides = `"after":${textOfSettings(after)},"basis":${textOfSettings(basis)},"preimage":${textOfSettings(preimage)}`;
  const whose = tenantId ? `,"tenantId":"${tenantId}"` : '';
  return `{"action":"${action}",${sides},"requests":[${requests.map(textOfRequest).join(',')}],"resource":"${resource}"${whose}}`;
}

function textOfRequest({ method, url, body }: PlannedRequest): string {
  return `{${body ? `"body":${textOfSettings(body)},` : ''}"method":"${method}","url":${JSON.stringify(url)}}`;
}

function textOfSettings(values: JsonObject | null): string {
  if (values === null) return 'null';
  const members = Object.entries(values).sort(([a], [b]) => compareText(a, b));
  return `{${members.map(([name, value]) => `${JSON.stringify(name)}:${textOfValue(value)}`).join(',')}}`;
}

/** The values of a profile are shared by all partners that use it, so their texts are made once. */
export const textOfValue = remembered(canonicalJson);

/**
 * The check sum of a plan file: a changed label, count or time is an altered file as well. The values are in the digest,
 * and what follows from them is recomputed when a file is read.
 */
export function planIntegrity(plan: Omit<Plan, 'integrity'>): string {
  return sha256OfParts([canonicalJson({ ...plan, changes: plan.changes.map(labels) } as unknown as JsonObject)]);
}

function labels({ after: _, basis: _b, preimage: _p, requests: _r, fields, ...change }: Change): object {
  return { ...change, origins: fields.map(({ origin }) => origin) };
}
