/*
 * A plan file is trusted only as far as it can be recomputed. Its cores are read strictly; requests, fields, impact,
 * summary, digest and check sum are computed from them again, and the outcome must be the file. So no file can show one
 * thing and send another, and none can hold a request that the planner would not build.
 */

import { canonicalValue } from '../model/canonical.ts';
import { apiVersions, clouds } from '../model/cloud.ts';
import { XtapError } from '../model/errors.ts';
import { type Setting, settingsOf } from '../model/fieldTable.ts';
import { canonicalJson, isJsonObject, type Json, type JsonObject, jsonEquals } from '../model/json.ts';
import type { SettingValues } from '../model/liveState.ts';
import type { Change, ChangeCore, FieldChange, Origin, Plan } from '../model/plan.ts';
import { parseTenantId } from '../model/tenantId.ts';
import { cloudsSetting, elaborate, surroundingsOf } from './elaborate.ts';
import { sealPlan, summarize } from './planner.ts';

/** @throws XtapError `invalid-plan-file`, saying what is wrong with it. */
export function readPlanFile(text: string, table: readonly Setting[]): Plan {
  const file = parse(text);
  if (file.formatVersion !== 1) {
    throw invalid(
      `its formatVersion is ${JSON.stringify(file.formatVersion ?? null)}, this xtap reads 1; use the xtap that wrote it, or plan again`,
    );
  }
  let plan: Plan;
  try {
    plan = recompute(file, table);
  } catch (error) {
    if (error instanceof XtapError) throw error;
    throw invalid(altered, error);
  }
  if (!jsonEquals(plan as unknown as Json, file)) throw invalid(altered);
  return plan;
}

const altered = 'it has been altered since it was written (what it says and what follows from it differ); plan again';

function parse(text: string): JsonObject {
  let file: unknown;
  try {
    file = JSON.parse(text);
  } catch (error) {
    throw invalid(`it is not JSON (${error instanceof Error ? error.message : String(error)})`, error);
  }
  if (!isJsonObject(file)) throw invalid('it holds no plan');
  return file;
}

function invalid(why: string, cause?: unknown): XtapError {
  return new XtapError(
    'invalid-plan-file',
    `This plan file cannot be used: ${why}.`,
    cause === undefined ? {} : { cause },
  );
}

/** The plan that follows from the cores and labels of the file. What the planner would not have written, it lacks. */
function recompute(file: JsonObject, table: readonly Setting[]): Plan {
  const { digest: _digest, integrity: _integrity, ...rest } = file;
  const head = rest as unknown as Omit<Plan, 'digest' | 'integrity'>;
  const { tenantId, cloud, apiVersion, source } = file;
  const wellFormed =
    isCanonicalId(tenantId) &&
    clouds.some((name) => name === cloud) &&
    apiVersions.some((name) => name === apiVersion) &&
    (source === 'graph' || source === 'snapshot') &&
    typeof file.partial === 'boolean' &&
    isJsonObject(file.summary) &&
    (['guards', 'warnings', 'undeclared', 'changes'] as const).every((key) => Array.isArray(file[key]));
  if (!wellFormed) throw invalid(altered);

  const cores = head.changes.map((change) => readCore(change, head, table));
  const addressed = cores.map((core) => core.tenantId ?? core.resource);
  if (new Set(addressed).size !== addressed.length) throw invalid(altered);
  const surroundings = surroundingsOf(cores);
  const changes = cores.map((core, index): Change => {
    const written = head.changes[index] as Change;
    const { fields, impact, requests } = elaborate(core, surroundings, table);
    const { name, file: path, line, inheritedBy } = written;
    return {
      ...core,
      ...(name === undefined ? {} : { name }),
      ...(path === undefined ? {} : { file: path }),
      ...(line === undefined ? {} : { line }),
      origin: written.origin,
      impact,
      fields: fields.map(
        (field, position): FieldChange => ({ ...field, origin: written.fields[position]?.origin as Origin }),
      ),
      ...(inheritedBy === undefined ? {} : { inheritedBy }),
      requests,
    };
  });
  return sealPlan({ ...head, changes, summary: summarize(changes, head.summary) });
}

function isCanonicalId(value: unknown): boolean {
  return typeof value === 'string' && parseTenantId(value) === value;
}

function readCore(raw: unknown, plan: Pick<Plan, 'apiVersion' | 'tenantId'>, table: readonly Setting[]): ChangeCore {
  if (!isJsonObject(raw)) throw invalid(altered);
  const { action, resource, tenantId, preimage = null, after = null, basis } = raw as unknown as ChangeCore;
  const core = { action, resource, ...(tenantId ? { tenantId } : {}), preimage, after, basis };
  const rows = settingsOf(table, resource).filter((row) => row.versions.includes(plan.apiVersion));
  const restsOnKnown = (name: string): boolean =>
    name === cloudsSetting || rows.some((row) => row.name === name && row.inherits !== 'never');
  const sound =
    isAddressed(core, plan.tenantId) &&
    (preimage === null) === (action === 'create') &&
    (after === null) === (action === 'delete') &&
    isJsonObject(basis) &&
    Object.keys(basis).every(restsOnKnown) &&
    isCanonical(after ?? {}, rows) &&
    (action !== 'update' || (isCanonical(preimage ?? {}, rows) && isDrift(preimage ?? {}, after ?? {})));
  if (!sound) throw invalid(altered);
  return core;
}

/** A partner that is not the home tenant, or an update of one of the two singletons. */
function isAddressed({ action, resource, tenantId }: ChangeCore, home: string): boolean {
  if (resource !== 'partner')
    return (resource === 'default' || resource === 'policy') && action === 'update' && tenantId === undefined;
  return isCanonicalId(tenantId) && tenantId !== home && ['create', 'update', 'delete'].includes(action);
}

function isDrift(preimage: SettingValues, after: SettingValues): boolean {
  const names = Object.keys(after);
  const drifted = names.every(
    (name) => Object.hasOwn(preimage, name) && !jsonEquals(preimage[name] ?? null, after[name] ?? null),
  );
  return drifted && names.length > 0 && names.length === Object.keys(preimage).length;
}

function isCanonical(values: SettingValues, rows: readonly Setting[]): boolean {
  return Object.entries(values).every(([name, value]) => {
    const row = rows.find((candidate) => candidate.name === name);
    if (!row) return false;
    // An object of its own may be there and empty.
    const canonical = canonicalValue(row, value) ?? (row.ownEndpoint && isJsonObject(value) ? {} : null);
    return canonicalJson(canonical) === canonicalJson(value);
  });
}
