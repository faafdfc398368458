/* Words and sentences of the report of an apply that every format shares. Plain text, not escaped. */
import {
  type ApplyReport,
  isDone,
  type OutcomeStatus,
  type ReportedAddition,
  type RequestOutcome,
} from '../../model/report.ts';
import type { TenantId } from '../../model/tenantId.ts';
import { countedWords } from '../plan/countWording.ts';
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

/** Operations that need a person come first. */
export function worstFirst(outcomes: readonly RequestOutcome[]): readonly RequestOutcome[] {
  return [...outcomes].sort((a, b) => statusOrder.indexOf(a.status) - statusOrder.indexOf(b.status));
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
}

export function reportHeadline(report: ApplyReport, { rest = 0 }: Pick<ReportScope, 'rest'>): string {
  if (rest > 0 && report.outcomes.length === 0)
    return `Nothing was corrected: ${count(rest, 'difference')} ${needReview(rest)}.`;
  if (rest > 0 && report.converged) {
    const corrected = new Set(report.outcomes.map(({ tenantId }) => tenantId)).size;
    const left = rest === 1 ? 'The other one' : `The other ${formatNumber(rest)}`;
    return `Corrected ${formatNumber(corrected)} of ${count(corrected + rest, 'difference')}. ${left} ${needReview(rest)}.`;
  }
  if (report.outcomes.length === 0) return 'Nothing to do: the tenant is as planned.';
  if (report.converged) return 'Applied. The tenant is as planned.';
  const unfinished = report.outcomes.filter((outcome) => !isDone(outcome)).length;
  if (unfinished === 0)
    return isUnverified(report)
      ? 'Applied, but not verified by a read.'
      : 'Applied, but reads do not show all of it yet.';
  const { applied, alreadySatisfied } = report.summary;
  const part = applied + alreadySatisfied === 0 ? 'Not applied' : 'Applied in part';
  return `${part}: ${count(unfinished, 'operation')} of ${formatNumber(report.outcomes.length)} not done.`;
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
  if (occurred.length === 0) return 'no operations';
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
  const isNothingApplied = summary.applied === 0;
  const isWhollyStale = isNothingApplied && summary.stale > 0 && summary.failed + summary.unknown === 0;
  return [
    ...(summary.stale > 0
      ? [
          `Stale: somebody changed the tenant after the plan was made${isNothingApplied ? ', and nothing was written' : ''}. Run \`xtap plan\` again and have the new plan reviewed.`,
        ]
      : []),
    ...(summary.failed > 0
      ? [
          'Failed: fix the cause, then run `xtap apply` again. It makes a new plan, and sends nothing again that was applied.',
        ]
      : []),
    ...(summary.unknown > 0
      ? [
          'Unknown: no answer came, and a read did not show the result. Run `xtap plan`: it shows whether the change arrived.',
        ]
      : []),
    ...(summary.notAttempted > 0
      ? [
          isWhollyStale
            ? 'Not sent: xtap sends nothing from a stale plan. The new plan contains what is still needed.'
            : 'Not sent: the tenant has not seen these requests. Run `xtap apply` again: it continues with them.',
        ]
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
