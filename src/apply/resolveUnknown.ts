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

/** What a read shows of a write. */
export interface ShownWrite {
  /** The written settings that the read does not show; `partner` if the partner itself is the target. */
  readonly missing: readonly string[];
  /** The live members beside the written values that the operation did not send. */
  readonly added: readonly Addition[];
  /** The paths of the halves that the operation was to remove, and that are live. */
  readonly kept: readonly string[];
}

export function shownOf(operation: Operation, live: SettingValues | undefined, table: readonly Setting[]): ShownWrite {
  const { change, settings, request } = operation;
  const isDone = deletesPartner(operation) && live === undefined;
  if (isDone) return { missing: [], added: [], kept: [] };
  if (deletesPartner(operation) || (live === undefined && request.method !== 'DELETE')) {
    return { missing: expectedSettings(operation), added: [], kept: [] };
  }
  const rows = table.filter(({ name }) => settings.includes(name));
  const now = ({ name }: Setting): Json => live?.[name] ?? null;
  const sent = ({ name }: Setting): Json => change.after?.[name] ?? null;
  return {
    missing: rows.filter((row) => !hasEverythingSent(row, now(row), sent(row))).map(({ name }) => name),
    added: rows.flatMap((row) => addedMembers(row, now(row), sent(row))),
    kept: rows.flatMap((row) => keptHalves(row, now(row), sent(row))),
  };
}

/** The settings that a read must show after the operation; `partner` if the partner itself is the target. */
export function expectedSettings(operation: Operation): readonly string[] {
  return deletesPartner(operation) || operation.settings.length === 0 ? ['partner'] : operation.settings;
}
