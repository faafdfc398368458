/*
 * Staleness: whether the tenant has changed since the plan was made. Graph has no ETags, so the touched values
 * themselves are compared right before the first write. For each request the live value is the preimage (send it), the
 * planned value (nothing to do), or a third value (a conflict: the plan is stale and no request is sent).
 */

import { plannedDefaultsOf } from '../access/effective.ts';
import { filledFrom, overlay } from '../model/canonical.ts';
import { isJsonObject, type Json, jsonEquals, memberOf } from '../model/json.ts';
import { type LivePartner, type LiveState, type SettingValues, writtenValues } from '../model/liveState.ts';
import type { Change, Plan, PlannedRequest } from '../model/plan.ts';
import { hasOwnEndpoint, type Setting, tableOf } from '../model/setting.ts';
import { withFlagsOff } from './compare.ts';
import { ownEndpointOf } from './requests.ts';

/** A live value that is neither the value the plan was made from nor the planned one. */
export interface Conflict {
  readonly change: Change;
  readonly what: string;
}

export interface LiveComparison {
  /** Requests whose effect is already live. */
  readonly satisfied: ReadonlySet<PlannedRequest>;
  readonly moved: readonly Conflict[];
}

export function compareWithLive(
  plan: Pick<Plan, 'changes'>,
  live: LiveState,
  table: readonly Setting[],
): LiveComparison {
  const partners = new Map(live.partners.map((partner) => [partner.tenantId, partner]));
  const written = plannedDefaultsOf(plan.changes);
  const inheritance = {
    table: tableOf(table, live.apiVersion),
    inherited: { ...live.default, ...written.default },
  };
  const planning = { live: { ...live.default, ...live.policy }, planned: { ...written.default, ...written.policy } };
  const satisfied = new Set<PlannedRequest>();
  const moved: Conflict[] = [];
  for (const change of plan.changes) {
    const partner = change.tenantId && partners.get(change.tenantId);
    const state = compareRequests(change, valuesOf(change, partner || undefined, live), inheritance);
    for (const request of state.satisfied) satisfied.add(request);
    const done = change.requests.every((request) => state.satisfied.has(request));
    const movedDefaults = done ? [] : movedBasis(change, planning);
    const owners = change.action === 'delete' && partner ? movedOwner(change, partner) : [];
    for (const what of [...state.moved, ...owners, ...movedDefaults]) moved.push({ change, what });
  }
  return { satisfied, moved };
}

/** The live values of the resource that a change writes; undefined if the partner does not exist. */
function valuesOf(
  { resource }: Change,
  partner: LivePartner | undefined,
  live: Pick<LiveState, 'default' | 'policy'>,
): SettingValues | undefined {
  if (resource === 'partner') return partner && writtenValues(partner);
  return live[resource] ?? {};
}

interface RequestStates {
  readonly satisfied: ReadonlySet<PlannedRequest>;
  readonly moved: readonly string[];
}

interface Inheritance {
  readonly table: readonly Setting[];
  /** The default after the plan. */
  readonly inherited: SettingValues;
}

function compareRequests(
  change: Change,
  live: SettingValues | undefined,
  { table, inherited }: Inheritance,
): RequestStates {
  const noRequests: RequestStates = { satisfied: new Set(), moved: [] };
  if (change.action === 'delete' && !live) return { ...noRequests, satisfied: new Set(change.requests) };
  if (change.action === 'create' && !live) return noRequests;
  if (!live) return { ...noRequests, moved: ['the partner has been deleted'] };

  const names = table.map((row) => row.name).filter((name) => isTouched(change, name, live));
  const equalsLive = (side: SettingValues | null, name: string): boolean =>
    jsonEquals(live[name] ?? null, side?.[name] ?? null);
  const arrived = change.requests.filter((request) => {
    const written = settingsWrittenBy(request, change, table);
    if (change.action !== 'delete') return written.every((name) => settingHasArrived(change, name, live));
    return ownEndpointOf(request, table) !== undefined && written.every((name) => equalsLive(null, name));
  });
  const arrivedSettings = new Set(arrived.flatMap((request) => settingsWrittenBy(request, change, table)));
  const moved = names.filter((name) => {
    if (arrivedSettings.has(name)) return false;
    // A request that is still to be sent writes all of its settings, so each must be the planned value or the preimage.
    if (equalsLive(change.after, name) && (change.action !== 'delete' || hasOwnEndpoint(name, table))) return false;
    return change.action === 'create'
      ? !hasOwnEndpoint(name, table) || (live[name] ?? null) !== null
      : !equalsLive(change.preimage, name) &&
          !isOffAsBefore(change, name, { live, table }) &&
          !meansWantedValue(change, name, { live, table, inherited });
  });
  return {
    satisfied: new Set(arrived),
    moved: moved.map((name) => describeConflict(change, name, live[name] ?? null)),
  };
}

/** Whether a written setting has arrived. A request is satisfied when all of its settings have. */
function settingHasArrived({ preimage, after }: Change, name: string, live: SettingValues): boolean {
  return hasArrived(live[name] ?? null, after?.[name] ?? null, preimage?.[name] ?? null);
}

/**
 * Whether the live value has every planned member, and otherwise only new flags that are off. Graph adds flags over
 * time, and a flag that is off means the same as one that is not set. A member of the preimage that the plan removes
 * must not be live any more, even if it is off.
 */
function hasArrived(live: Json, wanted: Json, before: Json): boolean {
  if (jsonEquals(live, wanted)) return true;
  if (!isJsonObject(live) || !isJsonObject(wanted)) return false;
  const previous = isJsonObject(before) ? before : {};
  return Object.keys({ ...wanted, ...live }).every((key) => {
    const value = memberOf(live, key);
    if (Object.hasOwn(wanted, key)) return hasArrived(value, memberOf(wanted, key), memberOf(previous, key));
    return isOff(value) && !Object.hasOwn(previous, key);
  });
}

function isOff(value: Json): boolean {
  return value === false || (isJsonObject(value) && Object.values(value).every(isOff));
}

/**
 * For a setting that is a single flag: off means the same as not set. Graph adds such flags to a new partner, and an
 * undo turns off flags that were not set.
 */
function isOffAsBefore(
  { preimage, after }: Change,
  name: string,
  { live, table }: { readonly live: SettingValues; readonly table: readonly Setting[] },
): boolean {
  const row = table.find((each) => each.name === name);
  const isFlag = row?.members.some(({ path, leaf }) => path.length === 0 && leaf.type === 'flag') === true;
  const isOn = (value: Json | undefined): boolean => (value ?? false) !== false;
  return isFlag && !isOn(live[name]) && (!isOn(preimage?.[name]) || after?.[name] === false);
}

/**
 * Whether the live value, completed from the default (or with flags off, for an object that has no default), is the
 * planned value. An undo plan writes complete values, and where its apply was not reached it finds the incomplete ones.
 * This is not a conflict; the request is still sent.
 */
function meansWantedValue(
  { resource, after }: Change,
  name: string,
  { live, table, inherited }: Inheritance & { readonly live: SettingValues },
): boolean {
  const row = table.find((each) => each.name === name);
  const value = live[name] ?? null;
  if (row === undefined || value === null || resource !== 'partner') return false;
  const wanted = after?.[name] ?? null;
  const completed = row.ownEndpoint
    ? overlay(row, value, withFlagsOff(row.members, wanted))
    : filledFrom(row, value, inherited[name] ?? null);
  return jsonEquals(completed, wanted);
}

/**
 * A deletion is stale if the partner's owner has changed since, because that may be a reason to keep the partner.
 * `isServiceProvider` is compared with the settings.
 */
function movedOwner({ preimage }: Change, live: LivePartner): readonly string[] {
  const name = 'isInMultiTenantOrganization';
  const before = preimage?.[name] === true;
  return live[name] === before ? [] : [`${name} is ${live[name]}, the plan was made from ${before}`];
}

/** A deletion touches all settings of the partner, any other change only those it writes. */
function isTouched(change: Change, name: string, live: SettingValues): boolean {
  const touched = Object.hasOwn(change.preimage ?? {}, name) || Object.hasOwn(change.after ?? {}, name);
  return touched || (change.action === 'delete' && live[name] !== undefined);
}

function settingsWrittenBy(request: PlannedRequest, change: Change, table: readonly Setting[]): readonly string[] {
  const own = ownEndpointOf(request, table);
  if (own) return [own.name];
  return Object.keys(change.after ?? {}).filter((name) => !hasOwnEndpoint(name, table));
}

function describeConflict(change: Change, name: string, live: Json): string {
  if (change.action === 'create') {
    const wanted = change.after?.[name] ?? null;
    return `the partner exists by now, its ${name} is ${JSON.stringify(live)} and the plan wants ${JSON.stringify(wanted)}`;
  }
  const expected = change.preimage?.[name] ?? null;
  return `${name} is ${JSON.stringify(live)}, the plan was made from ${JSON.stringify(expected)}`;
}

/** The default and the cloud endpoints on which changes depend: the live values, and those that this plan writes. */
interface LiveBasis {
  readonly live: SettingValues;
  readonly planned: SettingValues;
}

/** The defaults (or cloud endpoints) of a change that have moved, unless this plan itself moved them. */
function movedBasis({ basis }: Change, { live, planned }: LiveBasis): readonly string[] {
  return Object.entries(basis).flatMap(([name, before]) => {
    const now = live[name] ?? null;
    if (jsonEquals(now, before) || (planned[name] !== undefined && jsonEquals(now, planned[name]))) return [];
    return [`the ${name} it rests on is ${JSON.stringify(now)}, the plan was made from ${JSON.stringify(before)}`];
  });
}
