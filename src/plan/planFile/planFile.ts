/*
 * Reads a plan file. xtap trusts only what it can compute again: it reads the intents strictly, computes requests,
 * fields, impact, summary, the count of deletions, digest and checksum from them, and the result must equal the file.
 * So a file cannot show one change and send another, and cannot contain a request that the planner would not build.
 */

import { plannedDefaultsOf } from '../../access/effective.ts';
import { XtapError } from '../../model/errors.ts';
import { isJsonObject, type JsonObject, jsonEquals, parseUntrustedJson } from '../../model/json.ts';
import { tableOf } from '../../model/members.ts';
import { intern } from '../../model/memoize.ts';
import {
  type Change,
  type ChangeIntent,
  driftMembers,
  type GuardResult,
  guardNames,
  type Plan,
  replayMember,
  summarizeChanges,
} from '../../model/plan.ts';
import { fileAndLine } from '../../model/position.ts';
import type { Setting } from '../../model/setting.ts';
import { firstFault, fits, type JsonPath, jsonPath, tenantId as tenantIdShape } from '../../model/shape.ts';
import { buildChange, createChangeDeriver } from '../deriveChange.ts';
import { sealPlan } from '../digest.ts';
import { evaluateMaxDeletes } from '../guards.ts';
import { sortChanges } from '../order.ts';
import { createOriginSetter, originOfFields } from '../origin.ts';
import { findFirstDifference } from './firstDifference.ts';
import { describeOtherFile, describeOtherText, planAgain } from './otherFile.ts';
import { findIntentFault, hasCompleteBasis, readIntent } from './planFileIntent.ts';
import { planShape } from './planShape.ts';

/** @throws XtapError `invalid-plan-file`, with the reason. */
export function readPlanFile(text: string, table: readonly Setting[]): Plan {
  const parsed = parseFile(text);
  const other = describeOtherFile(parsed);
  const file = withoutAddedMembers(parsed);
  if (other !== undefined) throw invalid(other.why, other.next);
  if (file.formatVersion !== 1) {
    throw invalid(
      `its formatVersion is ${JSON.stringify(file.formatVersion ?? null)}, this xtap reads 1`,
      'Use the xtap that wrote it, or plan again.',
    );
  }
  const fault = firstFault(planShape, file);
  if (fault !== undefined) throw altered(placeOf(file, fault.path));
  const plan = recomputePlan(file as unknown as Plan, table);
  const computed = plan as unknown as JsonObject;
  if (!jsonEquals(computed, file)) throw altered(whereTheyDiffer(computed, file));
  return plan;
}

/** Names the place, which helps to distinguish a bug in xtap from an edited file. */
function altered(place: string, cause?: unknown): XtapError {
  return invalid(
    `it was modified after it was saved: ${place} does not match the recomputed value`,
    'Create a new plan with this version of xtap: another version may compute or word something in another way.',
    cause,
  );
}

function parseFile(text: string): JsonObject {
  const other = describeOtherText(text);
  if (other !== undefined) throw invalid(other.why, other.next);
  let file: unknown;
  try {
    file = parseUntrustedJson(text);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw invalid(`it is not valid JSON (${reason})`, planAgain, error);
  }
  if (!isJsonObject(file)) throw invalid('it contains no plan');
  return file;
}

/** What `drift` and `--sign-ins` add to a plan describes it; nothing of it is applied. */
function withoutAddedMembers(file: JsonObject): JsonObject {
  const added = new Set<string>([...driftMembers, replayMember]);
  return Object.keys(file).some((key) => added.has(key))
    ? Object.fromEntries(Object.entries(file).filter(([key]) => !added.has(key)))
    : file;
}

function invalid(why: string, next = planAgain, cause?: unknown): XtapError {
  return new XtapError('invalid-plan-file', `This file is not a plan that xtap can use: ${why}.`, { next, cause });
}

/** Computes the plan from the intents and labels of the file. Members that the planner would not write are left out. */
function recomputePlan(head: Plan, fieldTable: readonly Setting[]): Plan {
  const table = tableOf(fieldTable, head.apiVersion);
  const intents = readIntents(head, table);
  const deriveChange = createChangeDeriver(plannedDefaultsOf(intents), table);
  const withOrigin = createOriginSetter();
  const written = new Map(head.changes.map((change) => [change.tenantId ?? change.resource, change]));
  const changes = sortChanges(intents, (intent) => intent, table).map((intent): Change => {
    const { fields: bare, ...derived } = deriveChange(intent);
    const {
      fields: labelled,
      origin: changeOrigin,
      ...labels
    } = written.get(intent.tenantId ?? intent.resource) as Change;
    const fields = bare.map((field, index) => {
      const { origin, file, line, profile } = labelled[index] ?? {};
      return {
        ...withOrigin(field, origin),
        ...fileAndLine({ file, line }),
        ...(profile !== undefined && { profile }),
      };
    });
    const origin = fields.some((field) => field.origin !== undefined) ? originOfFields(fields) : changeOrigin;
    return buildChange(intent, labels, { ...derived, origin, fields });
  });
  const { toolVersion, tenantId, cloud, apiVersion, source, createdAt, configDigest, partial, undoOf } = head;
  const { names, undeclared, ignored, problems, released, loosened, warnings, silenced } = head;
  const guards = head.guards.map((guard) => (guard.guard === 'maxDeletes' ? recounted(guard, changes) : guard));
  const summary = summarizeChanges(changes, { ...head.summary, problems: problems.length });
  const listed = { ...(names && { names }), undeclared, ignored, problems, released, loosened, warnings, silenced };
  const labels = { toolVersion, createdAt, configDigest, ...(undoOf && { undoOf }), ...listed, guards };
  return sealPlan({ formatVersion: 1, tenantId, cloud, apiVersion, source, partial, summary, changes, ...labels });
}

/** The intents of the file. Throws the first contradiction in them, or between them and the rest of the file. */
function readIntents(head: Plan, table: readonly Setting[]): readonly ChangeIntent[] {
  const context = { plan: head, table, internValue: intern((value) => value) };
  const intents = head.changes.map((change, index) => {
    const intent = readIntent(change, context);
    const fault = findIntentFault(intent, context);
    if (fault !== undefined) throw altered(placeInChange(intent, index, fault));
    return intent;
  });
  const unlabelled = head.changes.findIndex(({ resource, inheritedBy }) => (resource === 'default') !== !!inheritedBy);
  if (unlabelled >= 0) throw altered(placeInChange(intents[unlabelled], unlabelled, 'inheritedBy'));
  const guards = head.guards.map(({ guard }) => guard);
  if (!jsonEquals(guards, guardNames)) throw altered('guards');
  const addressed = intents.map((intent) => intent.tenantId ?? intent.resource);
  if (new Set(addressed).size !== addressed.length) throw altered('changes (two of one partner)');
  const concerned = [...addressed, ...head.problems.map((problem) => problem.tenantId)];
  if (new Set(concerned).size !== concerned.length) throw altered('problems (of a partner that has a change)');
  const plannedDefaults = plannedDefaultsOf(intents);
  const incomplete = intents.findIndex((intent) => !hasCompleteBasis(intent, plannedDefaults, context));
  if (incomplete >= 0) throw altered(placeInChange(intents[incomplete], incomplete, 'basis'));
  return intents;
}

function recounted({ tenantIds: _, ...labels }: GuardResult, changes: readonly Change[]): GuardResult {
  return { ...labels, ...evaluateMaxDeletes(labels.limit, changes) };
}

/** Summary, digest and checksum come last, because any other difference is more specific. */
function whereTheyDiffer(computed: JsonObject, file: JsonObject): string {
  const sumsLast = ({ summary = null, digest = null, integrity = null, ...rest }: JsonObject): JsonObject => ({
    ...rest,
    summary,
    digest,
    integrity,
  });
  return placeOf(file, findFirstDifference(sumsLast(computed), sumsLast(file)));
}

function placeOf(file: JsonObject, path: JsonPath): string {
  const [head, index, ...rest] = path;
  const changes = file.changes as unknown as Plan['changes'];
  return head === 'changes' && typeof index === 'number'
    ? placeInChange(changes[index], index, jsonPath(rest))
    : jsonPath(path);
}

function placeInChange(change: Partial<ChangeIntent> | undefined, index: number, part: string): string {
  const partner = fits(tenantIdShape, change?.tenantId) ? `partner ${change?.tenantId}` : undefined;
  return `changes[${index}]${part === '' || part.startsWith('[') ? part : `.${part}`}${partner === undefined ? '' : ` (${partner})`}`;
}
