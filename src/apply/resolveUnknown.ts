/*
 * Settling doubt: what the tenant holds says whether a write that may or may not have happened is still to be done.
 *
 *   reached  everything that the request writes is there: nothing to do
 *   open     every setting is what the plan was made from, or already what it wants: the request may be sent (again)
 *   moved    somebody else wrote a third value: never overwritten
 *
 * Reads lag behind writes, so `open` right after a lost answer does not prove that the write never arrived. It need
 * not: each of the four methods does no harm when it is repeated on an open state. A PATCH carries complete values, so
 * twice is once; a POST or PUT that did arrive is refused as a duplicate; a DELETE that did arrive finds nothing. Each
 * of these answers leads back here, by which time reads have caught up. What a lagging read must never cause is an
 * overwrite of a third value, and it cannot: seen, it is `moved`.
 */
import { overlay } from '../model/canonical.ts';
import { hasOwnEndpoint, type Setting } from '../model/fieldTable.ts';
import { type Json, jsonEquals } from '../model/json.ts';
import type { SettingValues } from '../model/liveState.ts';
import { deletesPartner, type Operation } from './operation.ts';

export type WriteResolution =
  | { readonly state: 'reached' }
  | { readonly state: 'open' }
  | { readonly state: 'moved'; readonly because: string };

/** `live`: what the resource holds; undefined where there is no such partner. */
export function resolveUnknown(
  operation: Operation,
  live: SettingValues | undefined,
  table: readonly Setting[],
): WriteResolution {
  const { change, settings } = operation;
  if (missingSettings(operation, live, table).length === 0 && !isUntouched(operation, live))
    return { state: 'reached' };
  if (live === undefined) {
    return change.action === 'create' ? { state: 'open' } : { state: 'moved', because: 'the partner is gone' };
  }
  if (change.action === 'create' && !operation.isOwnEndpoint) {
    return conflictWith('the partner exists, with other values in', missingSettings(operation, live, table));
  }
  const known = new Set(table.map((row) => row.name));
  // A deletion takes along what the plan did not show, so there every setting counts.
  const deciding = deletesPartner(operation) ? [...new Set([...settings, ...Object.keys(live)])] : settings;
  const foreign = deciding.filter((name) => {
    const now = live[name] ?? null;
    const gone = now === null && hasOwnEndpoint(name, table);
    return (
      known.has(name) &&
      !gone &&
      !hasArrived(name, live, table, operation) &&
      !jsonEquals(now, valueBefore(operation, name))
    );
  });
  if (foreign.length === 0) return { state: 'open' };
  return conflictWith('somebody else changed', foreign);
}

/** The written settings that `live` does not hold as wanted; `partner` stands for one that should be gone, or there. */
export function missingSettings(
  operation: Operation,
  live: SettingValues | undefined,
  table: readonly Setting[],
): readonly string[] {
  if (deletesPartner(operation)) return live === undefined ? [] : expectedSettings(operation);
  if (live === undefined && operation.request.method !== 'DELETE') return expectedSettings(operation);
  return operation.settings.filter((name) => !hasArrived(name, live ?? {}, table, operation));
}

/** Everything that a read has to show once the operation is done. */
export function expectedSettings(operation: Operation): readonly string[] {
  return deletesPartner(operation) || operation.settings.length === 0 ? ['partner'] : operation.settings;
}

/** Members that the plan does not know may be there as well: the service adds some over the years. */
function hasArrived(name: string, live: SettingValues, table: readonly Setting[], { change }: Operation): boolean {
  const wanted = change.after?.[name] ?? null;
  const now = live[name] ?? null;
  const row = table.find((each) => each.name === name);
  if (change.after === null && !hasOwnEndpoint(name, table)) return false;
  if (wanted === null || now === null || row === undefined) return jsonEquals(wanted, now);
  return jsonEquals(overlay(row, wanted, now), now);
}

/** What is as it was before has not been written, also where all that is wanted is there: then something was to go. */
function isUntouched(operation: Operation, live: SettingValues = {}): boolean {
  const wanted = operation.change.after ?? {};
  return operation.settings.some((name) => {
    const was = valueBefore(operation, name);
    return jsonEquals(live[name] ?? null, was) && !jsonEquals(was, wanted[name] ?? null);
  });
}

function valueBefore({ change }: Operation, name: string): Json {
  return change.preimage?.[name] ?? null;
}

function conflictWith(what: string, settings: readonly string[]): WriteResolution {
  return { state: 'moved', because: `${what} ${settings.join(', ')}` };
}
