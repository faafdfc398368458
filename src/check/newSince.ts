/*
 * What a change adds to the findings of an earlier commit. Both configurations are checked against the same live state
 * and on the same day, so only the change makes a difference.
 */
import { isNewWaiver } from '../model/desiredState.ts';
import type { PolicyView } from './policyView.ts';
import type { CheckResult, ResultSubject } from './runRules.ts';
import { applyWaivers, type PlacedWaiver, type WaiverOptions, waiversOf } from './waivers.ts';

export interface Earlier {
  /** Before waivers. */
  readonly results: readonly CheckResult[];
  readonly policies: readonly PolicyView[];
}

export interface NewFindings {
  /** Without the failures that the earlier commit had. */
  readonly results: readonly CheckResult[];
  /** The number of failures that the earlier commit had, too. */
  readonly earlier: number;
  /** Waivers that the earlier commit did not have, or that end later now. */
  readonly newWaivers: readonly PlacedWaiver[];
}

/**
 * A new waiver excuses only findings that the earlier commit had: otherwise one change could make a finding and excuse
 * it. `acceptNewWaivers`: somebody who answers for the pipeline accepts them.
 */
export function findNew(
  results: readonly CheckResult[],
  earlier: Earlier,
  options: Omit<WaiverOptions, 'mayExcuse'> & { readonly acceptNewWaivers: boolean },
): NewFindings {
  const newWaivers = addedWaivers(options.policies, earlier.policies);
  const before = new Set(earlier.results.filter(({ result }) => result === 'fail').map(identify));
  const waived = applyWaivers(results, {
    ...options,
    mayExcuse: (placed, result) =>
      options.acceptNewWaivers ||
      before.has(identify(result)) ||
      !newWaivers.some(({ waiver }) => waiver === placed.waiver),
  });
  const earlierOptions = { ...options, policies: earlier.policies, mayExcuse: () => true };
  const failedBefore = new Set(
    applyWaivers(earlier.results, earlierOptions)
      .filter(({ result }) => result === 'fail')
      .map(identify),
  );
  const isEarlier = (each: CheckResult): boolean => each.result === 'fail' && failedBefore.has(identify(each));
  return {
    results: waived.filter((each) => !isEarlier(each)),
    earlier: waived.filter(isEarlier).length,
    newWaivers,
  };
}

function addedWaivers(now: readonly PolicyView[], before: readonly PolicyView[]): readonly PlacedWaiver[] {
  const several = now.length > 1;
  const earlier = before.flatMap((policy) => waiversOf(policy, several));
  return now
    .flatMap((policy) => waiversOf(policy, several))
    .filter(({ subject, waiver }) => {
      const same = earlier.filter((each) => identifySubject(each.subject) === identifySubject(subject));
      return isNewWaiver(
        waiver,
        same.map((each) => each.waiver),
      );
    });
}

/**
 * The same for the same finding in two commits, whatever its line, its value and its causes: a change that removes one
 * of two causes makes no new finding.
 */
function identify({ rule, subject, part }: CheckResult): string {
  return `${rule.id} ${identifySubject(subject)} ${part ?? ''}`;
}

function identifySubject({ resource, home, tenantId, other }: ResultSubject): string {
  return [resource, home, tenantId, other].filter(Boolean).join(' ');
}
