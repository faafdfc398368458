/*
 * The digest binds what was reviewed to what is applied: SHA-256 over the requests, over everything that they are based
 * on, and over what refuses the plan. It contains nothing else. So it is the same on every machine and for every way of
 * writing the same configuration, and it differs as soon as a request, a live value under it, a default that it
 * inherits, a limit or a refusal differs.
 */
import { createHash } from 'node:crypto';
import type { Declaration, Declarations, DesiredPartner, DesiredState } from '../model/desiredState.ts';
import { canonicalJson, compareText, type Json, type JsonObject } from '../model/json.ts';
import { memoize } from '../model/memoize.ts';
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

/** Adds the two sums that bind a plan: the digest of what would be sent, and the check sum of everything. */
export function sealPlan(plan: Omit<Plan, 'digest' | 'integrity'>): Plan {
  const { formatVersion, toolVersion, tenantId, cloud, apiVersion, source, createdAt, configDigest, ...rest } = plan;
  const head = { formatVersion, toolVersion, tenantId, cloud, apiVersion, source, createdAt, configDigest };
  const digested = { ...head, digest: planDigest(plan), ...rest };
  return { ...digested, integrity: planIntegrity(digested) };
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
  return sha256({ ...plan, changes: plan.changes.map(checkedLabels) });
}

function checkedLabels({ after: _, basis: _b, preimage: _p, requests: _r, fields, ...change }: Change): object {
  return { ...change, origins: fields.map(({ origin }) => origin) };
}

/**
 * SHA-256 over what a configuration means: labels, order, files, profiles and ways of writing are not in it. A line of
 * JSON for what holds for all, then one for each partner, so that the whole text of a large configuration is never
 * in memory.
 */
export function configurationDigest(desired: DesiredState): string {
  return sha256OfParts(linesOf(desired));
}

/** All partners of a profile share its values, so the text of each value is made once. */
const textOfValue = memoize(canonicalJson);

function* linesOf(desired: DesiredState): Iterable<string> {
  const common: Json = {
    tenantId: desired.tenantId,
    cloud: desired.cloud,
    apiVersion: desired.apiVersion,
    undeclaredPartners: desired.undeclaredPartners,
    protected: [...desired.protected].sort(compareText),
    guards: { ...desired.guards },
  };
  yield `[${canonicalJson(common)},${textOf(desired.policy)},${textOf(desired.default)}]`;
  const partners = [...desired.partners].sort((a, b) => compareText(a.tenantId, b.tenantId));
  for (const partner of partners) yield `\n${textOfPartner(partner)}`;
}

function textOfPartner({ tenantId, state, undeclaredSettings, settings }: DesiredPartner): string {
  return `["${tenantId}","${state}","${undeclaredSettings}",${textOf(settings)}]`;
}

function textOf(declarations: Declarations): string {
  const entries = [...declarations].sort(([a], [b]) => compareText(a, b));
  return `{${entries.map(([name, declaration]) => `"${name}":${textOfDeclaration(declaration)}`).join(',')}}`;
}

function textOfDeclaration(declaration: Declaration): string {
  return declaration.state === 'value' ? `[${textOfValue(declaration.value)}]` : `"${declaration.state}"`;
}
