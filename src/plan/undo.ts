/*
 * The undo plan: a plan that reverses another one, with the same guards and staleness checks. It is made before the
 * first write, from the state that the plan will leave. Values that Graph cannot restore become warnings
 * (`undo-incomplete`).
 */

import {
  mayAllowOtherClouds,
  otherCloudsSetting,
  type PlannedDefaults,
  plannedDefaultsOf,
} from '../access/effective.ts';
import { compareText, isJsonObject, type Json } from '../model/json.ts';
import type { SettingValues } from '../model/liveState.ts';
import { type Member, membersOf, ownLeaf, tableOf } from '../model/members.ts';
import { type Change, type ChangeIntent, type Plan, type PlanWarning, summarizeChanges } from '../model/plan.ts';
import { type Setting, settingsOf, unsetWord } from '../model/setting.ts';
import type { TenantId } from '../model/tenantId.ts';
import { basisSettings } from './changes.ts';
import { isSame } from './compare.ts';
import { withUnsetMembers } from './completion.ts';
import { buildChange, createChangeDeriver } from './deriveChange.ts';
import { sealPlan } from './digest.ts';
import { evaluateGuards, limitsOf } from './guards.ts';
import { unrestoredCapabilities } from './lostCapabilities.ts';
import { sortChanges } from './order.ts';
import { explainRefusal } from './refusedValues.ts';
import { isSet, splitMembers } from './writtenMembers.ts';

export interface UndoInput {
  readonly plan: Plan;
  /** Partners of the tenant before the plan is applied. */
  readonly livePartners: number;
  readonly protected: ReadonlySet<TenantId>;
  readonly table: readonly Setting[];
  /** ISO time. */
  readonly createdAt: string;
}

export function makeUndoPlan({
  plan,
  livePartners,
  protected: protectedPartners,
  table: fieldTable,
  createdAt,
}: UndoInput): Plan {
  const table = tableOf(fieldTable, plan.apiVersion);
  const forward = plannedDefaultsOf(plan.changes);
  const reversed = plan.changes.map((change) => ({ change, ...reverseChange(change, { forward, table }) }));
  const effective = reversed.filter(
    ({ intent }) => intent.action !== 'update' || Object.keys(intent.after ?? {}).length > 0,
  );
  const pairs = sortChanges(effective, ({ intent }) => intent, table);
  const plannedDefaults = plannedDefaultsOf(pairs.map(({ intent }) => intent));
  const deriveChange = createChangeDeriver(plannedDefaults, table);
  const changes = pairs.map(({ change, intent }): Change => {
    const { fields, ...derived } = deriveChange(intent);
    const undoFields = fields.map((field) => ({ ...field, origin: 'unknown' as const }));
    return buildChange(intent, change, { ...derived, origin: 'unknown', fields: undoFields });
  });
  const { create, delete: deleted } = plan.summary;
  const { digest, integrity: _, ...head } = plan;
  return sealPlan({
    ...head,
    createdAt,
    undoOf: { digest, createdAt: plan.createdAt },
    // Only what the plan changes is known.
    summary: summarizeChanges(changes, { unchanged: 0, undeclared: 0, problems: 0 }),
    problems: [],
    changes,
    undeclared: [],
    ignored: [],
    released: [],
    loosened: [],
    warnings: [
      ...reversed.flatMap(({ change, lost }) => lost.map((setting) => undoWarning(change, setting))),
      ...unrestoredCapabilities(plan.changes, { table, cloud: plan.cloud }),
    ],
    silenced: [],
    guards: evaluateGuards({
      changes,
      livePartners: livePartners + create - deleted,
      rules: { guards: limitsOf(plan.guards), protected: protectedPartners, ignored: new Map() },
      desiredIsEmpty: false,
    }),
  });
}

const neverWritten = 'cannot be written by xtap, so it is not restored';

interface Reversal {
  readonly intent: ChangeIntent;
  readonly lost: readonly LostSetting[];
}

/** A setting that cannot be restored, and why. */
interface LostSetting {
  readonly name: string;
  readonly why: string;
}

interface ReversalContext {
  readonly forward: PlannedDefaults;
  readonly table: readonly Setting[];
}

/** A creation becomes a deletion, a deletion a creation, and an update writes the values from before. */
function reverseChange(change: Change, context: ReversalContext): Reversal {
  const { forward } = context;
  const basis = Object.fromEntries(
    Object.entries(change.basis).map(([name, value]) => [name, forward.policy[name] ?? forward.default[name] ?? value]),
  );
  const { resource, tenantId } = change;
  const common = { resource, ...(tenantId ? { tenantId } : {}), basis };
  switch (change.action) {
    case 'create':
      return { intent: { ...common, action: 'delete', preimage: change.after, after: null }, lost: [] };
    case 'delete':
      return reverseDeletion(change, common, context);
    case 'update':
      return reverseUpdate(change, common, context);
  }
}

type Common = Pick<ChangeIntent, 'resource' | 'tenantId' | 'basis'>;

function reverseDeletion(change: Change, common: Common, { forward, table }: ReversalContext): Reversal {
  const preimage = change.preimage ?? {};
  const { settings: after, lostMembers } = writableSettings(preimage, table);
  const lostNames = Object.keys(preimage).filter((name) => isSet(preimage[name]) && !Object.hasOwn(after, name));
  const onCreation = new Set(settingsOf(table, 'creation').map(({ name }) => name));
  const lost = [...lostNames, ...lostMembers].sort(compareText).map((name) => ({
    name,
    why: onCreation.has(name)
      ? 'is not sent by an undo plan, so it is not restored. A person can declare it and create the partner again'
      : neverWritten,
  }));
  const acrossClouds = mayAllowOtherClouds(change.basis, forward.policy);
  const intent: ChangeIntent = { ...common, action: 'create', preimage: null, after };
  return { intent: withCompleteBasis(intent, { acrossClouds, table }), lost };
}

function reverseUpdate(change: Change, common: Common, { table }: ReversalContext): Reversal {
  const wanted = Object.keys(change.after ?? {}).map((name) => {
    const row = table.find((each) => each.name === name);
    return { name, ...(row ? findRestoredValue(row, change) : { value: null }) };
  });
  const before = Object.fromEntries(wanted.flatMap((each) => ('value' in each ? [[each.name, each.value]] : [])));
  const restored = Object.entries(change.after ?? {}).filter(([name, value]) => {
    const row = table.find((each) => each.name === name);
    return row && Object.hasOwn(before, name) && !isSame(row, before[name] ?? null, value);
  });
  const intent: ChangeIntent = {
    ...common,
    action: 'update',
    preimage: Object.fromEntries(restored),
    after: Object.fromEntries(restored.map(([name]) => [name, before[name] ?? null])),
  };
  return {
    intent: withCompleteBasis(intent, { acrossClouds: false, table }),
    lost: wanted.flatMap(({ name, ...each }) => [
      ...('why' in each ? [{ name, why: each.why }] : []),
      ...('lostMembers' in each ? each.lostMembers.map((member) => ({ name: member, why: neverWritten })) : []),
    ]),
  };
}

/** Keeps only the defaults on which the reversed change depends. */
function withCompleteBasis(intent: ChangeIntent, context: Parameters<typeof basisSettings>[1]): ChangeIntent {
  const names = new Set([otherCloudsSetting, ...basisSettings(intent, context).map((row) => row.name)]);
  return { ...intent, basis: Object.fromEntries(Object.entries(intent.basis).filter(([name]) => names.has(name))) };
}

/** `why`: the reason why the setting, or with a `value` a part of it, cannot be restored. */
type RestoredValue =
  | { readonly value: Json; readonly lostMembers?: readonly string[] }
  | { readonly why: string }
  | { readonly value: Json; readonly why: string };

function findRestoredValue(row: Setting, change: Change): RestoredValue {
  const before = change.preimage?.[row.name] ?? null;
  const after = change.after?.[row.name] ?? null;
  if (before === null) return restoreUnset(row, change);
  // A PATCH of the setting's own endpoint keeps members that it does not contain. So a flag that was not set is turned
  // off; a label that was not set stays.
  if (row.ownEndpoint && after === null) {
    const { written: value, others: lostMembers } = splitMembers(row, before);
    return { value, lostMembers };
  }
  if (row.ownEndpoint) {
    const value = withUnsetMembers(row, before, { inherited: null, wanted: after });
    return withLostMembers(
      value,
      membersOf(row)
        .filter(({ leaf }) => leaf.type === 'label')
        .flatMap(addedTo(before, after)),
    );
  }
  const refused = explainRefusal(row, before);
  if (refused !== undefined) return { why: `was a value that Graph refuses to take (${refused}): it stays as it is` };
  // A flag that the value leaves out might keep what this plan wrote, so the value is completed from the default that
  // applied. A TargetConfiguration that was not set stays out of the request.
  const value = withUnsetMembers(row, before, { inherited: change.basis[row.name] ?? null, wanted: after });
  return withLostMembers(value, membersOf(row).flatMap(addedTo(value, after)));
}

/** The name of a member that only `after` has. */
function addedTo(before: Json, after: Json): (member: Member) => readonly string[] {
  return ({ path: [name] }) => (name && hasMember(after, name) && !hasMember(before, name) ? [name] : []);
}

function withLostMembers(value: Json, lostMembers: readonly string[]): RestoredValue {
  if (lostMembers.length === 0) return { value };
  return { value, why: `had no ${lostMembers.join(' and ')} before, and Graph may keep what the plan writes there` };
}

function hasMember(value: Json, name: string): boolean {
  return isJsonObject(value) && Object.hasOwn(value, name);
}

/** How to restore a setting that was not set: null where Graph accepts null, off for a flag. */
function restoreUnset(row: Setting, { resource }: Change): RestoredValue {
  if (resource === 'partner' && unsetWord(row) !== undefined) return { value: null };
  return ownLeaf(row)?.type === 'flag'
    ? { value: false }
    : { why: 'was not set before, and Graph cannot unset it: it stays as it is' };
}

function undoWarning({ tenantId, resource }: Change, { name, why }: LostSetting): PlanWarning {
  const message = `${name} of ${tenantId ?? resource} ${why}.`;
  return { code: 'undo-incomplete', message, ...(tenantId ? { tenantId } : {}) };
}

interface WritableSettings {
  readonly settings: SettingValues;
  /** Members of settings with their own endpoint, which xtap never writes. */
  readonly lostMembers: readonly string[];
}

function writableSettings(preimage: SettingValues, table: readonly Setting[]): WritableSettings {
  const parts = settingsOf(table, 'partner').flatMap((row) => {
    const value = preimage[row.name] ?? null;
    if (value === null || explainRefusal(row, value) !== undefined) return [];
    const { written, others } = row.ownEndpoint ? splitMembers(row, value) : { written: value, others: [] };
    return [{ name: row.name, written, others }];
  });
  return {
    settings: Object.fromEntries(parts.map(({ name, written }) => [name, written])),
    lostMembers: parts.flatMap(({ others }) => others),
  };
}
