/*
 * The words of drift that every format shares. They go from what is declared to what is live, as the tenant's
 * administrator sees it. Plain text, not escaped.
 */

import type { FieldChange, Impact, Plan } from '../../model/plan.ts';
import {
  correctedSteps,
  countDifferences,
  countDrift,
  type Drift,
  type DriftCounts,
  driftedSteps,
  isDrift,
} from '../../plan/drift/describeDrift.ts';
import type { DriftStep, StepKind } from '../../plan/drift/driftStep.ts';
import { type ChangeGroup, fieldKey, type GroupBy, groupEqual } from '../plan/changeGroups.ts';
import { partAmounts } from '../plan/countWording.ts';
import { withDistinctNames } from '../plan/distinctNames.ts';
import { byName, changeName } from '../plan/planWording.ts';
import { byRisk, type DriftReview, reviewDrift } from '../review.ts';
import { count, formatNumber, inWords } from '../text/amounts.ts';

export const stepSign: Readonly<Record<Impact, string>> = {
  broadens: '▲',
  mixed: '▲▼',
  narrows: '▼',
  neutral: '=',
};

export const fieldMark: Readonly<Record<Impact, string>> = {
  broadens: '▲ more open',
  mixed: '▲▼ mixed',
  narrows: '▼ tighter',
  neutral: '= same',
};

/** `waiting`: the field has no part in the drift. */
export function markOfField({ impact, origin }: FieldChange): string {
  return origin === 'waiting' ? 'waiting' : fieldMark[impact];
}

export const stepMark: Readonly<Record<Impact, string>> = {
  broadens: '▲ more open than declared',
  mixed: '▲▼ more open and tighter than declared, or unknown',
  narrows: '▼ tighter than declared',
  neutral: '= same access as declared',
};

const kindSentence: Readonly<Record<StepKind, string | undefined>> = {
  differs: undefined,
  missing: 'declared, but not in the tenant',
  tombstone: 'declared absent, but in the tenant',
  undeclared: 'in the tenant, but not in the configuration, which deletes such partners',
};

/** Steps that are not waiting, the most open first; then default and policy, and partners by name. */
export function groupSteps(
  { drifted }: Pick<DriftReview, 'drifted'>,
  groupBy: GroupBy,
): readonly ChangeGroup<DriftStep>[] {
  return groupEqual(
    byRisk(tenantWideFirst(byName(drifted))),
    groupBy,
    ({ kind, resource, impact, reasons, fields, isCorrected }) =>
      JSON.stringify([kind, resource, impact, reasons, isCorrected, fields.map(fieldKey)]),
  );
}

/** The default and the policy concern many partners. */
function tenantWideFirst(steps: readonly DriftStep[]): readonly DriftStep[] {
  const isPartner = ({ resource }: DriftStep): boolean => resource === 'partner';
  return [...steps.filter((step) => !isPartner(step)), ...steps.filter(isPartner)];
}

/** `Fabrikam`, or `40 partners, the same drift`. */
export function stepName({ change, changes }: ChangeGroup<DriftStep>): string {
  return changes.length === 1 ? changeName(change) : `${count(changes.length, 'partner')}, the same drift`;
}

/** What the fields of a step do not show. */
export function stepSentences({ kind, reasons, inheritedBy = [], isCorrected }: DriftStep): readonly string[] {
  const sentence = kindSentence[kind];
  return [
    ...(isCorrected ? ['corrected by this run'] : []),
    ...(sentence === undefined ? [] : [sentence]),
    ...reasons.map(({ message, impact }) => `${message} (${fieldMark[impact]})`),
    ...(inheritedBy.length === 0 ? [] : [`inherited by ${count(inheritedBy.length, 'partner')}`]),
  ];
}

/** The words before the settings that keep their effective access. A missing partner has that of the default. */
export function sameAccess({ kind }: DriftStep): string {
  return kind === 'missing' ? 'the same access as the default' : 'the same access';
}

export const waitingTitle = 'Waiting: merged, and not applied yet';

/** `1 more open, 1 tighter than declared; 9 partners undeclared`; empty if nothing has drifted. */
function driftCounts(counts: DriftCounts): string {
  const compared = [
    ...(counts.opened > 0 ? [`${formatNumber(counts.opened)} more open`] : []),
    ...(counts.tightened > 0 ? [`${formatNumber(counts.tightened)} tighter`] : []),
  ];
  const undeclared = partAmounts({ partners: counts.undeclaredPartners, settings: counts.undeclaredSettings });
  return [
    ...(compared.length > 0 ? [`${compared.join(', ')} than declared`] : []),
    ...(counts.mixed > 0 ? [`${formatNumber(counts.mixed)} mixed`] : []),
    ...(counts.same > 0 ? [`${formatNumber(counts.same)} with the same access`] : []),
    ...(counts.missing > 0 ? [`${formatNumber(counts.missing)} missing`] : []),
    ...(undeclared.length > 0 ? [`${inWords(undeclared)} undeclared`] : []),
    ...(counts.ignored > 0 ? [`${formatNumber(counts.ignored)} ignored and too open`] : []),
    ...(counts.problems > 0 ? [`${formatNumber(counts.problems)} with a problem`] : []),
  ].join('; ');
}

/** The counts on a line of their own. */
export function driftCountWords(counts: DriftCounts): string {
  const words = driftCounts(counts);
  if (words !== '') return words;
  return counts.waiting > 0 ? `no drift, ${formatNumber(counts.waiting)} waiting` : 'as declared';
}

/** What `drift` found, and what its correction has left; undefined without a correction. */
export interface DriftResult {
  readonly found: Drift;
  readonly left: Drift | undefined;
}

/** Whether the tenant has drifted, as the title of a document. The last line has the counts. */
export function driftTitle({ found, left = found }: DriftResult, tenant: string): string {
  const { problems, waiting } = countDrift(left);
  const [amount, corrected] = [countDifferences(left), correctedSteps(left).length];
  if (corrected > 0) {
    const drifted = amount > 0 ? 'has drifted' : 'had drifted';
    return `${tenant} ${drifted}: ${formatNumber(corrected)} of ${count(countDifferences(found), 'difference')} corrected`;
  }
  if (amount > problems) return `${tenant} has drifted`;
  if (problems > 0) return `${tenant} was not compared completely`;
  return waiting > 0 ? `${tenant} has not drifted` : `${tenant} is as declared`;
}

/**
 * The last lines of a run. The last one counts everything that made it end with 2; after a correction, the line before
 * it counts what had drifted. `configured`: what is as declared, in words; not known after a correction.
 */
export function lastLines(
  { found, left }: DriftResult,
  configured: string | undefined,
  exitCode: number,
): readonly string[] {
  const counts = countDrift(left ?? found);
  const last = [
    driftSentence({ found, left }),
    ...(counts.waiting > 0 ? [`${formatNumber(counts.waiting)} waiting to be applied.`] : []),
    ...(isDrift(found) || configured === undefined ? [] : [`${configured}.`]),
    ...(exitCode === 0 ? [] : [`Exit ${exitCode}.`]),
  ].join(' ');
  const corrects = left !== undefined && correctedSteps(left).length > 0;
  return corrects ? [`Before the correction: ${driftCounts(countDrift(found))}.`, last] : [last];
}

function driftSentence({ found, left }: DriftResult): string {
  const counts = countDrift(found);
  if (!isDrift(found)) return counts.waiting > 0 ? 'No drift.' : 'No changes: the tenant is as declared.';
  if (left === undefined) return `Drift: ${driftCounts(counts)}.`;
  if (!isDrift(left)) return 'No drift after the correction.';
  const when = correctedSteps(left).length === 0 ? 'after the correction as before it' : 'after the correction';
  return `Drift: ${when}, ${driftCounts(countDrift(left))}.`;
}

/** What to do about what is left. */
export function nextSteps(drift: Drift): readonly string[] {
  const isPartner = ({ setting }: Drift['undeclared'][number]): boolean => setting === undefined;
  return [
    ...(driftedSteps(drift).length === 0
      ? []
      : ['To revert the drift, run `xtap apply`. To keep it, declare it (`xtap pull` does that).']),
    ...(drift.undeclared.some(isPartner)
      ? ['To keep an undeclared partner, declare it. To delete it, declare it with `state: absent`.']
      : []),
  ];
}

/** For formats that show a partner by its label alone: partners with equal labels get a part of their id. */
export function reviewDistinctly(plan: Plan, drift: Drift): DriftReview {
  const named = withDistinctNames(plan);
  const names = new Map(named.changes.map(({ tenantId, name }) => [tenantId, name]));
  const steps = drift.steps.map((step): DriftStep => {
    const name = names.get(step.tenantId);
    return name === undefined ? step : { ...step, name };
  });
  return reviewDrift(named, { ...drift, steps });
}
