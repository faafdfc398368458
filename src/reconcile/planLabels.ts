/*
 * What a plan file says beside its cores: names, places, counts, times, guards. Little of it can be recomputed, so it
 * is held to its shape, and guards to what the changes of the same file allow them to say: nobody can be shown a green
 * guard over five deletions where the limit is three.
 */
import { compareText, isJsonObject, jsonEquals } from '../model/json.ts';
import { type Change, type GuardResult, guardNames, origins, type Plan } from '../model/plan.ts';
import { touchedPartners } from '../model/planReading.ts';
import { parseTenantId } from '../model/tenantId.ts';

type Check = (value: unknown) => boolean;

const text: Check = (value) => typeof value === 'string';
const count: Check = (value) => Number.isInteger(value) && Number(value) >= 0;
const amount: Check = (value) => typeof value === 'number' && value >= 0;
const line: Check = (value) => count(value) && value !== 0;
const oneOf =
  (...words: readonly string[]): Check =>
  (value) =>
    words.some((word) => word === value);
const listOf =
  (each: Check): Check =>
  (value) =>
    Array.isArray(value) && value.every(each);

export const isCanonicalId: Check = (value) => typeof value === 'string' && parseTenantId(value) === value;

/** Exactly these members; `optional` ones may be missing. */
function shape(members: Readonly<Record<string, Check>>, ...optional: readonly string[]): Check {
  const names = Object.keys(members);
  return (value) =>
    isJsonObject(value) &&
    Object.keys(value).every((name) => names.includes(name)) &&
    names.every((name) =>
      Object.hasOwn(value, name) ? members[name]?.(value[name]) === true : optional.includes(name),
    );
}

const inheritor = shape({ tenantId: isCanonicalId, name: text }, 'name');
const undeclared = shape({ tenantId: isCanonicalId, name: text, reason: text, setting: text }, 'name', 'setting');
const warning = shape(
  { code: text, message: text, tenantId: isCanonicalId, file: text, line, hidden: count },
  'tenantId',
  'file',
  'line',
  'hidden',
);
const guard = shape(
  {
    guard: oneOf(...guardNames),
    limit: amount,
    actual: amount,
    status: oneOf('ok', 'exceeded'),
    tenantIds: listOf(isCanonicalId),
  },
  'tenantIds',
);

/** The first label that no planner would have written; undefined where there is none. */
export function faultyLabel(plan: Omit<Plan, 'digest' | 'integrity'>): string | undefined {
  const { summary, changes, guards } = plan;
  const head = (['toolVersion', 'createdAt', 'configDigest'] as const).find((name) => !text(plan[name]));
  if (head !== undefined) return head;
  if (![summary.unchanged, summary.undeclared].every(count)) return 'summary';
  if (!listOf(undeclared)(plan.undeclared)) return 'undeclared';
  if (!listOf(warning)(plan.warnings)) return 'warnings';
  const names = guards.map((each) => each.guard);
  if (!listOf(guard)(guards) || !jsonEquals(names, guardNames) || !areGuardsCredible(plan)) return 'guards';
  const at = changes.findIndex((change) => !hasLabels(change));
  return at < 0 ? undefined : `the labels of changes[${at}]`;
}

const origin = oneOf(...origins);

function hasLabels({ resource, name, file, line: at, origin: from, fields, inheritedBy }: Change): boolean {
  const optional = (value: unknown, check: Check): boolean => value === undefined || check(value);
  return (
    optional(name, text) &&
    optional(file, text) &&
    optional(at, line) &&
    origin(from) &&
    fields.every((field) => origin(field.origin)) &&
    (resource === 'default') === (inheritedBy !== undefined) &&
    optional(inheritedBy, listOf(inheritor))
  );
}

/**
 * Whether guards can have come out like this for these changes. How many partners the tenant had is not in the plan,
 * so a percentage is only held against its own limit, within the digit it is rounded to.
 */
function areGuardsCredible({ changes, guards }: Pick<Plan, 'changes' | 'guards'>): boolean {
  const { deleted, changed } = touchedPartners(changes);
  return guards.every((result) => {
    switch (result.guard) {
      case 'maxDeletes':
        return result.actual === deleted.length && isJudged(result, deleted, result.actual > result.limit);
      case 'maxDeletePercent':
        return isPercentage(result, deleted) && isJudged(result, deleted, deleted.length > 1 && isBeyond(result));
      case 'maxChangePercent': {
        // It counts from ten live partners on. With fewer, one change is more than a tenth.
        const few = result.actual * 9 >= changed.length * 100 - 1;
        return isPercentage(result, changed) && isJudged(result, changed, few ? false : isBeyond(result));
      }
      case 'protected': {
        const ids = result.tenantIds ?? [];
        const known = ids.every((id) => deleted.includes(id)) && result.actual === ids.length;
        return result.limit === 0 && known && isJudged(result, ids, ids.length > 0);
      }
      case 'emptyDesiredState':
        return result.limit === 0 && isJudged(result, [], result.actual > 0);
      default:
        return false;
    }
  });
}

function isPercentage({ actual }: GuardResult, ids: readonly string[]): boolean {
  return ids.length === 0 ? actual === 0 : actual <= 100;
}

/** Undefined where rounding hides on which side of the limit it is. */
function isBeyond({ actual, limit }: GuardResult): boolean | undefined {
  return Math.abs(actual - limit) <= 0.05 ? undefined : actual > limit;
}

function isJudged({ status, tenantIds }: GuardResult, ids: readonly string[], beyond: boolean | undefined): boolean {
  const named = status === 'exceeded' && ids.length > 0 ? [...ids].sort(compareText) : undefined;
  return (beyond === undefined || (status === 'exceeded') === beyond) && jsonEquals(tenantIds ?? null, named ?? null);
}
