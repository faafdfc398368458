/*
 * Decides from the live values whether one request of a plan is still to be sent. The check before the first write asks
 * it about every request; a running apply asks it again after an answer that leaves doubt.
 */

import type { Json } from '../model/json.ts';
import type { SettingValues } from '../model/liveState.ts';
import type { Change, PlannedRequest } from '../model/plan.ts';
import type { Setting } from '../model/setting.ts';
import { type Addition, addedMembers, hasArrived, moved } from './compare.ts';
import { ownEndpointOf, settingsWrittenBy } from './requests.ts';

/**
 * `arrived`: the tenant has everything that the request writes; `added`: the members that Graph added to it.
 * `open`: every setting has the value from which the plan was made, or the planned one: the request may be sent.
 * `moved`: these settings have a third value, which xtap never overwrites.
 * `gone`: the partner that the request changes does not exist any more.
 */
export type RequestState =
  | { readonly state: 'arrived'; readonly added: readonly Addition[] }
  | { readonly state: 'open' }
  | { readonly state: 'moved'; readonly settings: readonly string[] }
  | { readonly state: 'gone' };

export interface LiveTarget {
  /** The values of the resource; undefined if the partner does not exist. */
  readonly live: SettingValues | undefined;
  readonly table: readonly Setting[];
  /** The tenant default after the plan. */
  readonly inherited: SettingValues;
}

const nothingAdded: RequestState = { state: 'arrived', added: [] };

export function requestState(change: Change, request: PlannedRequest, target: LiveTarget): RequestState {
  const { live, table } = target;
  const isDeletion = request.method === 'DELETE';
  if (live === undefined) return isDeletion ? nothingAdded : { state: change.action === 'create' ? 'open' : 'gone' };
  const isOwnEndpoint = ownEndpointOf(request, table) !== undefined;
  if (isDeletion && !isOwnEndpoint) return deletionState(change, target);
  const names = settingsWrittenBy(change, request, table);
  const rows = table.filter(({ name }) => names.includes(name));
  const write = (row: Setting) => ({ live: settingValue(live, row), ...writeOf(change, row) });
  const missing = rows.filter((row) => !hasArrived(row, write(row).live, write(row)));
  if (missing.length === 0) {
    return { state: 'arrived', added: rows.flatMap((row) => addedMembers(row, write(row).live, write(row).sent)) };
  }
  // It exists although this request was to create it: nothing of it may be overwritten.
  const exists =
    request.method === 'POST' || (request.method === 'PUT' && missing.some((row) => write(row).live !== null));
  if (exists) return movedSettings(missing);
  const third = rows.filter((row) => hasMoved(row, change, target));
  return third.length === 0 ? { state: 'open' } : movedSettings(third);
}

/** A deletion also removes settings that the plan did not show, so every setting of the partner counts. */
function deletionState(change: Change, target: LiveTarget): RequestState {
  const isGone = (row: Setting): boolean => row.ownEndpoint && settingValue(target.live, row) === null;
  const third = target.table.filter((row) => !isGone(row) && hasMoved(row, change, target));
  return third.length === 0 ? { state: 'open' } : movedSettings(third);
}

function hasMoved(row: Setting, change: Change, { live, inherited }: LiveTarget): boolean {
  const write = writeOf(change, row);
  const fallback = change.resource === 'partner' ? (inherited[row.name] ?? null) : null;
  const sent = change.action === 'delete' ? write.before : write.sent;
  return moved(row, settingValue(live, row), { before: write.before, sent, inherited: fallback });
}

function writeOf({ preimage, after }: Change, row: Setting): { readonly before: Json; readonly sent: Json } {
  return { before: settingValue(preimage, row), sent: settingValue(after, row) };
}

function settingValue(values: SettingValues | null | undefined, { name }: Setting): Json {
  return values?.[name] ?? null;
}

function movedSettings(rows: readonly Setting[]): RequestState {
  return { state: 'moved', settings: rows.map(({ name }) => name) };
}
