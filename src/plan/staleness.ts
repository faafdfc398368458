/*
 * Staleness: whether the tenant has changed since the plan was made. Graph has no ETags, so the touched values
 * themselves are compared right before the first write. For each request the live value is the preimage (send it), the
 * planned value (nothing to do), or a third value (a conflict: the plan is stale and no request is sent).
 */

import { plannedDefaultsOf } from '../access/effective.ts';
import type { Json } from '../model/json.ts';
import { type LivePartner, type LiveState, type SettingValues, writtenValues } from '../model/liveState.ts';
import { tableOf } from '../model/members.ts';
import type { Change, Plan, PlannedRequest } from '../model/plan.ts';
import type { ReportedAddition } from '../model/report.ts';
import type { Setting } from '../model/setting.ts';
import { type Addition, hasArrived, isSame } from './compare.ts';
import { type LiveTarget, requestState } from './requestState.ts';

/** A live value that is neither the value the plan was made from nor the planned one. */
export interface Conflict {
  readonly change: Change;
  /** For the report as JSON. */
  readonly what: string;
  /** Undefined: the partner has been deleted. */
  readonly value?: MovedValue;
}

/** A setting of the partner, of the default or of the policy root. Null: not set, or no partner. */
export interface MovedValue {
  readonly name: string;
  readonly before: Json;
  readonly found: Json;
  /** The change does not write it: it inherits it, or depends on it. */
  readonly isBasis: boolean;
}

type Move = Omit<Conflict, 'change'>;

export interface LiveComparison {
  /** Requests whose effect is already live. */
  readonly satisfied: ReadonlySet<PlannedRequest>;
  readonly moved: readonly Conflict[];
  /** Members that Graph has added to values which this plan writes, and which are live already. */
  readonly added: readonly ReportedAddition[];
}

export function compareWithLive(
  plan: Pick<Plan, 'changes'>,
  live: LiveState,
  table: readonly Setting[],
): LiveComparison {
  const partners = new Map(live.partners.map((partner) => [partner.tenantId, partner]));
  const written = plannedDefaultsOf(plan.changes);
  const context = { table: tableOf(table, live.apiVersion), inherited: { ...live.default, ...written.default } };
  const planning: LiveBasis = {
    table: context.table,
    live: { ...live.default, ...live.policy },
    planned: { ...written.default, ...written.policy },
  };
  const compared = plan.changes.map((change) => {
    const partner = change.tenantId && partners.get(change.tenantId);
    const values = valuesOf(change, partner || undefined, live);
    const state = compareChange(change, { ...context, live: values });
    const isDone = change.requests.every((request) => state.satisfied.has(request));
    const owners = change.action === 'delete' && partner ? movedOwner(change, partner) : [];
    return { ...state, change, moved: [...state.moved, ...owners, ...(isDone ? [] : movedBasis(change, planning))] };
  });
  return {
    satisfied: new Set(compared.flatMap(({ satisfied }) => [...satisfied])),
    moved: compared.flatMap(({ change, moved }) => moved.map((move) => ({ change, ...move }))),
    added: compared.flatMap(({ change, added }) => reportAdditions(change, added)),
  };
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

export function reportAdditions(
  { tenantId, resource }: Change,
  added: readonly Addition[],
): readonly ReportedAddition[] {
  return added.map((addition) => ({ ...(tenantId === undefined ? {} : { tenantId }), resource, ...addition }));
}

interface ChangeState {
  readonly satisfied: ReadonlySet<PlannedRequest>;
  readonly moved: readonly Move[];
  readonly added: readonly Addition[];
}

function compareChange(change: Change, target: LiveTarget): ChangeState {
  const { live, table } = target;
  const none: ChangeState = { satisfied: new Set(), moved: [], added: [] };
  if (!live && change.action === 'update') return { ...none, moved: [{ what: 'the partner has been deleted' }] };
  const states = change.requests.map((request) => ({ request, ...requestState(change, request, target) }));
  const names = new Set(states.flatMap((each) => (each.state === 'moved' ? each.settings : [])));
  const moved = table.filter(({ name }) => names.has(name));
  return {
    satisfied: new Set(states.flatMap(({ state, request }) => (state === 'arrived' ? [request] : []))),
    moved: moved.map(({ name }) => describeConflict(change, name, live?.[name] ?? null)),
    added: states.flatMap((each) => (each.state === 'arrived' ? each.added : [])),
  };
}

/**
 * A deletion is stale if the partner's owner has changed since, because that may be a reason to keep the partner. The
 * values that a creation writes are compared with the settings.
 */
function movedOwner({ preimage }: Change, live: LivePartner): readonly Move[] {
  const name = 'isInMultiTenantOrganization';
  const [before, found] = [preimage?.[name] === true, live[name]];
  return found === before ? [] : [moveFrom(name, before, found)];
}

function describeConflict(change: Change, name: string, found: Json): Move {
  if (change.action === 'create') {
    const wanted = change.after?.[name] ?? null;
    return {
      what: `the partner exists now: its ${name} is ${JSON.stringify(found)}, and the plan sets ${JSON.stringify(wanted)}`,
      value: { name, before: null, found, isBasis: false },
    };
  }
  return moveFrom(name, change.preimage?.[name] ?? null, found);
}

function moveFrom(name: string, before: Json, found: Json, isBasis = false): Move {
  const subject = isBasis ? `the ${name} it depends on` : name;
  return {
    what: `${subject} is ${JSON.stringify(found)}, the plan was made from ${JSON.stringify(before)}`,
    value: { name, before, found, isBasis },
  };
}

/** The default and the cloud endpoints on which changes depend: the live values, and those that this plan writes. */
interface LiveBasis {
  readonly table: readonly Setting[];
  readonly live: SettingValues;
  readonly planned: SettingValues;
}

/** The defaults (or cloud endpoints) of a change that have moved, unless this plan itself moved them. */
function movedBasis({ basis }: Change, { table, live, planned }: LiveBasis): readonly Move[] {
  return table.flatMap((row) => {
    const before = basis[row.name];
    if (before === undefined) return [];
    const [now, sent] = [live[row.name] ?? null, planned[row.name]];
    if (isSame(row, now, before) || (sent !== undefined && hasArrived(row, now, { before, sent }))) return [];
    return [moveFrom(row.name, before, now, true)];
  });
}
