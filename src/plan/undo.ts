/*
 * The reverse of a plan, a plan like any other: same guards, same staleness checks, same executor. It is made before
 * the first write, so it describes the tenant as the plan will leave it.
 */

import { cloudsSetting, mayCrossClouds, plannedDefaultsOf } from '../access/effective.ts';
import { filledFrom, overlay } from '../model/canonical.ts';
import { type Member, type Setting, settingsOf, tableOf } from '../model/fieldTable.ts';
import { compareText, isJsonObject, type Json, jsonEquals } from '../model/json.ts';
import type { SettingValues } from '../model/liveState.ts';
import { type Change, type ChangeIntent, type Plan, type PlanWarning, summarize } from '../model/plan.ts';
import type { TenantId } from '../model/tenantId.ts';
import { basisSettings } from './changes.ts';
import { refusedValue } from './combinations.ts';
import { turnedOff } from './compare.ts';
import { changeDeriver, changeOf } from './deriveChange.ts';
import { sealPlan } from './digest.ts';
import { evaluateGuards, limitsOf } from './guards.ts';
import { inOrder } from './order.ts';

export interface UndoInput {
  readonly plan: Plan;
  /** Partners of the tenant before the plan is applied. */
  readonly livePartners: number;
  readonly protected: ReadonlySet<TenantId>;
  readonly table: readonly Setting[];
  /** ISO time. */
  readonly createdAt: string;
}

export function undoPlan({ plan, livePartners, protected: shielded, table: wholeTable, createdAt }: UndoInput): Plan {
  const table = tableOf(wholeTable, plan.apiVersion);
  const forward = plannedDefaultsOf(plan.changes);
  const reversed = plan.changes.map((change) => ({ change, ...reverse(change, forward, table) }));
  const effective = reversed.filter(
    ({ intent }) => intent.action !== 'update' || Object.keys(intent.after ?? {}).length > 0,
  );
  const pairs = inOrder(effective, ({ intent }) => intent, table);
  const plannedDefaults = plannedDefaultsOf(pairs.map(({ intent }) => intent));
  const elaborate = changeDeriver(plannedDefaults, table);
  const changes = pairs.map(({ change, intent }): Change => {
    const { fields, impact, requests } = elaborate(intent);
    const judged = fields.map((field) => ({ ...field, origin: 'unknown' as const }));
    return changeOf(intent, change, { origin: 'unknown', impact, fields: judged, requests });
  });
  const { create, delete: deleted } = plan.summary;
  const { digest: _digest, integrity: _integrity, ...head } = plan;
  return sealPlan({
    ...head,
    createdAt,
    summary: summarize(changes, { unchanged: plan.summary.unchanged, undeclared: plan.summary.undeclared }),
    changes,
    undeclared: [],
    released: [],
    loosened: [],
    warnings: reversed.flatMap(({ change, missing }) => missing.map((what) => incomplete(change, what))),
    guards: evaluateGuards({
      changes,
      livePartners: livePartners + create - deleted,
      rules: { guards: limitsOf(plan.guards), protected: shielded },
      desiredIsEmpty: false,
    }),
  });
}

interface Reversal {
  readonly intent: ChangeIntent;
  readonly missing: readonly Missing[];
}

/** A setting that cannot be taken back, and why. */
interface Missing {
  readonly name: string;
  readonly why: string;
}

type Written = ReturnType<typeof plannedDefaultsOf>;

/** Deleting undoes creating, creating undoes deleting, and a value goes back to what it was. */
function reverse(change: Change, forward: Written, table: readonly Setting[]): Reversal {
  const basis = Object.fromEntries(
    Object.entries(change.basis).map(([name, value]) => [name, forward.policy[name] ?? forward.default[name] ?? value]),
  );
  const { resource, tenantId } = change;
  const common = { resource, ...(tenantId ? { tenantId } : {}), basis };
  switch (change.action) {
    case 'create':
      return { intent: { ...common, action: 'delete', preimage: change.after, after: null }, missing: [] };
    case 'delete':
      return reverseDeletion(change, common, { forward, table });
    case 'update':
      return reverseUpdate(change, common, table);
  }
}

type Common = Pick<ChangeIntent, 'resource' | 'tenantId' | 'basis'>;

function reverseDeletion(
  change: Change,
  common: Common,
  { forward, table }: { readonly forward: Written; readonly table: readonly Setting[] },
): Reversal {
  const preimage = change.preimage ?? {};
  const after = writable(preimage, table);
  const isSaid = (value: Json | undefined): boolean => (value ?? false) !== false;
  const lost = Object.keys(preimage).filter((name) => isSaid(preimage[name]) && !Object.hasOwn(after, name));
  const why = 'cannot be written by xtap: it does not come back';
  const missing = lost.sort(compareText).map((name) => ({ name, why }));
  const acrossClouds = mayCrossClouds(change.basis[cloudsSetting], forward.policy[cloudsSetting]);
  const intent: ChangeIntent = { ...common, action: 'create', preimage: null, after };
  return { intent: withCompleteBasis(intent, { acrossClouds, table }), missing };
}

function reverseUpdate(change: Change, common: Common, table: readonly Setting[]): Reversal {
  const wanted = Object.keys(change.after ?? {}).map((name) => {
    const row = table.find((each) => each.name === name);
    return { name, ...(row ? valueBefore(row, change) : { value: null }) };
  });
  const before = Object.fromEntries(wanted.flatMap((each) => ('value' in each ? [[each.name, each.value]] : [])));
  const moved = Object.entries(change.after ?? {}).filter(
    ([name, value]) => Object.hasOwn(before, name) && !jsonEquals(before[name] ?? null, value),
  );
  const intent: ChangeIntent = {
    ...common,
    action: 'update',
    preimage: Object.fromEntries(moved),
    after: Object.fromEntries(moved.map(([name]) => [name, before[name] ?? null])),
  };
  return {
    intent: withCompleteBasis(intent, { acrossClouds: false, table }),
    missing: wanted.flatMap((each) => ('why' in each ? [{ name: each.name, why: each.why }] : [])),
  };
}

/** What does not go back is no planning to rest on either. */
function withCompleteBasis(intent: ChangeIntent, planning: Parameters<typeof basisSettings>[1]): ChangeIntent {
  const names = new Set([cloudsSetting, ...basisSettings(intent, planning).map((row) => row.name)]);
  return { ...intent, basis: Object.fromEntries(Object.entries(intent.basis).filter(([name]) => names.has(name))) };
}

/** `why` the whole of it, or beside a value a part of it, may not come back. */
type Before = { readonly value: Json } | { readonly why: string } | { readonly value: Json; readonly why: string };

function valueBefore(row: Setting, change: Change): Before {
  const before = change.preimage?.[row.name] ?? null;
  const after = change.after?.[row.name] ?? null;
  if (before === null) return unset(row, change);
  // A PATCH of an object of its own leaves members alone that it does not name. A flag that was not set is turned off; a
  // label that was not set stays.
  if (row.ownEndpoint) {
    const value = after === null ? before : overlay(row, before, turnedOff(row.members, after));
    return withUnsaid(value, row.members.filter(({ leaf }) => leaf.type === 'label').flatMap(addedTo(before, after)));
  }
  const refused = refusedValue(row, before);
  if (refused !== undefined) return { why: `was a value that Graph refuses to take (${refused}): it stays as it is` };
  // Elsewhere what a value leaves out may keep what this plan wrote, so it goes back with the default that applied there.
  // A half beside which Graph refuses the default's other half goes back alone: then that is all that can be said.
  const complete = filledFrom(row, before, change.basis[row.name] ?? null);
  const value = refusedValue(row, complete) === undefined ? complete : before;
  return withUnsaid(value, row.members.flatMap(addedTo(value, after)));
}

/** The name of a member that `after` has and `before` has not. */
function addedTo(before: Json, after: Json): (member: Member) => readonly string[] {
  return ({ path: [name] }) => (name && hasMember(after, name) && !hasMember(before, name) ? [name] : []);
}

function withUnsaid(value: Json, unsaid: readonly string[]): Before {
  if (unsaid.length === 0) return { value };
  return { value, why: `had no ${unsaid.join(' and ')} before, and Graph may keep what the plan writes there` };
}

function hasMember(value: Json, name: string): boolean {
  return isJsonObject(value) && Object.hasOwn(value, name);
}

/** How a setting is written that was not set: null where that is a word, a flag's off. */
function unset(row: Setting, { resource }: Change): Before {
  if (resource === 'partner' && (row.inherits !== 'never' || row.ownEndpoint)) return { value: null };
  const isFlag = row.members.some(({ path, leaf }) => path.length === 0 && leaf.type === 'flag');
  return isFlag ? { value: false } : { why: 'was not set before, and Graph cannot unset it: it stays as it is' };
}

function incomplete({ tenantId, resource }: Change, { name, why }: Missing): PlanWarning {
  const message = `${name} of ${tenantId ?? resource} ${why}.`;
  return { code: 'undo-incomplete', message, ...(tenantId ? { tenantId } : {}) };
}

function writable(preimage: SettingValues, table: readonly Setting[]): SettingValues {
  const rows = settingsOf(table, 'partner').filter((row) => {
    const value = preimage[row.name] ?? null;
    return value !== null && refusedValue(row, value) === undefined;
  });
  return Object.fromEntries(rows.map((row) => [row.name, preimage[row.name] ?? null]));
}
