/* A drift run in every format: the differences, who changed them, and the report of a correction. */
import type { Planned } from '../../app/planTenant.ts';
import { liveAfterCorrection, mapDrift, viewFindings, viewPlan } from '../../app/planView.ts';
import { isoDay } from '../../app/runContext.ts';
import type { AttributionReading } from '../../model/attribution.ts';
import type { Plan, Undeclared } from '../../model/plan.ts';
import type { ApplyReport } from '../../model/report.ts';
import type { TenantId } from '../../model/tenantId.ts';
import { countDrift, type Drift } from '../../plan/drift/describeDrift.ts';
import { renderAttributionMarkdown } from '../../render/attribution/attributionMarkdown.ts';
import { renderAttributionText } from '../../render/attribution/attributionText.ts';
import { renderDriftGithub } from '../../render/drift/driftGithub.ts';
import { renderDriftJson } from '../../render/drift/driftJson.ts';
import { renderDriftMarkdown } from '../../render/drift/driftMarkdown.ts';
import { renderDriftMetrics } from '../../render/drift/driftMetrics.ts';
import { renderDriftText } from '../../render/drift/driftText.ts';
import { type DriftResult, driftTitle, lastLines } from '../../render/drift/driftWording.ts';
import { renderDriftHtml } from '../../render/html/driftHtml.ts';
import { attributionSection, correctionSection } from '../../render/html/driftSections.ts';
import type { GroupBy } from '../../render/plan/changeGroups.ts';
import { configuredWords } from '../../render/plan/countWording.ts';
import { withDistinctNames } from '../../render/plan/distinctNames.ts';
import type { PlanTextDetail } from '../../render/plan/planText.ts';
import { namesIn } from '../../render/plan/planWording.ts';
import { requestsHtml, requestsMarkdown } from '../../render/plan/requestBlocks.ts';
import { correctionTitle } from '../../render/report/reportWording.ts';
import { actionCommentLimit } from '../../render/text/fitLimit.ts';
import { wrapLines } from '../../render/text/wrapText.ts';
import type { Invocation, Renderings } from '../command.ts';
import { exitCodeOf, type RunResult } from '../exitCodes.ts';
import { runContextOf } from '../flags/useCaseOptions.ts';
import { layoutOf, type TextLayout } from './framedRenderings.ts';
import { reportRenderings } from './reportRenderings.ts';

export interface DriftRun {
  readonly planned: Planned;
  readonly drift: Drift;
  readonly attribution: AttributionReading;
  /** `left`: the drift that the correction has left. */
  readonly correction: { readonly plan: Plan; readonly report: ApplyReport; readonly left: Drift } | undefined;
  /** Whether drift remains. */
  readonly rest: number;
  readonly runResult: RunResult;
  /** The names of undeclared partners in the directory. */
  readonly directoryNames: ReadonlyMap<TenantId, string>;
}

interface Parts {
  readonly context: ReturnType<typeof viewPlan>['context'];
  readonly groupBy: GroupBy;
  readonly names: ReturnType<typeof namesIn>;
  readonly report: Renderings | undefined;
  readonly result: DriftResult;
  /** The drift, with what the correction has reverted marked. */
  readonly shown: Drift;
  readonly lastLines: readonly string[];
  /** Of the plan, which is out of date once a correction was applied; then of the correction. */
  readonly digest: string;
}

/** The files of `--out` are never coloured. */
export function driftRenderings(
  original: DriftRun,
  invocation: Invocation,
): { readonly renderings: Renderings; readonly outRenderings: Renderings } {
  const run = withDirectoryNames(original);
  const { planned, attribution, correction, directoryNames } = run;
  const { plan } = planned;
  const parts = partsOf(run, invocation);
  const { report } = parts;
  const others: Renderings = {
    html: () => renderHtml(run, invocation, parts),
    json: () =>
      renderDriftJson(original.planned.plan, original.drift, {
        attribution,
        directoryNames,
        correction: correction?.report,
      }),
    markdown: () => renderMarkdown(run, invocation, parts),
    openmetrics: () => renderMetrics(run, todayOf(invocation)),
    github: () => `${renderDriftGithub(plan, parts.shown, parts)}${report?.github?.() ?? ''}`,
  };
  const textOf = (target: TextLayout['target']) => (): string => renderText(run, invocation, { ...parts, target });
  return {
    renderings: { ...others, text: textOf('stdout') },
    outRenderings: { ...others, text: textOf('file') },
  };
}

function withDirectoryNames(run: DriftRun): DriftRun {
  const { planned, drift, correction, directoryNames } = run;
  const named = (undeclared: readonly Undeclared[]): readonly Undeclared[] =>
    undeclared.map((each) => {
      const name = each.tenantId && each.setting === undefined ? directoryNames.get(each.tenantId) : undefined;
      return name === undefined ? each : { ...each, name };
    });
  const withNames = (each: Drift): Drift => ({ ...each, undeclared: named(each.undeclared), directoryNames });
  return {
    ...run,
    planned: { ...planned, plan: { ...planned.plan, undeclared: named(planned.plan.undeclared) } },
    drift: withNames(drift),
    correction: correction && { ...correction, left: withNames(correction.left) },
  };
}

function partsOf({ planned, drift, correction, rest, runResult }: DriftRun, invocation: Invocation): Parts {
  const { plan } = planned;
  const { context } = viewPlan(planned, todayOf(invocation));
  const configured = correction ? undefined : configuredWords(plan, context);
  const result = { found: drift, left: correction?.left };
  const isApplied = correction !== undefined && correction.report.outcomes.length > 0;
  return {
    context,
    groupBy: (invocation.flags.texts.get('group-by') ?? 'change') as GroupBy,
    names: namesIn(withDistinctNames(plan)),
    report: correction && reportRenderings(correction.report, correction.plan, { invocation, rest }),
    result,
    shown: result.left ?? drift,
    lastLines: lastLines(result, configured, exitCodeOf(runResult)),
    digest: isApplied ? correction.report.planDigest : plan.digest,
  };
}

function renderMarkdown({ planned, attribution }: DriftRun, { io, flags }: Invocation, parts: Parts): string {
  const { names, report, result, shown, ...options } = parts;
  const requests = flags.switches.has('show-requests') ? requestsMarkdown(planned.plan, actionCommentLimit / 4) : [];
  return renderDriftMarkdown(planned.plan, shown, {
    ...options,
    title: driftTitle(result, `tenant ${planned.plan.tenantId}`),
    commit: io.env.GITHUB_SHA,
    limit: actionCommentLimit,
    sections: [report?.markdown?.() ?? '', renderAttributionMarkdown(attribution, names), requests.join('\n')],
  });
}

/** What is there after the run. */
function renderMetrics({ planned, drift, correction }: DriftRun, today: string): string {
  const { plan, desired } = planned;
  return renderDriftMetrics({
    tenantId: plan.tenantId,
    counts: countDrift(correction?.left ?? drift),
    overdueReviews: desired.partners.filter(
      ({ state, reviewBy }) => state === 'present' && reviewBy !== undefined && reviewBy < today,
    ).length,
    readAt: plan.createdAt,
  });
}

function todayOf(invocation: Invocation): string {
  return isoDay(runContextOf(invocation).wallNow());
}

function renderHtml(run: DriftRun, invocation: Invocation, parts: Parts): string {
  const { planned, attribution, correction, rest } = run;
  const { names, result, shown, ...options } = parts;
  const live = liveAfterCorrection(planned, shown);
  return renderDriftHtml(planned.plan, shown, {
    ...options,
    map: mapDrift(planned, shown),
    title: driftTitle(result, 'the tenant'),
    commit: invocation.io.env.GITHUB_SHA,
    findings: viewFindings(live, planned.desired, todayOf(invocation)),
    sections: [
      attributionSection(attribution, names),
      invocation.flags.switches.has('show-requests') ? requestsHtml(planned.plan) : '',
      correction ? correctionSection(correction.report, { names, rest }) : '',
    ],
  });
}

function renderText(
  { planned, attribution, correction, rest }: DriftRun,
  invocation: Invocation,
  { names, report: _, shown, target, ...options }: Parts & Pick<TextLayout, 'target'>,
): string {
  const { flags } = invocation;
  const { color, width } = layoutOf(invocation, target);
  const detail = textDetail(flags, target);
  const isSummary = detail === 'summary';
  const whoChangedIt = isSummary ? '' : renderAttributionText(attribution, { names, width });
  const report = correction && reportRenderings(correction.report, correction.plan, { invocation, rest, target });
  const correctionText = report?.text?.() ?? '';
  const title = wrapLines([`${correctionTitle}:`], width);
  return renderDriftText(planned.plan, shown, {
    ...options,
    color,
    width,
    detail,
    showRequests: flags.switches.has('show-requests'),
    sections: [
      whoChangedIt,
      isSummary || report === undefined ? correctionText : `${title.join('\n')}\n${correctionText}`,
    ],
  });
}

function textDetail({ switches }: Invocation['flags'], target: TextLayout['target']): PlanTextDetail {
  if (target === 'stdout' && switches.has('quiet')) return 'summary';
  return switches.has('brief') ? 'brief' : 'full';
}
