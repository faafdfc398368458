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

import type { Json } from '../model/json.ts';
import type { SettingValues } from '../model/liveState.ts';
import type { Setting } from '../model/setting.ts';
import { type Addition, addedMembers, hasEverythingSent, keptHalves } from '../plan/compare.ts';
import { requestState } from '../plan/requestState.ts';
import { deletesPartner, type Operation } from './operation.ts';

export type WriteResolution =
  | { readonly state: 'reached' }
  | { readonly state: 'open' }
  | { readonly state: 'conflict'; readonly because: string };

/** `live`: the values of the resource; undefined if the partner does not exist. */
export function resolveUnknown(
  { change, request }: Operation,
  live: SettingValues | undefined,
  table: readonly Setting[],
): WriteResolution {
  const resolved = requestState(change, request, { live, table, inherited: {} });
  switch (resolved.state) {
    case 'arrived':
      return { state: 'reached' };
    case 'open':
      return { state: 'open' };
    case 'gone':
      return { state: 'conflict', because: 'the partner is gone' };
    case 'moved': {
      const reason = request.method === 'POST' ? 'the partner exists, with other values in' : 'somebody else changed';
      return { state: 'conflict', because: `${reason} ${resolved.settings.join(', ')}` };
    }
  }
}

/** The written settings that a read does not show; `partner` if the partner itself is the target. */
export function missingSettings(
  operation: Operation,
  live: SettingValues | undefined,
  table: readonly Setting[],
): readonly string[] {
  if (deletesPartner(operation)) return live === undefined ? [] : expectedSettings(operation);
  if (live === undefined && operation.request.method !== 'DELETE') return expectedSettings(operation);
  return writesOf(operation, live, table)
    .filter(({ row, now, sent }) => !hasEverythingSent(row, now, sent))
    .map(({ row }) => row.name);
}

/** The live members beside the written values that the operation did not send. */
export function additionsTo(
  operation: Operation,
  live: SettingValues | undefined,
  table: readonly Setting[],
): readonly Addition[] {
  if (live === undefined || deletesPartner(operation)) return [];
  return writesOf(operation, live, table).flatMap(({ row, now, sent }) => addedMembers(row, now, sent));
}

/** The paths of the halves that the operation was to remove, and that are live. */
export function keptBy(
  operation: Operation,
  live: SettingValues | undefined,
  table: readonly Setting[],
): readonly string[] {
  if (live === undefined || deletesPartner(operation)) return [];
  return writesOf(operation, live, table).flatMap(({ row, now, sent }) => keptHalves(row, now, sent));
}

interface SettingWrite {
  readonly row: Setting;
  readonly now: Json;
  readonly sent: Json;
}

function writesOf(
  { settings, change }: Operation,
  live: SettingValues | undefined,
  table: readonly Setting[],
): readonly SettingWrite[] {
  const rows = table.filter(({ name }) => settings.includes(name));
  return rows.map((row) => ({ row, now: live?.[row.name] ?? null, sent: change.after?.[row.name] ?? null }));
}

/** The settings that a read must show after the operation; `partner` if the partner itself is the target. */
export function expectedSettings(operation: Operation): readonly string[] {
  return deletesPartner(operation) || operation.settings.length === 0 ? ['partner'] : operation.settings;
}
