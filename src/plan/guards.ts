/*
 * Guards limit what one plan may delete or change. They are part of the plan, so that a pull request fails before it is
 * reviewed. Each guard compares a count with a limit and is therefore monotone: one more deletion never turns a refusal
 * into a permission.
 */
import type { GuardLimits } from '../model/desiredState.ts';
import { compareText } from '../model/json.ts';
import type { Change, GuardName, GuardResult, Plan } from '../model/plan.ts';
import type { TenantId } from '../model/tenantId.ts';
import type { EffectiveRules } from './partition.ts';

/** With fewer live partners the percentage of changed partners is not meaningful. */
const changePercentFrom = 10;

export interface GuardInput {
  readonly changes: readonly Change[];
  readonly livePartners: number;
  readonly rules: Pick<EffectiveRules, 'guards' | 'protected' | 'ignored' | 'baseFiles'>;
  /** The configuration declares no partner, no tombstone, no default and no policy. */
  readonly desiredIsEmpty: boolean;
}

export function evaluateGuards({ changes, livePartners, rules, desiredIsEmpty }: GuardInput): readonly GuardResult[] {
  const { deleted, changed } = findTouchedPartners(changes);
  // Rounded to a tenth; rounded up where the rounded number would hide that the limit is exceeded.
  const percent = (count: number, limit: number): number => {
    const tenths = count === 0 ? 0 : (count * 1000) / Math.max(livePartners, 1);
    return (tenths > limit * 10 && Math.round(tenths) <= limit * 10 ? Math.ceil(tenths) : Math.round(tenths)) / 10;
  };
  const beyond = (count: number, limit: number): boolean => count * 100 > limit * livePartners;
  const { maxDeletes, maxDeletePercent, maxChangePercent } = rules.guards;
  const protectedDeletions = deleted.filter((tenantId) => rules.protected.has(tenantId) || rules.ignored.has(tenantId));
  const files = rules.baseFiles;
  const protectingFiles = new Set(
    protectedDeletions.flatMap((tenantId) => files?.protected.get(tenantId) ?? files?.ignored.get(tenantId) ?? []),
  );
  return [
    evaluateMaxDeletes(maxDeletes, changes, files?.guards.maxDeletes),
    guardResult('maxDeletePercent', {
      file: files?.guards.maxDeletePercent,
      limit: maxDeletePercent,
      actual: percent(deleted.length, maxDeletePercent),
      exceeded: deleted.length > 1 && beyond(deleted.length, maxDeletePercent),
      ids: deleted,
    }),
    guardResult('maxChangePercent', {
      file: files?.guards.maxChangePercent,
      limit: maxChangePercent,
      actual: percent(changed.length, maxChangePercent),
      exceeded: livePartners >= changePercentFrom && beyond(changed.length, maxChangePercent),
      ids: changed,
    }),
    guardResult('protected', {
      file: protectingFiles.size === 0 ? undefined : [...protectingFiles].sort(compareText).join(', '),
      limit: 0,
      actual: protectedDeletions.length,
      exceeded: protectedDeletions.length > 0,
      ids: protectedDeletions,
    }),
    guardResult('emptyDesiredState', {
      limit: 0,
      actual: desiredIsEmpty ? livePartners : 0,
      exceeded: desiredIsEmpty && livePartners > 0,
      ids: [],
    }),
  ];
}

/** `maxDeletes`: the one guard that depends only on the changes and its limit. */
export function evaluateMaxDeletes(limit: number, changes: readonly Change[], file?: string): GuardResult {
  const { deleted } = findTouchedPartners(changes);
  return guardResult('maxDeletes', {
    file,
    limit,
    actual: deleted.length,
    exceeded: deleted.length > limit,
    ids: deleted,
  });
}

/** The limits with which a plan was made. */
export function limitsOf(guards: readonly GuardResult[]): GuardLimits {
  const limit = (name: GuardName): number => guards.find(({ guard }) => guard === name)?.limit ?? 0;
  return {
    maxDeletes: limit('maxDeletes'),
    maxDeletePercent: limit('maxDeletePercent'),
    maxChangePercent: limit('maxChangePercent'),
  };
}

/**
 * The percentages of an earlier plan, counted again against the current number of live partners: the same five
 * deletions may have been 2 % when the plan was made and be 25 % now. `changes`: the changes that are not applied yet.
 */
export function recountPercentages(
  guards: readonly GuardResult[],
  changes: readonly Change[],
  livePartners: number,
): readonly GuardResult[] {
  const rules = { guards: limitsOf(guards), protected: new Set<TenantId>(), ignored: new Map() };
  return evaluateGuards({ changes, livePartners, rules, desiredIsEmpty: false }).filter(
    ({ guard }) => guard === 'maxDeletePercent' || guard === 'maxChangePercent',
  );
}

/** The numbers of deletions and changes that were allowed on the command line; undefined allows none. */
export interface Allowances {
  readonly deletes: number | undefined;
  readonly changes: number | undefined;
}

/** The exceeded guards that no allowance covers. */
export function findRefusedGuards(
  guards: readonly GuardResult[],
  changes: readonly Change[],
  allowed: Allowances,
): readonly GuardResult[] {
  const { deleted, changed } = findTouchedPartners(changes);
  const covers = (allowance: number | undefined, count: number): boolean =>
    allowance !== undefined && allowance >= count;
  return guards.filter(({ guard, status }) => {
    if (status === 'ok') return false;
    if (guard === 'maxDeletes' || guard === 'maxDeletePercent') return !covers(allowed.deletes, deleted.length);
    if (guard === 'maxChangePercent') return !covers(allowed.changes, changed.length);
    return true;
  });
}

/** The partners that guards count, in the order of the changes. */
export interface TouchedPartners {
  readonly deleted: readonly TenantId[];
  /** Updated and deleted partners, not created ones. */
  readonly changed: readonly TenantId[];
}

export function findTouchedPartners(changes: readonly Change[]): TouchedPartners {
  const idsOf = (test: (change: Change) => boolean): readonly TenantId[] =>
    changes.flatMap((change) =>
      change.resource === 'partner' && change.tenantId && test(change) ? change.tenantId : [],
    );
  return { deleted: idsOf(({ action }) => action === 'delete'), changed: idsOf(({ action }) => action !== 'create') };
}

export function findExceededGuards({ guards }: Pick<Plan, 'guards'>): readonly GuardResult[] {
  return guards.filter(({ status }) => status === 'exceeded');
}

interface Measure {
  readonly file?: string | undefined;
  readonly limit: number;
  readonly actual: number;
  readonly exceeded: boolean;
  readonly ids: readonly TenantId[];
}

function guardResult(guard: GuardName, { file, limit, actual, exceeded, ids }: Measure): GuardResult {
  return {
    guard,
    limit,
    actual,
    status: exceeded ? 'exceeded' : 'ok',
    ...(exceeded && ids.length > 0 ? { tenantIds: [...ids].sort(compareText) } : {}),
    ...(file === undefined ? {} : { file }),
  };
}
