/*
 * Resolves doubt: decides from the live values whether a write that may have happened is still to be done.
 *
 *   reached   the tenant holds everything that the request writes: nothing to do
 *   open      every setting has the value from which the plan was made, or the planned value: the request may be sent
 *   conflict  somebody else wrote a third value: xtap never overwrites it
 *
 * Reads lag behind writes, so `open` right after a lost answer does not prove that the write did not arrive. That is
 * safe, because repeating each of the four methods on an open state does no harm: a PATCH carries complete values, so
 * a second one changes nothing; a POST or PUT that did arrive is refused as a duplicate; a DELETE that did arrive gets
 * a 404. After each of these answers xtap reads and decides again, and by then the reads have caught up. A third value
 * that a read shows is a `conflict`, so a repeated write does not overwrite it.
 */

import { overlay } from '../model/canonical.ts';
import { type Json, jsonEquals } from '../model/json.ts';
import type { SettingValues } from '../model/liveState.ts';
import { hasOwnEndpoint, type Setting } from '../model/setting.ts';
import { deletesPartner, type Operation } from './operation.ts';

export type WriteResolution =
  | { readonly state: 'reached' }
  | { readonly state: 'open' }
  | { readonly state: 'conflict'; readonly because: string };

/** `live`: the values of the resource; undefined if the partner does not exist. */
export function resolveUnknown(
  operation: Operation,
  live: SettingValues | undefined,
  table: readonly Setting[],
): WriteResolution {
  const { change, settings } = operation;
  if (missingSettings(operation, live, table).length === 0 && !isUntouched(operation, live))
    return { state: 'reached' };
  if (live === undefined) {
    return change.action === 'create' ? { state: 'open' } : { state: 'conflict', because: 'the partner is gone' };
  }
  if (change.action === 'create' && !operation.isOwnEndpoint) {
    return conflictWith('the partner exists, with other values in', missingSettings(operation, live, table));
  }
  const tableNames = new Set(table.map((row) => row.name));
  // A deletion also removes settings that the plan did not show, so every live setting counts.
  const relevant = deletesPartner(operation) ? [...new Set([...settings, ...Object.keys(live)])] : settings;
  const changedByOthers = relevant.filter((name) => {
    const liveValue = live[name] ?? null;
    const isGone = liveValue === null && hasOwnEndpoint(name, table);
    return (
      tableNames.has(name) &&
      !isGone &&
      !hasArrived(name, live, table, operation) &&
      !jsonEquals(liveValue, valueBefore(operation, name))
    );
  });
  if (changedByOthers.length === 0) return { state: 'open' };
  return conflictWith('somebody else changed', changedByOthers);
}

/** The written settings whose value in `live` is not the planned one; `partner` if the partner itself is the target. */
export function missingSettings(
  operation: Operation,
  live: SettingValues | undefined,
  table: readonly Setting[],
): readonly string[] {
  if (deletesPartner(operation)) return live === undefined ? [] : expectedSettings(operation);
  if (live === undefined && operation.request.method !== 'DELETE') return expectedSettings(operation);
  return operation.settings.filter((name) => !hasArrived(name, live ?? {}, table, operation));
}

/** The settings that a read must show after the operation; `partner` if the partner itself is the target. */
export function expectedSettings(operation: Operation): readonly string[] {
  return deletesPartner(operation) || operation.settings.length === 0 ? ['partner'] : operation.settings;
}

/** Ignores live members that the plan does not know: Graph adds members over the years. */
function hasArrived(name: string, live: SettingValues, table: readonly Setting[], { change }: Operation): boolean {
  const planned = change.after?.[name] ?? null;
  const liveValue = live[name] ?? null;
  const row = table.find((each) => each.name === name);
  if (change.after === null && !hasOwnEndpoint(name, table)) return false;
  if (planned === null || liveValue === null || row === undefined) return jsonEquals(planned, liveValue);
  return jsonEquals(overlay(row, planned, liveValue), liveValue);
}

/**
 * True if a setting still has its value from before, and the plan changes that value. This detects a change that only
 * removes a member: there the old value already contains every planned member.
 */
function isUntouched(operation: Operation, live: SettingValues = {}): boolean {
  const planned = operation.change.after ?? {};
  return operation.settings.some((name) => {
    const previous = valueBefore(operation, name);
    return jsonEquals(live[name] ?? null, previous) && !jsonEquals(previous, planned[name] ?? null);
  });
}

function valueBefore({ change }: Operation, name: string): Json {
  return change.preimage?.[name] ?? null;
}

function conflictWith(reason: string, settings: readonly string[]): WriteResolution {
  return { state: 'conflict', because: `${reason} ${settings.join(', ')}` };
}
