/*
 * Waivers: a person accepts a finding of one rule on one subject until a day. A waiver changes only the word of a
 * result, never the policy. An expired waiver excuses nothing and is a finding itself (W001), and so is a waiver that
 * has nothing to excuse (W002), so that waivers do not pile up.
 */
import type { Waiver } from '../model/desiredState.ts';
import type { Pack } from '../model/pack.ts';
import type { PolicyView } from './policyView.ts';
import type { CheckResult, ResultSubject } from './runRules.ts';

/** A waiver with the subject that it is written on. */
export interface PlacedWaiver {
  readonly subject: ResultSubject;
  readonly waiver: Waiver;
}

export interface WaiverOptions {
  readonly packs: readonly Pack[];
  readonly policies: readonly PolicyView[];
  /** ISO day (UTC). A waiver still counts on its last day. */
  readonly today: string;
  /** Whether a waiver that is in force may excuse this finding. */
  readonly mayExcuse: (placed: PlacedWaiver, result: CheckResult) => boolean;
}

/** The results with excused findings as `waived`, and the findings about the waivers themselves. */
export function applyWaivers(results: readonly CheckResult[], options: WaiverOptions): readonly CheckResult[] {
  const placed = options.policies.flatMap((policy) => waiversOf(policy, options.policies.length > 1));
  if (placed.length === 0) return results;
  const excused = results.map((result) => {
    if (result.result !== 'fail') return result;
    const fitting = placed.filter((each) => excuses(each, result) && each.waiver.until >= options.today);
    const accepted = fitting.find((each) => options.mayExcuse(each, result));
    if (accepted) return { ...result, result: 'waived' as const, waiver: accepted.waiver };
    return fitting.length > 0 ? { ...result, refusedWaiver: fitting[0]?.waiver } : result;
  });
  return [...excused, ...placed.flatMap((each) => waiverFinding(each, excused, options))];
}

/** Every waiver of a policy. `several`: the run checks several policies, so subjects name theirs. */
export function waiversOf(policy: PolicyView, several: boolean): readonly PlacedWaiver[] {
  const home = several ? { home: policy.tenantId } : {};
  const common = (['default', 'policy'] as const).flatMap((resource) =>
    policy.waivers[resource].map((waiver) => ({ subject: { resource, ...home }, waiver })),
  );
  const ofPartners = policy.partners.flatMap(({ tenantId, name, desired }) =>
    (desired?.waivers ?? []).map((waiver) => ({
      subject: {
        resource: 'partner' as const,
        ...(tenantId && { tenantId }),
        ...(name !== undefined && { name }),
        ...home,
      },
      waiver,
    })),
  );
  return [...common, ...ofPartners];
}

function excuses({ subject, waiver }: PlacedWaiver, { rule, subject: found }: CheckResult): boolean {
  if (rule.id !== waiver.rule) return false;
  if (found.resource !== 'pair') {
    return found.resource === subject.resource && found.tenantId === subject.tenantId && found.home === subject.home;
  }
  // A finding about a pair can be excused in the entry of either side.
  const sides = [found.tenantId, found.other];
  return subject.home !== undefined && sides.includes(subject.home) && sides.includes(subject.tenantId);
}

function waiverFinding(
  placed: PlacedWaiver,
  results: readonly CheckResult[],
  { packs, today }: WaiverOptions,
): readonly CheckResult[] {
  const { waiver } = placed;
  const pack = packs.find(({ rules }) => rules.some(({ id }) => id === waiver.rule));
  const rule = pack?.rules.find(({ id }) => id === waiver.rule);
  if (!pack || !rule || rule.severity === 'off') return [];
  const excused = results.filter((result) => excuses(placed, result));
  const found = excused.filter(({ result }) => result === 'fail' || result === 'waived' || result === 'unknown');
  if (found.length === 0) {
    // Pairs are checked only where the run has both configurations.
    return rule.subjects.includes('pair') && excused.length === 0 ? [] : [findingOf(unusedWaiver, placed, pack)];
  }
  const isFailure = found.some(({ result }) => result === 'fail');
  return waiver.until < today && isFailure ? [findingOf(expiredWaiver, placed, pack)] : [];
}

const expiredWaiver = {
  id: 'W001',
  title: 'A waiver has expired',
  because: 'A waiver is a decision for a time. The time is over, so the finding counts again.',
  remedy: { text: 'Remove the cause of the finding, or decide again and write a later `until`.', steps: [] },
} as const satisfies CheckResult['rule'];

const unusedWaiver = {
  id: 'W002',
  title: 'A waiver excuses nothing',
  because: 'The finding is gone. A waiver that stays would excuse the next finding without a review.',
  remedy: { text: 'Remove the waiver.', steps: [] },
} as const satisfies CheckResult['rule'];

/** The rules about the waivers themselves. They are in no pack. */
export const waiverRules = [expiredWaiver, unusedWaiver];

function findingOf(rule: CheckResult['rule'], { subject, waiver }: PlacedWaiver, pack: Pack): CheckResult {
  const source = subject.resource === 'partner' ? 'partner' : 'default';
  const setting = `waivers.${waiver.rule}`;
  const value = `until ${waiver.until}`;
  return {
    pack: pack.name,
    rule,
    severity: 'warning',
    subject,
    result: 'fail',
    part: waiver.rule,
    setting,
    value,
    source,
    position: waiver.position,
    evidence: [{ setting, value, source, position: waiver.position }],
  };
}
