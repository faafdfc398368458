/*
 * Is the tenant still what the plan was made from? Graph has no ETags, so the touched values themselves are compared,
 * right before the first write. Per request: the live value is the preimage (go on), the target (nothing to do), or a
 * third value (somebody else was here: nothing is sent).
 */

import { plannedDefaultsOf } from '../access/effective.ts';
import { filledFrom, overlay } from '../model/canonical.ts';
import { hasOwnEndpoint, type Setting, tableOf } from '../model/fieldTable.ts';
import { isJsonObject, type Json, jsonEquals, memberOf } from '../model/json.ts';
import type { LivePartner, LiveState, SettingValues } from '../model/liveState.ts';
import type { Change, Plan, PlannedRequest } from '../model/plan.ts';
import { withFlagsOff } from './compare.ts';
import { ownEndpointOf } from './requests.ts';

/** A value that is neither what the plan was made from nor what it wants. */
export interface Conflict {
  readonly change: Change;
  readonly what: string;
}

export interface LiveComparison {
  /** Requests whose effect is there already. */
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
    const values = change.resource === 'partner' ? (partner || undefined)?.settings : (live[change.resource] ?? {});
    const state = compareRequests(change, values, inheritance);
    for (const request of state.satisfied) satisfied.add(request);
    const done = change.requests.every((request) => state.satisfied.has(request));
    const movedDefaults = done ? [] : movedBasis(change, planning);
    const owners = change.action === 'delete' && partner ? movedOwner(change, partner) : [];
    for (const what of [...state.moved, ...owners, ...movedDefaults]) moved.push({ change, what });
  }
  return { satisfied, moved };
}

interface RequestStates {
  readonly satisfied: ReadonlySet<PlannedRequest>;
  readonly moved: readonly string[];
}

interface Inheritance {
  readonly table: readonly Setting[];
  /** The default as the plan leaves it. */
  readonly inherited: SettingValues;
}

function compareRequests(
  change: Change,
  live: SettingValues | undefined,
  { table, inherited }: Inheritance,
): RequestStates {
  const nothing: RequestStates = { satisfied: new Set(), moved: [] };
  if (change.action === 'delete' && !live) return { ...nothing, satisfied: new Set(change.requests) };
  if (change.action === 'create' && !live) return nothing;
  if (!live) return { ...nothing, moved: ['the partner has been deleted'] };

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
    // What goes along in a request that is still to be sent has to be exactly as known: the request would undo the rest.
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

/** A setting of a request of which nothing is left to do; beside the others of it, the request need not be sent. */
function settingHasArrived({ preimage, after }: Change, name: string, live: SettingValues): boolean {
  return hasArrived(live[name] ?? null, after?.[name] ?? null, preimage?.[name] ?? null);
}

/**
 * Whether everything wanted is there, and beside it nothing but flags that are off: Graph adds some over the years, and
 * one that is off says what one that is not set says. A member that was there before and is not wanted any more is no
 * such flag, off or not: as long as it is there, the request has not arrived.
 */
function hasArrived(now: Json, wanted: Json, before: Json): boolean {
  if (jsonEquals(now, wanted)) return true;
  if (!isJsonObject(now) || !isJsonObject(wanted)) return false;
  const previous = isJsonObject(before) ? before : {};
  return Object.keys({ ...wanted, ...now }).every((key) => {
    const value = memberOf(now, key);
    if (Object.hasOwn(wanted, key)) return hasArrived(value, memberOf(wanted, key), memberOf(previous, key));
    return isOff(value) && !Object.hasOwn(previous, key);
  });
}

function isOff(value: Json): boolean {
  return value === false || (isJsonObject(value) && Object.values(value).every(isOff));
}

/**
 * A flag that is off says what one that is not set says, before and after: Graph adds some of these to a new partner by
 * itself, and an undo turns off what was not set.
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
 * A value in which the default (or, where none is behind it, off) fills in for missing members, and that so means what
 * is wanted: an undo writes complete what was not, so it meets the old spelling wherever its apply did not get to. It
 * is still written.
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

/** Somebody else has come to own a partner since its deletion was planned, and with it the reason to keep it. */
function movedOwner({ preimage }: Change, live: LivePartner): readonly string[] {
  return (['isServiceProvider', 'isInMultiTenantOrganization'] as const).flatMap((name) => {
    const before = preimage?.[name] === true;
    return live[name] === before ? [] : [`${name} is ${live[name]}, the plan was made from ${before}`];
  });
}

/** The settings that decide: a deletion takes the whole partner with it, everything else only what it touches. */
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

/** What changes rest on: the default and the cloud endpoints, as they are and where the plan itself writes them. */
interface LiveBasis {
  readonly live: SettingValues;
  readonly planned: SettingValues;
}

/** A default (or the cloud endpoints) under an inherited value, unless this plan is what moved it. */
function movedBasis({ basis }: Change, { live, planned }: LiveBasis): readonly string[] {
  return Object.entries(basis).flatMap(([name, before]) => {
    const now = live[name] ?? null;
    if (jsonEquals(now, before) || (planned[name] !== undefined && jsonEquals(now, planned[name]))) return [];
    return [`the ${name} it rests on is ${JSON.stringify(now)}, the plan was made from ${JSON.stringify(before)}`];
  });
}
