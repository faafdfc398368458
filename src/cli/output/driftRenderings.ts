/* A drift run in every format: the differences, who changed them, and the report of a correction. */
import type { Planned } from '../../app/planTenant.ts';
import { mapDrift, viewFindings, viewPlan } from '../../app/planView.ts';
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
import { lastLine } from '../../render/drift/driftWording.ts';
import { renderDriftHtml } from '../../render/html/driftHtml.ts';
import { attributionSection, correctionSection } from '../../render/html/driftSections.ts';
import type { GroupBy } from '../../render/plan/changeGroups.ts';
import { configuredWords } from '../../render/plan/countWording.ts';
import { withDistinctNames } from '../../render/plan/distinctNames.ts';
import type { PlanTextDetail } from '../../render/plan/planText.ts';
import { namesIn } from '../../render/plan/planWording.ts';
import { correctionTitle } from '../../render/report/reportWording.ts';
import { actionCommentLimit } from '../../render/text/fitLimit.ts';
import { wrapLines } from '../../render/text/wrapText.ts';
import type { Invocation, Renderings } from '../command.ts';
import { exitCodeOf, type RunResult } from '../exitCodes.ts';
import { runContextOf } from '../flags/useCaseOptions.ts';
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
  /** The last line of the text. */
  readonly sentence: string;
}

/** The files of `--out` are never coloured. */
export function driftRenderings(
  original: DriftRun,
  invocation: Invocation,
): { readonly renderings: Renderings; readonly outRenderings: Renderings } {
  const run = withDirectoryNames(original);
  const { planned, drift, attribution, correction, directoryNames } = run;
  const { plan } = planned;
  const parts = partsOf(run, invocation);
  const { report, sentence } = parts;
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
    github: () => `${renderDriftGithub(plan, drift, sentence)}${report?.github?.() ?? ''}`,
  };
  const textOf = (target: 'stdout' | 'file') => (): string => renderText(run, invocation, { ...parts, target });
  return {
    renderings: { ...others, text: textOf('stdout') },
    outRenderings: { ...others, text: textOf('file') },
  };
}

function withDirectoryNames(run: DriftRun): DriftRun {
  const { planned, drift, directoryNames } = run;
  const named = (undeclared: readonly Undeclared[]): readonly Undeclared[] =>
    undeclared.map((each) => {
      const name = each.tenantId && each.setting === undefined ? directoryNames.get(each.tenantId) : undefined;
      return name === undefined ? each : { ...each, name };
    });
  return {
    ...run,
    planned: { ...planned, plan: { ...planned.plan, undeclared: named(planned.plan.undeclared) } },
    drift: { ...drift, undeclared: named(drift.undeclared), directoryNames },
  };
}

function partsOf({ planned, drift, correction, rest, runResult }: DriftRun, invocation: Invocation): Parts {
  const { plan } = planned;
  const { context } = viewPlan(planned, todayOf(invocation));
  const configured = correction ? undefined : configuredWords(plan, context);
  return {
    context,
    groupBy: (invocation.flags.texts.get('group-by') ?? 'change') as GroupBy,
    names: namesIn(withDistinctNames(plan)),
    report: correction && reportRenderings(correction.report, correction.plan, { invocation, rest }),
    sentence: lastLine(correction?.left ?? drift, configured, exitCodeOf(runResult)),
  };
}

function renderMarkdown({ planned, drift, attribution }: DriftRun, { io }: Invocation, parts: Parts): string {
  const { context, groupBy, names, report, sentence } = parts;
  const options = { context, groupBy, commit: io.env.GITHUB_SHA, limit: actionCommentLimit };
  const markdown = renderDriftMarkdown(planned.plan, drift, {
    ...options,
    sentence: report ? `After the correction: ${sentence}` : sentence,
    sections: [renderAttributionMarkdown(attribution, names)],
  });
  return report ? `${markdown}\n${report.markdown?.() ?? ''}` : markdown;
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

function renderHtml(run: DriftRun, invocation: Invocation, { context, groupBy, names, sentence }: Parts): string {
  const { planned, drift, attribution, correction, rest } = run;
  return renderDriftHtml(planned.plan, drift, {
    map: mapDrift(planned, drift),
    context,
    groupBy,
    commit: invocation.io.env.GITHUB_SHA,
    findings: viewFindings(planned.live, planned.desired, todayOf(invocation)),
    sentence: correction ? `After the correction: ${sentence}` : sentence,
    sections: [
      attributionSection(attribution, names),
      correction ? correctionSection(correction.report, { names, rest }) : '',
    ],
  });
}

function renderText(
  { planned, drift, attribution, correction }: DriftRun,
  { flags, color, width }: Invocation,
  { context, groupBy, names, report, sentence, target }: Parts & { readonly target: 'stdout' | 'file' },
): string {
  const detail = textDetail(flags, target);
  const isSummary = detail === 'summary';
  const whoChangedIt = isSummary ? '' : renderAttributionText(attribution, { names, width: width[target] });
  const correctionText = report?.text?.() ?? '';
  const title = wrapLines([`${correctionTitle}:`], width[target]);
  return renderDriftText(planned.plan, drift, {
    color: target === 'stdout' && color.stdout,
    width: width[target],
    context,
    detail,
    showRequests: flags.switches.has('show-requests'),
    groupBy,
    sentence,
    sections: [
      whoChangedIt,
      isSummary || report === undefined ? correctionText : `${title.join('\n')}\n${correctionText}`,
    ],
    left: correction?.left,
  });
}

function textDetail({ switches }: Invocation['flags'], target: 'stdout' | 'file'): PlanTextDetail {
  if (target === 'stdout' && switches.has('quiet')) return 'summary';
  return switches.has('brief') ? 'brief' : 'full';
}
