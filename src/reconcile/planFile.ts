/*
 * A plan file is trusted only as far as it can be recomputed. Its cores are read strictly; requests, fields, impact,
 * summary, digest and check sum are computed from them again, and the outcome must be the file. So no file can show one
 * thing and send another, and none can hold a request that the planner would not build.
 */

import { canonicalValue } from '../model/canonical.ts';
import { apiVersions, clouds } from '../model/cloud.ts';
import { XtapError } from '../model/errors.ts';
import { type Setting, settingsOf, tableOf } from '../model/fieldTable.ts';
import { parseForeignJson } from '../model/foreignJson.ts';
import { isJsonObject, type Json, type JsonObject, jsonEquals } from '../model/json.ts';
import type { SettingValues } from '../model/liveState.ts';
import type { Change, ChangeCore, Origin, Plan } from '../model/plan.ts';
import { remembered, rememberedByText } from '../model/remembered.ts';
import { settingsItRestsOn } from './cores.ts';
import { cloudsSetting, elaborator, mayCrossClouds, type PlannedSurroundings, surroundingsOf } from './elaborate.ts';
import { inOrder } from './order.ts';
import { combineOrigins, fieldsWithOrigin } from './origin.ts';
import { otherFile, otherText } from './otherFile.ts';
import { areGuardsCredible, areWellFormed, isCanonicalId } from './planLabels.ts';
import { sealPlan, summarize } from './sealPlan.ts';

/** @throws XtapError `invalid-plan-file`, saying what is wrong with it. */
export function readPlanFile(text: string, table: readonly Setting[]): Plan {
  const file = parse(text);
  const other = otherFile(file);
  if (other !== undefined) throw invalid(other);
  if (file.formatVersion !== 1) {
    throw invalid(
      `its formatVersion is ${JSON.stringify(file.formatVersion ?? null)}, this xtap reads 1; use the xtap that wrote it, or plan again`,
    );
  }
  let plan: Plan;
  try {
    plan = recompute(file, table);
    if (!areWellFormed(plan) || !areGuardsCredible(plan)) throw invalid(altered);
  } catch (error) {
    if (error instanceof XtapError) throw error;
    throw invalid(altered, error);
  }
  if (!jsonEquals(plan as unknown as Json, file)) throw invalid(altered);
  return plan;
}

const altered = 'it has been altered since it was written (what it says and what follows from it differ); plan again';

function parse(text: string): JsonObject {
  const other = otherText(text);
  if (other !== undefined) throw invalid(other);
  let file: unknown;
  try {
    file = parseForeignJson(text);
  } catch (error) {
    throw invalid(`it is not JSON that can be used (${error instanceof Error ? error.message : String(error)})`, error);
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
function recompute(file: JsonObject, wholeTable: readonly Setting[]): Plan {
  const head = file as unknown as Plan;
  if (!isReadable(file)) throw invalid(altered);
  const table = tableOf(wholeTable, head.apiVersion);
  const alike = rememberedByText((value) => value);
  const cores = head.changes.map((change) => readCore(change, { ...head, alike }, table));
  const addressed = cores.map((core) => core.tenantId ?? core.resource);
  if (new Set(addressed).size !== addressed.length) throw invalid(altered);
  const surroundings = surroundingsOf(cores);
  if (!cores.every((core) => restsOnItsGround(core, surroundings, { source: head.source, table })))
    throw invalid(altered);
  const elaborate = elaborator(surroundings, table);
  const withOrigin = fieldsWithOrigin();
  const written = new Map(head.changes.map((change) => [change.tenantId ?? change.resource, change]));
  const changes = inOrder(cores, (core) => core, table).map((core): Change => {
    const { name, file: path, line, inheritedBy, ...labels } = written.get(core.tenantId ?? core.resource) as Change;
    const { fields, impact, requests } = elaborate(core);
    const attributed = fields.map((field, index) => withOrigin(field, labels.fields[index]?.origin as Origin));
    return {
      ...core,
      ...(name === undefined ? {} : { name }),
      ...(path === undefined ? {} : { file: path }),
      ...(line === undefined ? {} : { line }),
      origin: fields.length === 0 ? labels.origin : combineOrigins(attributed.map((field) => field.origin)),
      impact,
      fields: attributed,
      ...(inheritedBy === undefined ? {} : { inheritedBy }),
      requests,
    };
  });
  const { toolVersion, tenantId, cloud, apiVersion, source, createdAt, configDigest, partial } = head;
  const { undeclared, warnings, guards } = head;
  const summary = summarize(changes, head.summary);
  const labels = { toolVersion, createdAt, configDigest, undeclared, warnings, guards };
  return sealPlan({ formatVersion: 1, tenantId, cloud, apiVersion, source, partial, summary, changes, ...labels });
}

function isReadable(file: JsonObject): boolean {
  const { tenantId, cloud, apiVersion, source } = file;
  return (
    isCanonicalId(tenantId) &&
    clouds.some((name) => name === cloud) &&
    apiVersions.some((name) => name === apiVersion) &&
    (source === 'graph' || source === 'snapshot') &&
    typeof file.partial === 'boolean' &&
    isJsonObject(file.summary) &&
    (['guards', 'warnings', 'undeclared', 'changes'] as const).every((key) => Array.isArray(file[key]))
  );
}

interface Reading extends Pick<Plan, 'tenantId' | 'partial'> {
  /** Makes equal values one object. */
  readonly alike: (value: Json) => Json;
}

function readCore(raw: unknown, plan: Reading, table: readonly Setting[]): ChangeCore {
  if (!isJsonObject(raw)) throw invalid(altered);
  const { action, resource, tenantId, preimage = null, after = null, basis } = raw as unknown as ChangeCore;
  const values = (side: SettingValues): SettingValues =>
    Object.fromEntries(Object.entries(side).map(([name, value]) => [name, plan.alike(value)]));
  const core = {
    action,
    resource,
    ...(tenantId ? { tenantId } : {}),
    preimage: preimage && values(preimage),
    after: after && values(after),
    basis: plan.alike(basis) as SettingValues,
  };
  const rows = settingsOf(table, resource);
  const sound =
    isAddressed(core, plan) &&
    (preimage === null) === (action === 'create') &&
    (after === null) === (action === 'delete') &&
    isJsonObject(basis) &&
    isCanonical(after ?? {}, rows) &&
    Object.entries(after ?? {}).every(([name, value]) => value !== null || mayBeUnset(core, rowOf(rows, name))) &&
    (action !== 'update' || (isCanonical(preimage ?? {}, rows) && isDrift(preimage ?? {}, after ?? {}))) &&
    (action !== 'delete' || isWholePartner(preimage ?? {}, rows));
  if (!sound) throw invalid(altered);
  return core;
}

/** A partner that is not the home tenant, or an update of one of the two singletons, which a partial plan leaves out. */
function isAddressed(core: ChangeCore, plan: Pick<Plan, 'tenantId' | 'partial'>): boolean {
  const { action, resource, tenantId } = core;
  if (resource !== 'partner') {
    const isSingleton = resource === 'default' || resource === 'policy';
    return isSingleton && action === 'update' && tenantId === undefined && !plan.partial;
  }
  return isCanonicalId(tenantId) && tenantId !== plan.tenantId && ['create', 'update', 'delete'].includes(action);
}

/** Whether null says something here: a partner inherits again, or an object of its own goes. */
function mayBeUnset({ action, resource }: ChangeCore, row: Setting | undefined): boolean {
  return action === 'update' && resource === 'partner' && (row?.inherits !== 'never' || row.ownEndpoint);
}

function isDrift(preimage: SettingValues, after: SettingValues): boolean {
  const names = Object.keys(after);
  const drifted = names.every(
    (name) => Object.hasOwn(preimage, name) && !jsonEquals(preimage[name] ?? null, after[name] ?? null),
  );
  return drifted && names.length > 0 && names.length === Object.keys(preimage).length;
}

/** Its settings are canonical; what else it held is there to be shown. */
function isWholePartner(preimage: SettingValues, rows: readonly Setting[]): boolean {
  const known = Object.entries(preimage).filter(([name]) => rowOf(rows, name) !== undefined);
  return known.every(([, value]) => value !== null) && isCanonical(Object.fromEntries(known), rows);
}

/** Whether the basis names exactly the defaults that decide what the change means. A snapshot may lack them. */
function restsOnItsGround(
  core: ChangeCore,
  surroundings: PlannedSurroundings,
  { source, table }: { readonly source: Plan['source']; readonly table: readonly Setting[] },
): boolean {
  const names = Object.keys(core.basis);
  if (core.resource !== 'partner') return names.length === 0;
  const acrossClouds = mayCrossClouds(core.basis[cloudsSetting], surroundings.policy[cloudsSetting]);
  const defaults = settingsItRestsOn(core, { acrossClouds, table }).map(({ name }) => name);
  const expected = [...defaults, ...(core.action === 'update' ? [] : [cloudsSetting])];
  const complete = source === 'snapshot' || expected.every((name) => names.includes(name));
  return complete && names.every((name) => expected.includes(name)) && isCanonical(core.basis, table);
}

function rowOf(rows: readonly Setting[], name: string): Setting | undefined {
  return rows.find((row) => row.name === name);
}

function isCanonical(values: SettingValues, rows: readonly Setting[]): boolean {
  return Object.entries(values).every(([name, value]) => {
    const row = rowOf(rows, name);
    return row !== undefined && isCanonicalValue(row, value);
  });
}

const isCanonicalValue = remembered((row: Setting, value: Json): boolean => {
  // An object of its own may be there and empty.
  const canonical = canonicalValue(row, value) ?? (row.ownEndpoint && isJsonObject(value) ? {} : null);
  return jsonEquals(canonical, value);
});
