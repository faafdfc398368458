/*
 * Guards are part of the plan: a pull request turns red before anybody is asked to approve it. Each is a count against
 * a limit, so that it is monotone: one deletion more never turns a refusal into consent.
 */
import type { GuardLimits } from '../model/desiredState.ts';
import { compareText } from '../model/json.ts';
import type { Change, GuardName, GuardResult, Plan } from '../model/plan.ts';
import type { TenantId } from '../model/tenantId.ts';
import type { EffectiveRules } from './partition.ts';

/** Below this many live partners a percentage of changes says nothing. */
const changePercentFrom = 10;

export interface GuardInput {
  readonly changes: readonly Change[];
  readonly livePartners: number;
  readonly rules: Pick<EffectiveRules, 'guards' | 'protected' | 'baseFiles'>;
  /** The configuration declares nothing at all: no partner, no tombstone, no default, no policy. */
  readonly desiredIsEmpty: boolean;
}

export function evaluateGuards({ changes, livePartners, rules, desiredIsEmpty }: GuardInput): readonly GuardResult[] {
  const { deleted, changed } = findTouchedPartners(changes);
  // To a tenth; upwards where the limit would hide what is beyond it.
  const percent = (count: number, limit: number): number => {
    const tenths = count === 0 ? 0 : (count * 1000) / Math.max(livePartners, 1);
    return (tenths > limit * 10 && Math.round(tenths) <= limit * 10 ? Math.ceil(tenths) : Math.round(tenths)) / 10;
  };
  const beyond = (count: number, limit: number): boolean => count * 100 > limit * livePartners;
  const { maxDeletes, maxDeletePercent, maxChangePercent } = rules.guards;
  const protectedDeletions = deleted.filter((tenantId) => rules.protected.has(tenantId));
  const files = rules.baseFiles;
  const protectingFiles = new Set(protectedDeletions.flatMap((tenantId) => files?.protected.get(tenantId) ?? []));
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

/** The one guard that follows from the changes and the limit alone. */
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

/** The limits that a plan was made with. */
export function limitsOf(guards: readonly GuardResult[]): GuardLimits {
  const limit = (name: GuardName): number => guards.find(({ guard }) => guard === name)?.limit ?? 0;
  return {
    maxDeletes: limit('maxDeletes'),
    maxDeletePercent: limit('maxDeletePercent'),
    maxChangePercent: limit('maxChangePercent'),
  };
}

/**
 * The percentages of a plan that was made earlier, of the partners that are there now: five of three hundred may be
 * five of twenty by then. `changes`: what is left to do of it.
 */
export function recountPercentages(
  guards: readonly GuardResult[],
  changes: readonly Change[],
  livePartners: number,
): readonly GuardResult[] {
  const rules = { guards: limitsOf(guards), protected: new Set<TenantId>() };
  return evaluateGuards({ changes, livePartners, rules, desiredIsEmpty: false }).filter(
    ({ guard }) => guard === 'maxDeletePercent' || guard === 'maxChangePercent',
  );
}

/** What a person has stated on the command line; nothing is allowed by default. */
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

/** What guards count, in the order of the changes. */
export interface TouchedPartners {
  readonly deleted: readonly TenantId[];
  /** Deleted ones among them: not created. */
  readonly changed: readonly TenantId[];
}

export function findTouchedPartners(changes: readonly Change[]): TouchedPartners {
  const idsOf = (test: (change: Change) => boolean): readonly TenantId[] =>
    changes.flatMap((change) =>
      change.resource === 'partner' && change.tenantId && test(change) ? change.tenantId : [],
    );
  return { deleted: idsOf(({ action }) => action === 'delete'), changed: idsOf(({ action }) => action !== 'create') };
}

/** Empty where nothing but approval may stand in the way of the plan. */
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
