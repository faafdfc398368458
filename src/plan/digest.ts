/*
 * The digest: the fingerprint that binds the applied plan to the reviewed one. It is SHA-256 over the requests, the
 * values they depend on, and the guards, and over nothing else. It is the same on every machine and for every spelling
 * of the same configuration, and it differs if a request, a live value, an inherited default, a limit or a refusal
 * differs.
 */
import { createHash } from 'node:crypto';
import type { Declarations, DesiredPartner, DesiredState } from '../model/desiredState.ts';
import { canonicalJson, compareText, type Json, type JsonObject } from '../model/json.ts';
import type { Change, FieldChange, GuardResult, Plan } from '../model/plan.ts';

/** SHA-256 over the canonical JSON of a value. */
export function sha256(value: object): string {
  return `sha256:${createHash('sha256')
    .update(canonicalJson(value as JsonObject))
    .digest('hex')}`;
}

/** Adds the digest of what the plan would send, and the checksum over the complete plan. */
export function sealPlan(plan: Omit<Plan, 'digest' | 'integrity'>): Plan {
  const { formatVersion, toolVersion, tenantId, cloud, apiVersion, source, createdAt, configDigest, ...rest } = plan;
  const head = { formatVersion, toolVersion, tenantId, cloud, apiVersion, source, createdAt, configDigest };
  const digested = { ...head, digest: planDigest(plan), ...rest };
  return { ...digested, integrity: planIntegrity(digested) };
}

export type DigestInput = Pick<
  Plan,
  'apiVersion' | 'changes' | 'cloud' | 'formatVersion' | 'guards' | 'partial' | 'problems' | 'tenantId'
>;

export function planDigest(plan: DigestInput): string {
  const { apiVersion, cloud, formatVersion, partial, tenantId } = plan;
  const changes = plan.changes.map(digestedChange);
  const guards = plan.guards.map(digestedGuard);
  const problems = digestedProblems(plan.problems);
  return sha256({ apiVersion, changes, cloud, formatVersion, guards, partial, ...problems, tenantId });
}

function digestedChange({ action, after, basis, preimage, requests, resource, tenantId }: Change): object {
  return { action, after, basis, preimage, requests, resource, ...(tenantId ? { tenantId } : {}) };
}

/** So that a plan with a problem never has the digest of the same plan without it. */
function digestedProblems(problems: DigestInput['problems']): { readonly problems?: readonly Json[] } {
  if (problems.length === 0) return {};
  const entries = problems.map(({ tenantId, code }): JsonObject => ({ tenantId: tenantId.toLowerCase(), code }));
  return { problems: entries.sort((a, b) => compareText(canonicalJson(a), canonicalJson(b))) };
}

/**
 * The limit of a guard, and its refusal if apply cannot evaluate the guard again: apply knows neither which partners
 * were protected nor whether the configuration was empty.
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
 * The checksum of a plan file: detects labels, counts and times that were changed by accident. It has no key, so it
 * does not protect against an attacker. The intents are in the digest, and reading a file derives everything else
 * again.
 */
export function planIntegrity(plan: Omit<Plan, 'integrity'>): string {
  return sha256({ ...plan, changes: plan.changes.map(checkedLabels) });
}

function checkedLabels({ after: _, basis: _b, preimage: _p, requests: _r, fields, ...change }: Change): object {
  return { ...change, origins: fields.map(checkedField) };
}

function checkedField({ origin, file, line, profile }: FieldChange): Json {
  const cause = [file ?? null, line ?? null, profile ?? null];
  return cause.every((label) => label === null) ? (origin ?? null) : [origin ?? null, ...cause];
}

/** SHA-256 over the meaning of a configuration: labels, order, files, profiles and short forms have no part in it. */
export function configurationDigest(desired: DesiredState): string {
  const { tenantId, cloud, apiVersion, undeclaredPartners, undeclaredSettings, guards } = desired;
  const byTenant = (a: { readonly tenantId: string }, b: { readonly tenantId: string }): number =>
    compareText(a.tenantId, b.tenantId);
  return sha256({
    tenantId,
    cloud,
    apiVersion,
    undeclaredPartners,
    undeclaredSettings,
    guards: { ...guards },
    protected: [...desired.protected].sort(compareText),
    unmanaged: [...desired.unmanaged].sort(compareText),
    ignored: [...desired.ignored.values()].map(({ tenantId: id, access }) => ({ tenantId: id, access })).sort(byTenant),
    policy: declaredIn(desired.policy),
    default: declaredIn(desired.default),
    partners: desired.partners.map(digestedPartner).sort(byTenant),
  });
}

function digestedPartner({ tenantId, state, undeclaredSettings, unmanaged, settings }: DesiredPartner) {
  return {
    tenantId,
    state,
    undeclaredSettings,
    unmanaged: [...unmanaged].sort(compareText),
    settings: declaredIn(settings),
  };
}

function declaredIn(declarations: Declarations): JsonObject {
  const entries = [...declarations].map(([name, each]) => [name, each.state === 'value' ? [each.value] : each.state]);
  return Object.fromEntries(entries) as JsonObject;
}
