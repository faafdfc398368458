/* Words and sentences of the report of an apply that every format shares. Plain text, not escaped. */
import type { Plan } from '../../model/plan.ts';
import type { ApplyReport, OutcomeStatus, ReportedAddition, RequestOutcome } from '../../model/report.ts';
import type { TenantId } from '../../model/tenantId.ts';
import { type ChangeGroup, type GroupBy, type GroupedPart, groupEqual } from '../plan/changeGroups.ts';
import { countedWords } from '../plan/countWording.ts';
import { byName } from '../plan/planWording.ts';
import { count, formatNumber } from '../text/amounts.ts';

/** Returns the label of a partner, or its id if it has no label. */
export type NameLookup = (tenantId: TenantId) => string;

const statusOrder: readonly OutcomeStatus[] = [
  'failed',
  'unknown',
  'stale',
  'not-attempted',
  'applied',
  'already-satisfied',
];

export const statusWords: Readonly<Record<OutcomeStatus, string>> = {
  applied: 'applied',
  'already-satisfied': 'already satisfied',
  stale: 'stale',
  failed: 'failed',
  unknown: 'unknown',
  'not-attempted': 'not sent',
};

type ReportedOutcome = RequestOutcome & GroupedPart;

/** Operations that need a person come first, then by name. Three or more with the same answer are one group. */
export function groupOutcomes(
  outcomes: readonly RequestOutcome[],
  { names, groupBy = 'change' }: ReportScope,
): readonly ChangeGroup<ReportedOutcome>[] {
  const named = outcomes.map((outcome): ReportedOutcome => {
    const { tenantId } = outcome;
    return { ...outcome, ...(tenantId && { name: names(tenantId) }), impact: 'neutral', fields: [] };
  });
  const sorted = [...byName(named)].sort((a, b) => statusOrder.indexOf(a.status) - statusOrder.indexOf(b.status));
  return groupEqual(sorted, groupBy, ({ resource, status, method, url, tenantId = '', httpStatus, error }) =>
    JSON.stringify([resource, status, method, url.replace(tenantId, ''), httpStatus, error]),
  );
}

/** `Fabrikam`, or `40 partners`. */
export function groupSubject({ change, changes }: ChangeGroup<ReportedOutcome>, names: NameLookup): string {
  return changes.length === 1 ? subjectOf(change, names) : count(changes.length, 'partner');
}

export function subjectOf(part: Pick<RequestOutcome, 'resource' | 'tenantId'>, names: NameLookup): string {
  if (part.resource === 'default') return 'default settings';
  if (part.resource === 'policy') return 'policy';
  if (part.tenantId === undefined) return 'partner';
  return names(part.tenantId);
}

/** What a renderer needs beside the report. */
export interface ReportScope {
  readonly names: NameLookup;
  /** For a correction: the number of differences that it left. The output of drift around it has the digest. */
  readonly rest?: number | undefined;
  readonly groupBy?: GroupBy | undefined;
  /** Of a stale plan: its frame, with what somebody changed in the tenant since as its changes. */
  readonly moved?: Plan | undefined;
}

export function reportHeadline(report: ApplyReport, { rest = 0 }: Pick<ReportScope, 'rest'>): string {
  if (rest > 0 && report.outcomes.length === 0)
    return `Nothing was corrected: ${count(rest, 'difference')} ${needReview(rest)}.`;
  if (rest > 0 && report.converged) {
    const corrected = new Set(report.outcomes.map(({ tenantId }) => tenantId)).size;
    const left = rest === 1 ? 'The other one' : `The other ${formatNumber(rest)}`;
    return `Corrected ${formatNumber(corrected)} of ${count(corrected + rest, 'difference')}. ${left} ${needReview(rest)}.`;
  }
  const { applied, alreadySatisfied, stale, failed, unknown, notAttempted } = report.summary;
  const total = report.outcomes.length;
  if (total === alreadySatisfied) return 'Nothing was written: the tenant is already as planned.';
  if (report.converged) return 'Applied. The tenant is as planned.';
  const unfinished = stale + failed + unknown + notAttempted;
  if (unfinished === 0)
    return isUnverified(report)
      ? 'Applied, but not verified by a read.'
      : 'Applied, but reads do not show all of it yet.';
  if (isWhollyStale(report)) return 'Nothing was written: the tenant changed after the plan was made.';
  const notDone = `${formatNumber(unfinished)} of ${count(total, 'operation')} not done`;
  if (applied + unknown === 0) return `Nothing was written: ${notDone}.`;
  const mayBe = unknown === 0 ? '' : `, ${formatNumber(unknown)} may be written`;
  return `Applied in part: ${formatNumber(applied)} of ${count(total, 'operation')} written${mayBe}, ${formatNumber(unfinished - unknown)} not done.`;
}

/** Nothing was written, and no request failed. */
function isWhollyStale({ summary }: ApplyReport): boolean {
  return summary.stale > 0 && summary.applied + summary.failed + summary.unknown === 0;
}

function needReview(amount: number): string {
  return amount === 1 ? 'needs a reviewer' : 'need a reviewer';
}

export const correctionTitle = 'Correction (only changes that neither broaden access nor delete a partner)';

function isUnverified({ unverified }: ApplyReport): boolean {
  return unverified !== undefined;
}

/** The words for `notShown`: reads do not show the write yet, or no read verified it. */
export function notShownWords(report: ApplyReport): { readonly status: string; readonly clause: string } {
  return isUnverified(report)
    ? { status: 'not verified', clause: 'was written, but no read has verified it' }
    : { status: 'not shown yet', clause: 'was written, but reads do not show it yet' };
}

/** `inboundTrust.isPilot is true`: a live member beside written values that the plan did not send. */
export function describeAddition({ path, value }: ReportedAddition): string {
  return `${path} is ${JSON.stringify(value)}`;
}

export const movedTitle = 'What changed in the tenant since the plan was made';

export const additionStatus = 'not from this plan';

/**
 * `3 applied, 1 failed`, without the counts that are 0. These are requests: what they concern is named where it is not
 * one partner for each.
 */
export function reportCounts({ summary, outcomes }: ApplyReport): string {
  const counts: readonly (readonly [number, string])[] = [
    [summary.applied, 'applied'],
    [summary.alreadySatisfied, 'already satisfied'],
    [summary.stale, 'stale'],
    [summary.failed, 'failed'],
    [summary.unknown, 'unknown'],
    [summary.notAttempted, 'not sent'],
  ];
  const occurred = counts.filter(([amount]) => amount > 0).map(([amount, word]) => `${formatNumber(amount)} ${word}`);
  if (occurred.length === 0) return 'No operations';
  const concerned = concernedWords(outcomes);
  return `${occurred.join(', ')}${concerned === undefined ? '' : ` (${concerned})`}`;
}

/** `114 partners, the default settings and the policy`; undefined if each operation is one of a partner. */
function concernedWords(outcomes: readonly RequestOutcome[]): string | undefined {
  const partners = new Set(outcomes.flatMap(({ tenantId }) => tenantId ?? [])).size;
  const has = (wanted: RequestOutcome['resource']): boolean => outcomes.some(({ resource }) => resource === wanted);
  if (partners === outcomes.length) return undefined;
  return countedWords({ partners, default: has('default'), policy: has('policy') });
}

const methods = ['get', 'post', 'patch', 'put', 'delete'] as const;

export function callCounts({ calls }: ApplyReport): string {
  const parts = [
    ...methods.map((method) => count(calls[method], method.toUpperCase(), method.toUpperCase())),
    count(calls.retries, 'retry', 'retries'),
  ];
  return parts.filter((part) => !part.startsWith('0 ')).join(', ') || 'none';
}

/** What to do next: one sentence for each kind of outcome that needs a person. */
export function nextSteps(report: ApplyReport): readonly string[] {
  const { summary } = report;
  if (isWhollyStale(report)) return [`${newPlan} It contains what is still needed.`];
  return [
    ...(summary.stale > 0 ? [`Stale: somebody changed the tenant after the plan was made. ${newPlan}`] : []),
    ...(summary.failed > 0
      ? [
          'Failed: fix the cause, then run `xtap apply` again. It makes a new plan, and does not send again what was applied.',
        ]
      : []),
    ...(summary.unknown > 0
      ? [
          'Unknown: no answer came, and a read did not show the result. Run `xtap plan`: it shows whether the change arrived.',
        ]
      : []),
    ...(summary.notAttempted > 0
      ? ['Not sent: the tenant has not seen these requests. Run `xtap apply` again: it continues with them.']
      : []),
    ...(report.notShown.length > 0 && isUnverified(report)
      ? [
          'Written but not verified by a read: the run ended before the read, or the read failed. Run `xtap plan`: it should show none of these settings.',
        ]
      : []),
    ...(report.notShown.length > 0 && !isUnverified(report)
      ? ['Written but not shown: reads lag behind writes. Run `xtap plan` in a few minutes: it should show no changes.']
      : []),
    ...keptSteps(report),
    ...(report.added
      ? [
          'Not from this plan: the tenant has these members beside values that the plan writes. xtap left them as they are. To manage one, declare it.',
        ]
      : []),
  ];
}

const newPlan = 'Run `xtap plan` again and have the new plan reviewed.';

/** Halves that a write leaves out, and that are live after it. Reads may lag, so only a later plan proves it. */
function keptSteps({ notShown, outcomes }: ApplyReport): readonly string[] {
  const created = new Set(outcomes.flatMap(({ action, tenantId }) => (action === 'create' ? [tenantId] : [])));
  const halvesOf = (isOfCreation: boolean): readonly string[] => [
    ...new Set(notShown.flatMap((part) => (created.has(part.tenantId) === isOfCreation ? (part.kept ?? []) : []))),
  ];
  const [completed, kept] = [halvesOf(true), halvesOf(false)];
  const stillSet = (halves: readonly string[]): string =>
    `Still set: ${halves.join(', ')}. The plan leaves ${halves.length === 1 ? 'this half' : 'these halves'} out (\`unset\`).`;
  const [setting = ''] = (kept[0] ?? '').split('.');
  return [
    ...(completed.length === 0
      ? []
      : [
          `${stillSet(completed)} If the next plan shows a change for it, this Graph completes a new partner: run \`xtap apply\` again.`,
        ]),
    ...(kept.length === 0
      ? []
      : [
          `${stillSet(kept)} If the next plan shows the same change, this Graph keeps a half that a PATCH leaves out: do not repeat the apply. Declare the half with its live value, or remove it in two applies: declare \`${setting}: inherit\` first, and the setting as now afterwards. Between the two, the tenant default applies.`,
        ]),
  ];
}
