/*
 * The words of drift that every format shares. They go from what is declared to what is live, as the tenant's
 * administrator sees it. Plain text, not escaped.
 */

import type { FieldChange, Impact } from '../../model/plan.ts';
import { countDrift, type Drift, type DriftCounts, driftedSteps, isDrift } from '../../plan/drift/describeDrift.ts';
import type { DriftStep, StepKind } from '../../plan/drift/driftStep.ts';
import { type ChangeGroup, fieldKey, type GroupBy, groupEqual } from '../plan/changeGroups.ts';
import { partAmounts } from '../plan/countWording.ts';
import { byName, changeName } from '../plan/planWording.ts';
import { byRisk, type DriftReview } from '../review.ts';
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
  return groupEqual(byRisk(tenantWideFirst(byName(drifted))), groupBy, ({ kind, resource, impact, reasons, fields }) =>
    JSON.stringify([kind, resource, impact, reasons, fields.map(fieldKey)]),
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
export function stepSentences({ kind, reasons, inheritedBy = [] }: DriftStep): readonly string[] {
  const sentence = kindSentence[kind];
  return [
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

/**
 * The sentence that counts everything that made `drift` end with 2. `configured`: what is as declared, in words; not
 * known after a correction.
 */
function driftSentence(drift: Drift, configured: string | undefined): string {
  const counts = countDrift(drift);
  const waiting = counts.waiting > 0 ? [`${formatNumber(counts.waiting)} waiting to be applied.`] : [];
  if (isDrift(drift)) return [`Drift: ${driftCounts(counts)}.`, ...waiting].join(' ');
  const rest = configured === undefined ? [] : [`${configured}.`];
  return [counts.waiting > 0 ? 'No drift.' : 'No changes: the tenant is as declared.', ...waiting, ...rest].join(' ');
}

/** The title of a document. */
export function driftTitle(counts: DriftCounts): string {
  const words = driftCounts(counts);
  if (words !== '') return words;
  return counts.waiting > 0 ? `no drift, ${formatNumber(counts.waiting)} waiting` : 'as declared';
}

/** The last line of a run. */
export function lastLine(drift: Drift, configured: string | undefined, exitCode: number): string {
  return `${driftSentence(drift, configured)}${exitCode === 0 ? '' : ` Exit ${exitCode}.`}`;
}

/** What to do about the drift; undefined if no value differs. */
export function nextStep(drift: Drift): string | undefined {
  if (driftedSteps(drift).length === 0) return undefined;
  return 'To revert it, apply the configuration (xtap apply). To keep it, declare it (xtap pull does that).';
}
