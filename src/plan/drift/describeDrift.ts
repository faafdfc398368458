/*
 * Drift: how the tenant differs from the configuration, as one value. The exit code, the counts, the digest and every
 * output of `drift` come from it, so they cannot disagree.
 */

import { plannedDefaultsOf, withPlanned } from '../../access/effective.ts';
import type { DesiredState } from '../../model/desiredState.ts';
import { fieldTable } from '../../model/fieldTable.ts';
import type { LiveState, SettingValues } from '../../model/liveState.ts';
import { tableOf } from '../../model/members.ts';
import {
  broadensAccess,
  type Ignored,
  isBroaderThanAllowed,
  type Plan,
  type Problem,
  type Undeclared,
} from '../../model/plan.ts';
import type { TenantId } from '../../model/tenantId.ts';
import { effectiveRules, isKeptByName } from '../partition.ts';
import { createStepMaker, type DriftStep } from './driftStep.ts';

/**
 * Without what the configuration accepts: `unmanaged` settings, protected partners, ignored partners within their
 * limit.
 */
export interface Drift {
  readonly steps: readonly DriftStep[];
  readonly undeclared: readonly Undeclared[];
  readonly ignored: readonly Ignored[];
  readonly problems: readonly Problem[];
  /** The tenant default: as declared, and as it is. Fields show it beside `inherit`. */
  readonly defaults: { readonly declared: SettingValues; readonly live: SettingValues };
  /** Names of undeclared partners that are from the directory. A label, not in the digest. */
  readonly directoryNames?: ReadonlyMap<TenantId, string>;
}

/** The configuration, and the base that it is compared with: what was applied last. */
export interface DriftInput {
  readonly desired: DesiredState;
  readonly base?: DesiredState | undefined;
  readonly live: Pick<LiveState, 'default'>;
}

export function describeDrift(plan: Plan, { desired, base, live }: DriftInput): Drift {
  const rules = effectiveRules(desired, base);
  const tombstones = new Set(desired.partners.flatMap(({ state, tenantId }) => (state === 'absent' ? [tenantId] : [])));
  const isAccepted = ({ tenantId, setting, accepted }: Undeclared): boolean =>
    accepted === true || (setting === undefined && tenantId !== undefined && isKeptByName(tenantId, rules));
  const liveDefault = live.default ?? {};
  return {
    steps: plan.changes.map(createStepMaker(plan, { table: tableOf(fieldTable, plan.apiVersion), tombstones })),
    undeclared: plan.undeclared.filter((each) => !isAccepted(each)),
    ignored: plan.ignored.filter(isBroaderThanAllowed),
    problems: plan.problems,
    defaults: { declared: withPlanned(liveDefault, plannedDefaultsOf(plan.changes).default), live: liveDefault },
  };
}

/** A change that waits for its apply is not drift, and what a correction has reverted is drift no longer. */
export function driftedSteps({ steps }: Pick<Drift, 'steps'>): readonly DriftStep[] {
  return steps.filter(({ isWaiting, isCorrected }) => !isWaiting && !isCorrected);
}

/** Whether the tenant has drifted: exit code 2. */
export function isDrift(drift: Drift): boolean {
  return countDifferences(drift) > 0;
}

/** Partners, the default and the policy that differ, and everything undeclared, ignored or with a problem. */
export function countDifferences(drift: Drift): number {
  const { undeclared, ignored, problems } = drift;
  return [driftedSteps(drift), undeclared, ignored, problems].reduce((sum, part) => sum + part.length, 0);
}

/** The drift after a correction of these partners: every count is of what is left. */
export function markCorrected(drift: Drift, corrected: ReadonlySet<TenantId>): Drift {
  const steps = drift.steps.map((step): DriftStep => {
    return step.tenantId !== undefined && corrected.has(step.tenantId) ? { ...step, isCorrected: true } : step;
  });
  return { ...drift, steps };
}

export function correctedSteps({ steps }: Pick<Drift, 'steps'>): readonly DriftStep[] {
  return steps.filter(({ isCorrected }) => isCorrected);
}

/**
 * `opened` to `waiting` count declared partners, the default and the policy, each once; a declared partner that is not
 * live counts as `missing` or `waiting`. `moreOpen`: everything that gives more access than declared, or may give it.
 */
export interface DriftCounts {
  readonly opened: number;
  readonly tightened: number;
  readonly mixed: number;
  readonly same: number;
  readonly waiting: number;
  readonly missing: number;
  readonly undeclaredPartners: number;
  readonly undeclaredSettings: number;
  readonly ignored: number;
  readonly problems: number;
  readonly moreOpen: number;
}

export function countDrift({ steps, undeclared, ignored, problems }: Drift): DriftCounts {
  const drifted = driftedSteps({ steps });
  const judged = drifted.filter(({ kind }) => kind === 'differs' || kind === 'tombstone');
  const count = (impact: DriftStep['impact']): number => judged.filter((step) => step.impact === impact).length;
  const ofKind = (kind: DriftStep['kind']): number => drifted.filter((step) => step.kind === kind).length;
  const isPartner = ({ setting }: Undeclared): boolean => setting === undefined;
  return {
    opened: count('broadens'),
    tightened: count('narrows'),
    mixed: count('mixed'),
    same: count('neutral'),
    waiting: steps.filter(({ isWaiting, isCorrected }) => isWaiting && !isCorrected).length,
    missing: ofKind('missing'),
    undeclaredPartners: undeclared.filter(isPartner).length + ofKind('undeclared'),
    undeclaredSettings: undeclared.filter((each) => !isPartner(each)).length,
    ignored: ignored.length,
    problems: problems.length,
    moreOpen: [...drifted, ...undeclared, ...ignored].filter(broadensAccess).length,
  };
}
