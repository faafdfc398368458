import { type FindingSeverity, findingSeverities } from '../model/pack.ts';
import type { CheckResult, ResultKind } from './runRules.ts';

export type CheckSummary = Readonly<Record<ResultKind, number>>;

export function summarizeResults(results: readonly CheckResult[]): CheckSummary {
  const count = (kind: ResultKind): number => results.filter(({ result }) => result === kind).length;
  return {
    pass: count('pass'),
    fail: count('fail'),
    waived: count('waived'),
    unknown: count('unknown'),
    notApplicable: count('notApplicable'),
  };
}

export const failOnChoices = ['error', 'warning', 'none'] as const;
export interface CheckGate {
  readonly failOn: (typeof failOnChoices)[number];
  /** Unknown results fail the run too. */
  readonly requireComplete: boolean;
}

/** Whether the run has to fail: a failure at or above the level, or an unknown result where none is accepted. */
export function failsGate(results: readonly CheckResult[], { failOn, requireComplete }: CheckGate): boolean {
  if (requireComplete && results.some(({ result }) => result === 'unknown')) return true;
  if (failOn === 'none') return false;
  return results.some(({ result, severity }) => result === 'fail' && isAtLeast(severity, failOn));
}

function isAtLeast(severity: FindingSeverity, level: FindingSeverity): boolean {
  return findingSeverities.indexOf(severity) >= findingSeverities.indexOf(level);
}
