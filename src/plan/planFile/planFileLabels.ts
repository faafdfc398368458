/*
 * Checks the labels of a plan file: names, positions, counts, times and guards. They cannot be computed from the
 * intents, so only their shape is checked. No label decides whether a plan is applied: the digest covers the guards
 * that apply cannot evaluate again, and apply counts the percentages again.
 */
import { isJsonObject, jsonEquals } from '../../model/json.ts';
import { type Change, guardNames, origins, type Plan } from '../../model/plan.ts';
import { parseTenantId } from '../../model/tenantId.ts';

type LabelCheck = (value: unknown) => boolean;

const text: LabelCheck = (value) => typeof value === 'string';
const count: LabelCheck = (value) => Number.isInteger(value) && Number(value) >= 0;
const amount: LabelCheck = (value) => typeof value === 'number' && value >= 0;
const isJson: LabelCheck = (value) => value !== undefined;
const line: LabelCheck = (value) => count(value) && value !== 0;
const oneOf =
  (...words: readonly string[]): LabelCheck =>
  (value) =>
    words.some((word) => word === value);
const listOf =
  (each: LabelCheck): LabelCheck =>
  (value) =>
    Array.isArray(value) && value.every(each);

export const isCanonicalId: LabelCheck = (value) => typeof value === 'string' && parseTenantId(value) === value;

/** An object with exactly these members; `optional` ones may be missing. */
function shape(members: Readonly<Record<string, LabelCheck>>, ...optional: readonly string[]): LabelCheck {
  const names = Object.keys(members);
  return (value) =>
    isJsonObject(value) &&
    Object.keys(value).every((name) => names.includes(name)) &&
    names.every((name) =>
      Object.hasOwn(value, name) ? members[name]?.(value[name]) === true : optional.includes(name),
    );
}

const inheritor = shape({ tenantId: isCanonicalId, name: text }, 'name');
const isImpact = oneOf('broadens', 'narrows', 'mixed', 'neutral');
const undeclared = shape(
  {
    resource: oneOf('default', 'policy'),
    tenantId: isCanonicalId,
    name: text,
    setting: text,
    member: text,
    reason: text,
    accepted: (value) => value === true,
    value: isJson,
    settings: isJsonObject,
    impact: isImpact,
  },
  'resource',
  'tenantId',
  'name',
  'setting',
  'member',
  'accepted',
  'value',
  'settings',
);
const ignored = shape(
  {
    tenantId: isCanonicalId,
    name: text,
    reason: text,
    access: oneOf('default', 'any'),
    impact: isImpact,
    settings: isJsonObject,
  },
  'name',
);
const isNames: LabelCheck = (value) => isJsonObject(value) && Object.values(value).every(text);
const silenced = shape({ code: text, count });
const released = shape(
  {
    resource: oneOf('partner', 'default', 'policy'),
    tenantId: isCanonicalId,
    name: text,
    setting: text,
    member: text,
    value: isJson,
    impact: isImpact,
  },
  'tenantId',
  'name',
  'setting',
  'member',
);
const loosened = shape(
  { what: text, tenantId: isCanonicalId, name: text, before: isJson, after: isJson },
  'tenantId',
  'name',
  'before',
  'after',
);
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
    file: text,
  },
  'tenantIds',
  'file',
);

/** The first label that the planner would not have written; undefined if there is none. */
export function findFaultyLabel(plan: Omit<Plan, 'digest' | 'integrity'>): string | undefined {
  const { summary, changes, guards } = plan;
  const head = (['toolVersion', 'createdAt', 'configDigest'] as const).find((name) => !text(plan[name]));
  if (head !== undefined) return head;
  if (![summary.unchanged, summary.undeclared].every(count)) return 'summary';
  if (!listOf(undeclared)(plan.undeclared)) return 'undeclared';
  if (plan.names !== undefined && !isNames(plan.names)) return 'names';
  if (!listOf(ignored)(plan.ignored)) return 'ignored';
  if (!listOf(silenced)(plan.silenced)) return 'silenced';
  if (!listOf(released)(plan.released)) return 'released';
  if (!listOf(loosened)(plan.loosened)) return 'loosened';
  if (!listOf(warning)(plan.warnings)) return 'warnings';
  const names = guards.map((each) => each.guard);
  if (!listOf(guard)(guards) || !jsonEquals(names, guardNames)) return 'guards';
  const at = changes.findIndex((change) => !hasLabels(change));
  return at < 0 ? undefined : `the labels of changes[${at}]`;
}

const origin = oneOf(...origins);

function hasLabels({ resource, name, file, line: at, origin: from, fields, inheritedBy }: Change): boolean {
  const optional = (value: unknown, check: LabelCheck): boolean => value === undefined || check(value);
  return (
    optional(name, text) &&
    optional(file, text) &&
    optional(at, line) &&
    origin(from) &&
    fields.every(
      (field) =>
        optional(field.origin, origin) &&
        optional(field.file, text) &&
        optional(field.line, line) &&
        optional(field.profile, text),
    ) &&
    (resource === 'default') === (inheritedBy !== undefined) &&
    optional(inheritedBy, listOf(inheritor))
  );
}
